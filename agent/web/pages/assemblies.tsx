// Apel: which were held and how, and who took part, kept apart from punches. Everybody is expected, at the office or at home.
import { useState } from "preact/hooks";

import {
  Button,
  call,
  clock_text,
  Dialog,
  Facts,
  long_date,
  may,
  Meter,
  MonthPicker,
  Notice,
  percent,
  Radios,
  Show,
  Table,
  TextField,
  texts,
  toast,
  today,
  useCall,
} from "@ui";
import { ListPage } from "../flow/list_page";
import { FormDialog } from "../flow/form";
import { use_month, use_query } from "../flow/parts";
import { name_in, use_people } from "../flow/people";

const t = texts(
  {
    title: "Apel",
    about: "Apel langsung maupun virtual. Yang di kantor dan yang di rumah sama-sama diharapkan ikut.",
    hold: "Catat apel",
    caption: "Apel",
    date: "Tanggal",
    session: "Apel",
    mode: "Cara",
    starts: "Mulai",
    led_by: "Pemimpin",
    came: "Ikut",
    missed: "Tidak ikut",
    none: "Belum ada apel bulan ini",
    none_hint: "Catat apel dahulu, lalu tandai siapa yang ikut.",
    pagi: "Pagi",
    siang: "Siang",
    sore: "Sore",
    langsung: "Langsung",
    virtual: "Virtual",
    virtual_hint: "lewat telekonferensi",
    direct_hint: "di halaman kantor",
    deed: "Catat",
    people: "Siapa yang ikut",
    search: "Cari nama",
    rest: (count: number) => `Sisanya ikut (${count})`,
    present: "Ikut",
    absent: "Tidak",
    unknown: "Belum ditandai",
    of: (count: number, all: number) => `${count} dari ${all} ikut`,
    not_held: "Apel ini belum dicatat.",
    change: "Ubah keterangan apel",
    saved: "Tercatat.",
    left: (count: number) => `${count} belum ditandai`,
  },
  {
    title: "Assemblies",
    about: "In person or by video. People at the office and at home are both expected.",
    hold: "Record an assembly",
    caption: "Assemblies",
    date: "Date",
    session: "Assembly",
    mode: "How",
    starts: "Begins",
    led_by: "Led by",
    came: "Came",
    missed: "Missing",
    none: "No assemblies this month",
    none_hint: "Record one first, then mark who took part.",
    pagi: "Morning",
    siang: "Midday",
    sore: "Afternoon",
    langsung: "In person",
    virtual: "By video",
    virtual_hint: "by teleconference",
    direct_hint: "at the office",
    deed: "Record",
    people: "Who took part",
    search: "Find a name",
    rest: (count) => `The others came (${count})`,
    present: "Came",
    absent: "Missing",
    unknown: "Not marked",
    of: (count, all) => `${count} of ${all} came`,
    not_held: "This assembly is not recorded yet.",
    change: "Change what was recorded",
    saved: "Recorded.",
    left: (count) => `${count} not marked`,
  },
);

type Session = "pagi" | "siang" | "sore";
interface Row {
  date: string;
  unit: string;
  session: Session;
  mode: "langsung" | "virtual";
  starts: string;
  led_by: string;
  present: number;
  absent: number;
}
interface Attendee {
  nip: string;
  name: string;
  section: string;
  present: boolean | null;
}
interface Assembly {
  date: string;
  session: Session;
  held: boolean;
  mode?: "langsung" | "virtual";
  starts?: string;
  led_by?: string;
  rows: Attendee[];
}

export default function Assemblies() {
  const [month, set_month] = use_month();
  const [opened, set_opened] = use_query("buka");
  const [holding, set_holding] = useState(false);
  const held = useCall<{ rows: Row[] }>("assembly.list", { month });
  const rows = [...(held.data?.rows ?? [])].sort((a, b) => b.date.localeCompare(a.date));
  const [date, session] = opened.split("/");
  const people = use_people();
  return (
    <ListPage
      title={t.title}
      about={t.about}
      tools={<MonthPicker value={month} on_value={set_month} />}
      deed={{ label: t.hold, icon: "plus", allowed: may("assembly.hold"), run: () => set_holding(true) }}
      loaded={held}
      none={{ is: rows.length === 0, icon: "flag", title: t.none, hint: t.none_hint }}
      list={
        <Table
          tall
          caption={t.caption}
          rows={rows}
          key_of={(row) => `${row.date}${row.session}`}
          on_open={(row) => set_opened(`${row.date}/${row.session}`)}
          columns={[
            { name: "date", head: t.date, cell: (row) => long_date(row.date), nowrap: true },
            { name: "session", head: t.session, cell: (row) => t[row.session] },
            { name: "mode", head: t.mode, cell: (row) => t[row.mode] },
            { name: "starts", head: t.starts, cell: (row) => (row.starts ? clock_text(row.starts) : "–") },
            { name: "led_by", head: t.led_by, cell: (row) => (row.led_by ? name_in(people, row.led_by) : "–") },
            { name: "came", head: t.came, cell: (row) => row.present, right: true },
            { name: "missed", head: t.missed, cell: (row) => row.absent, right: true },
          ]}
        />
      }
    >
      {opened && date && session && (
        <AssemblyPanel
          key={opened}
          date={date}
          session={session as Session}
          on_close={() => set_opened(null)}
          on_changed={() => void held.reload()}
        />
      )}
      {holding && (
        <Hold
          on_close={() => set_holding(false)}
          on_done={(at) => {
            set_holding(false);
            void held.reload();
            set_opened(at);
          }}
        />
      )}
    </ListPage>
  );
}

function Hold({ before, on_close, on_done }: { before?: Assembly; on_close: () => void; on_done: (at: string) => void }) {
  const sessions = (["pagi", "siang", "sore"] as const).map((value) => ({ value, label: t[value] }));
  return (
    <FormDialog
      title={before ? t.change : t.hold}
      deed={t.deed}
      on_close={on_close}
      start={{
        date: before?.date ?? today(),
        session: before?.session ?? "pagi",
        mode: before?.mode ?? "langsung",
        starts: before?.starts ?? "07:30",
        led_by: before?.led_by ?? "",
      }}
      questions={[
        ...(before
          ? []
          : [
              { name: "date", kind: "date" as const, label: t.date, half: true, max: today() },
              { name: "session", kind: "select" as const, label: t.session, choices: sessions, half: true },
            ]),
        {
          name: "mode",
          kind: "radios",
          label: t.mode,
          choices: [
            { value: "langsung", label: t.langsung, hint: t.direct_hint },
            { value: "virtual", label: t.virtual, hint: t.virtual_hint },
          ],
        },
        { name: "starts", kind: "time", label: t.starts, optional: true, half: true },
        { name: "led_by", kind: "text", label: t.led_by, optional: true, half: true },
      ]}
      on_send={async ({ mode, ...rest }) => {
        const done = await call<{ date: string; session: string; message: string }>("assembly.hold", {
          ...(before ? { date: before.date, session: before.session } : {}),
          ...rest,
          virtual: mode === "virtual",
        });
        toast(done.message);
        on_done(`${done.date}/${done.session}`);
      }}
    />
  );
}

function AssemblyPanel({
  date,
  session,
  on_close,
  on_changed,
}: {
  date: string;
  session: Session;
  on_close: () => void;
  on_changed: () => void;
}) {
  const loaded = useCall<Assembly>("assembly.show", { date, session });
  const [typed, set_typed] = useState("");
  const [changing, set_changing] = useState(false);
  // What was marked shows at once, so that "the others came" means those who are left on the screen.
  const [marked, set_marked] = useState<Record<string, boolean>>({});
  const may_mark = may("assembly.attend");
  const mark = (people: string[], present: boolean) => {
    set_marked((now) => ({ ...now, ...Object.fromEntries(people.map((nip) => [nip, present])) }));
    call("assembly.attend", { date, session, people, ...(present ? {} : { absent: true }) }).then(on_changed, (problem) => {
      set_marked((now) => Object.fromEntries(Object.entries(now).filter(([nip]) => !people.includes(nip))));
      toast(problem);
    });
  };
  return (
    <Dialog side title={`${t.title} · ${t[session]}`} on_close={on_close}>
      <Show loaded={loaded}>
        {(assembly) => {
          const rows = assembly.rows.map((one) => ({ ...one, present: marked[one.nip] ?? one.present }));
          const came = rows.filter((one) => one.present === true).length;
          const left = rows.filter((one) => one.present === null);
          const shown = rows
            .filter((one) => one.name.toLowerCase().includes(typed.toLowerCase().trim()))
            .sort((a, b) => a.name.localeCompare(b.name));
          return (
            <div class="matter">
              <header class="matter-head">
                <h3>{long_date(date)}</h3>
              </header>
              {assembly.held ? (
                <Facts
                  rows={[
                    [t.mode, assembly.mode ? t[assembly.mode] : "–"],
                    [t.starts, assembly.starts ? clock_text(assembly.starts) : "–"],
                    [t.led_by, assembly.rows.find((one) => one.nip === assembly.led_by)?.name ?? (assembly.led_by || "–")],
                  ]}
                />
              ) : (
                <Notice tone="info">{t.not_held}</Notice>
              )}
              {may("assembly.hold") && (
                <div>
                  <Button small icon="pen" onClick={() => set_changing(true)}>
                    {assembly.held ? t.change : t.hold}
                  </Button>
                </div>
              )}
              <Meter
                label={t.people}
                value={came}
                limit={assembly.rows.length}
                text={`${t.of(came, assembly.rows.length)} (${percent(assembly.rows.length ? came / assembly.rows.length : 0)})`}
              />
              <div class="attendance-tools">
                <TextField label={t.search} type="search" value={typed} on_value={set_typed} />
                {may_mark && left.length > 0 && (
                  <Button
                    icon="check"
                    onClick={() =>
                      mark(
                        left.map((one) => one.nip),
                        true,
                      )
                    }
                  >
                    {t.rest(left.length)}
                  </Button>
                )}
              </div>
              <ul class="attendance">
                {shown.map((one) => (
                  <li key={one.nip}>
                    {may_mark ? (
                      <Radios
                        segmented
                        legend={one.name}
                        value={one.present === null ? "" : one.present ? "ya" : "tidak"}
                        choices={[
                          { value: "ya", label: t.present },
                          { value: "tidak", label: t.absent },
                        ]}
                        on_value={(value) => mark([one.nip], value === "ya")}
                      />
                    ) : (
                      <span>
                        {one.name} · <span class="quiet">{one.present === null ? t.unknown : one.present ? t.present : t.absent}</span>
                      </span>
                    )}
                  </li>
                ))}
              </ul>
              {changing && (
                <Hold
                  before={assembly}
                  on_close={() => set_changing(false)}
                  on_done={() => {
                    set_changing(false);
                    on_changed();
                    void loaded.reload();
                  }}
                />
              )}
            </div>
          );
        }}
      </Show>
    </Dialog>
  );
}
