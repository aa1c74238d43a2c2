// The unit's reports of one day: how many stand where, whose desk they lie on, and who is at home and has written nothing.
import { useState } from "preact/hooks";

import {
  add_days,
  Button,
  Card,
  DateField,
  Empty,
  IconButton,
  long_date,
  may,
  Pagination,
  Select,
  Show,
  Table,
  TextField,
  texts,
  time_of,
  today,
  useCall,
} from "@ui";
import { MatterPanel } from "../flow/matter_panel";
import { name_in, use_people } from "../flow/people";
import { use_query } from "../flow/parts";
import { is_state, state_text, StateChip } from "../flow/states";

const t = texts(
  {
    day: "Tanggal",
    before: "Hari sebelumnya",
    after: "Hari berikutnya",
    search: "Cari nama atau NIP",
    state: "Keadaan",
    all: "Semua keadaan",
    caption: "Laporan harian",
    name: "Nama",
    activities: "Kegiatan",
    at: "Diajukan",
    desk: "Di meja",
    none: "Tidak ada laporan pada hari ini",
    none_hint: "Pilih hari lain, atau tunggu laporan dari PC lain sampai di sini.",
    no_match: "Tidak ada yang cocok",
    clear: "Hapus saringan",
    missing: "belum ada",
  },
  {
    day: "Date",
    before: "Previous day",
    after: "Next day",
    search: "Find a name or NIP",
    state: "State",
    all: "All states",
    caption: "Daily reports",
    name: "Name",
    activities: "Activities",
    at: "Submitted",
    desk: "On the desk of",
    none: "No reports on this day",
    none_hint: "Choose another day, or wait for reports from other PCs to arrive here.",
    no_match: "Nothing matches",
    clear: "Clear the filters",
    missing: "none yet",
  },
);

interface Row {
  subject: string;
  employee: string;
  name: string;
  date: string;
  activities: string[];
  submitted: string | null;
  state: string;
  waits_for: string | null;
}
interface DayRow {
  employee: string;
  name: string;
  planned: string;
  status: string;
}
const size = 50;

export function UnitReports() {
  const [date, set_date] = use_query("tanggal", today());
  const [state, set_state] = use_query("keadaan");
  const [typed, set_typed] = useState("");
  const [page, set_page] = useState(0);
  const [opened, set_opened] = useState<string | null>(null);
  const loaded = useCall<{ rows: Row[] }>("daily_report.list", { date });
  const days = useCall<{ rows: DayRow[] }>("day.status", { date }, { skip: !may("day.status") });
  const people = use_people();
  const at_home = (days.data?.rows ?? []).filter(
    (one) => one.planned === "WFH" && !["leave", "sick", "duty", "free", "excused", "study", "not_member"].includes(one.status),
  );
  const missing: Row[] = at_home
    .filter((one) => !loaded.data?.rows.some((row) => row.employee === one.employee))
    .map((one) => ({
      subject: `none/${one.employee}`,
      employee: one.employee,
      name: one.name,
      date,
      activities: [],
      submitted: null,
      state: "belum",
      waits_for: null,
    }));
  const every = [...missing, ...[...(loaded.data?.rows ?? [])].sort((a, b) => a.name.localeCompare(b.name))];
  const counts = [...new Set(every.map((row) => row.state))].map((one) => ({
    state: one,
    count: every.filter((row) => row.state === one).length,
  }));
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = every.filter(
    (row) => (!state || row.state === state) && words.every((word) => row.name.toLowerCase().includes(word) || row.employee.includes(word)),
  );
  const go = (day: string) => {
    set_date(day);
    set_page(0);
  };
  return (
    <>
      <div class="page-tools">
        <div class="day-walk">
          <IconButton icon="left" label={t.before} onClick={() => go(add_days(date, -1))} />
          <DateField label={t.day} hint="" value={date} max={today()} on_value={(day) => day && go(day)} />
          <IconButton icon="right" label={t.after} disabled={date >= today()} onClick={() => go(add_days(date, 1))} />
        </div>
        <Select
          label={t.state}
          value={state}
          on_value={(value) => {
            set_state(value || null);
            set_page(0);
          }}
          empty={t.all}
          choices={counts.map((one) => ({ value: one.state, label: `${state_text(one.state)} (${one.count})` }))}
        />
        <TextField
          label={t.search}
          type="search"
          value={typed}
          on_value={(value) => {
            set_typed(value);
            set_page(0);
          }}
        />
      </div>
      <Card
        class="flush"
        title={long_date(date)}
        actions={counts.map((one) => (
          <button
            key={one.state}
            type="button"
            class={`count-chip ${state === one.state ? "on" : ""}`}
            aria-pressed={state === one.state}
            onClick={() => set_state(state === one.state ? null : one.state)}
          >
            <StateChip state={one.state} /> {one.count}
          </button>
        ))}
      >
        <Show loaded={loaded}>
          {() =>
            every.length === 0 ? (
              <Empty icon="report" title={t.none}>
                {t.none_hint}
              </Empty>
            ) : shown.length === 0 ? (
              <Empty
                icon="search"
                title={t.no_match}
                actions={
                  <Button
                    onClick={() => {
                      set_typed("");
                      set_state(null);
                    }}
                  >
                    {t.clear}
                  </Button>
                }
              />
            ) : (
              <>
                <Table
                  tall
                  caption={t.caption}
                  rows={shown.slice(page * size, page * size + size)}
                  key_of={(row) => row.subject}
                  on_open={(row) => {
                    if (row.state !== "belum") set_opened(row.subject);
                  }}
                  columns={[
                    { name: "name", head: t.name, cell: (row) => row.name },
                    {
                      name: "activities",
                      head: t.activities,
                      cell: (row) =>
                        row.activities.length ? (
                          <>
                            {row.activities[0]}
                            {row.activities.length > 1 && <span class="quiet"> +{row.activities.length - 1}</span>}
                          </>
                        ) : (
                          <span class="quiet">{t.missing}</span>
                        ),
                    },
                    { name: "at", head: t.at, cell: (row) => (row.submitted ? time_of(row.submitted) : "–"), nowrap: true },
                    { name: "desk", head: t.desk, cell: (row) => (row.waits_for ? name_in(people, row.waits_for) : "–") },
                    {
                      name: "state",
                      head: t.state,
                      cell: (row) => <StateChip state={is_state(row.state) ? row.state : "draf"} />,
                      narrow: true,
                    },
                  ]}
                />
                <Pagination total={shown.length} size={size} page={page} on_page={set_page} />
              </>
            )
          }
        </Show>
      </Card>
      {opened && <MatterPanel key={opened} subject={opened} on_close={() => set_opened(null)} on_decided={() => void loaded.reload()} />}
    </>
  );
}
