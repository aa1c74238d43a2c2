// Izin & perjalanan: asking for leave, sickness, duty, travel or office entry; where each stands; what waits for a superior.
import { useState } from "preact/hooks";

import {
  Button,
  call,
  Card,
  Confirm,
  Empty,
  has_role,
  may,
  MonthPicker,
  nip_text,
  Page,
  person,
  Select,
  Show,
  Table,
  TextField,
  texts,
  toast,
  useCall,
  type Tab,
} from "@ui";
import { InboxList, use_inbox } from "../flow/inbox";
import { days_text, permit_text, permit_types, subtype_text, type Matter, type PermitType } from "../flow/matter";
import { MatterPanel } from "../flow/matter_panel";
import { Parts, use_month, use_query } from "../flow/parts";
import { is_back, is_open, state_text, StateChip } from "../flow/states";
import { PermitForm } from "./permit_form";

const t = texts(
  {
    title: "Izin & perjalanan",
    about: "Cuti, sakit, dinas luar, bepergian, dan izin masuk kantor pada hari WFH.",
    tabs: "Bagian halaman",
    own: "Izin saya",
    inbox: "Perlu keputusan saya",
    unit: "Izin unit",
    ask: "Ajukan izin",
    again: "Perbaiki & ajukan lagi",
    cancel: "Batalkan izin",
    cancel_sure: "Batalkan izin ini?",
    cancel_hint: "Izin yang dibatalkan tetap tercatat, dan dapat diajukan lagi.",
    cancelled: "Izin dibatalkan.",
    caption: "Izin",
    name: "Nama",
    type: "Jenis",
    days: "Tanggal",
    why: "Keperluan",
    state: "Keadaan",
    none: "Belum ada izin",
    none_hint: "Ajukan izin sebelum harinya; atasan memutuskannya berjenjang, juga bila jaringan putus.",
    none_unit: "Tidak ada izin yang cocok",
    none_unit_hint: "Pilih bulan lain atau hapus saringan.",
    search: "Cari nama atau NIP",
    any_type: "Semua jenis",
    any_state: "Semua keadaan",
  },
  {
    title: "Leave & travel",
    about: "Leave, sickness, official travel, journeys, and office entry on WFH days.",
    tabs: "Parts of this page",
    own: "My permits",
    inbox: "For me to decide",
    unit: "The unit's permits",
    ask: "Ask for a permit",
    again: "Put right & submit again",
    cancel: "Cancel the permit",
    cancel_sure: "Cancel this permit?",
    cancel_hint: "A cancelled permit stays on record and can be asked for again.",
    cancelled: "The permit is cancelled.",
    caption: "Permits",
    name: "Name",
    type: "Kind",
    days: "Dates",
    why: "Purpose",
    state: "State",
    none: "No permits yet",
    none_hint: "Ask before the day; superiors decide tier by tier, also without a network.",
    none_unit: "No permit matches",
    none_unit_hint: "Choose another month or clear the filters.",
    search: "Find a name or NIP",
    any_type: "All kinds",
    any_state: "All states",
  },
);

interface Row {
  subject: string;
  employee: string;
  name: string;
  type: PermitType;
  subtype: string;
  from: string;
  until: string;
  destination: string;
  reason: string;
  round: number;
  state: string;
}

export default function Permits() {
  const inbox = use_inbox("permit");
  const decides = may("decide.approve") && (has_role("superior", "head", "secretary") || inbox.rows.length > 0);
  const for_others = has_role("clerk", "head", "secretary", "personnel");
  const sees_unit = for_others || has_role("superior");
  const tabs: Tab[] = [
    { id: "saya", label: t.own },
    ...(decides ? [{ id: "putusan", label: t.inbox, count: inbox.rows.length }] : []),
    ...(sees_unit ? [{ id: "unit", label: t.unit }] : []),
  ];
  const [wanted, set_tab] = use_query("bagian", inbox.rows.length > 0 && decides ? "putusan" : "saya");
  const tab = tabs.some((one) => one.id === wanted) ? wanted : "saya";
  const [opened, set_opened] = use_query("buka");
  const [asked_day, set_asked_day] = use_query("ajukan"); // where another page says for which day
  const [asking, set_asking] = useState<Matter | "new" | null>(asked_day ? "new" : null);
  const done_asking = () => {
    set_asking(null);
    set_asked_day(null);
  };
  const [changed, set_changed] = useState(0);
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        may("permit.request") && (
          <Button kind="primary" icon="plus" onClick={() => set_asking("new")}>
            {t.ask}
          </Button>
        )
      }
    >
      <Parts
        label={t.tabs}
        tabs={tabs}
        current={tab}
        on_current={(id) => {
          set_tab(id);
          set_opened(null);
        }}
      >
        {tab === "saya" && person.value && (
          <List key={`own ${changed}`} employee={person.value.nip} on_open={set_opened} on_ask={() => set_asking("new")} />
        )}
        {tab === "putusan" && <InboxList inbox={inbox} opened={opened || null} on_open={set_opened} />}
        {tab === "unit" && <List key={`unit ${changed}`} on_open={set_opened} />}
      </Parts>
      {opened && tab !== "putusan" && (
        <MatterPanel
          key={opened}
          subject={opened}
          on_close={() => set_opened(null)}
          on_decided={() => set_changed(changed + 1)}
          actions={(matter, reload) => (
            <Own
              matter={matter}
              on_again={() => {
                set_opened(null);
                set_asking(matter);
              }}
              on_changed={() => {
                reload();
                set_changed(changed + 1);
              }}
            />
          )}
        />
      )}
      {asking && (
        <PermitForm
          before={asking === "new" ? null : asking}
          for_others={for_others}
          {...(asked_day ? { day: asked_day } : {})}
          on_close={done_asking}
          on_done={(subject) => {
            done_asking();
            set_changed(changed + 1);
            set_tab(tab === "unit" ? "unit" : "saya");
            set_opened(subject);
          }}
        />
      )}
    </Page>
  );
}

// What whoever asked may still do about it.
function Own({ matter, on_again, on_changed }: { matter: Matter; on_again: () => void; on_changed: () => void }) {
  const [sure, set_sure] = useState(false);
  const is_own = matter.employee === person.value?.nip || has_role("clerk");
  if (!is_own || (matter.state === "ditolak" && !may("permit.request"))) return null;
  return (
    <div class="form-actions">
      {(is_back(matter.state) || matter.state === "dibatalkan") && may("permit.request") && (
        <Button kind="primary" icon="pen" onClick={on_again}>
          {t.again}
        </Button>
      )}
      {(is_open(matter.state) || matter.state === "disetujui") && may("permit.cancel") && (
        <Button kind="danger" onClick={() => set_sure(true)}>
          {t.cancel}
        </Button>
      )}
      {sure && (
        <Confirm
          title={t.cancel_sure}
          deed={t.cancel}
          danger
          on_close={() => set_sure(false)}
          on_yes={() => {
            set_sure(false);
            call("permit.cancel", { subject: matter.subject }).then(() => {
              toast(t.cancelled);
              on_changed();
            }, toast);
          }}
        >
          <p>
            {permit_text(matter.facts.type ?? "")} · {days_text(matter.facts.from, matter.facts.until)}
          </p>
          <p class="quiet">{t.cancel_hint}</p>
        </Confirm>
      )}
    </div>
  );
}

function List({ employee, on_open, on_ask }: { employee?: string; on_open: (subject: string) => void; on_ask?: () => void }) {
  const [month, set_month] = use_month();
  const [state, set_state] = useState("");
  const [type, set_type] = useState("");
  const [typed, set_typed] = useState("");
  const loaded = useCall<{ rows: Row[] }>("permit.list", employee ? { employee } : { month });
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const every = loaded.data?.rows ?? [];
  const shown = every
    .filter(
      (row) =>
        (!state || row.state === state) &&
        (!type || row.type === type) &&
        words.every((word) => row.name.toLowerCase().includes(word) || row.employee.includes(word)),
    )
    .sort((a, b) => b.from.localeCompare(a.from) || a.name.localeCompare(b.name));
  return (
    <>
      {!employee && (
        <div class="page-tools">
          <MonthPicker value={month} on_value={set_month} />
          <Select
            label={t.type}
            value={type}
            on_value={set_type}
            empty={t.any_type}
            choices={Object.entries(permit_types).map(([value, label]) => ({ value, label }))}
          />
          <Select
            label={t.state}
            value={state}
            on_value={set_state}
            empty={t.any_state}
            choices={[...new Set(every.map((row) => row.state))].map((value) => ({ value, label: state_text(value) }))}
          />
          <TextField label={t.search} type="search" value={typed} on_value={set_typed} />
        </div>
      )}
      <Card class="flush">
        <Show loaded={loaded}>
          {() =>
            shown.length === 0 ? (
              employee ? (
                <Empty
                  icon="bag"
                  title={t.none}
                  actions={
                    on_ask &&
                    may("permit.request") && (
                      <Button kind="primary" icon="plus" onClick={on_ask}>
                        {t.ask}
                      </Button>
                    )
                  }
                >
                  {t.none_hint}
                </Empty>
              ) : (
                <Empty icon="search" title={t.none_unit}>
                  {t.none_unit_hint}
                </Empty>
              )
            ) : (
              <Table
                tall
                caption={t.caption}
                rows={shown}
                key_of={(row) => row.subject}
                on_open={(row) => on_open(row.subject)}
                columns={[
                  ...(employee
                    ? []
                    : [
                        {
                          name: "name",
                          head: t.name,
                          cell: (row: Row) => (
                            <>
                              {row.name}
                              <span class="quiet cell-more">{nip_text(row.employee)}</span>
                            </>
                          ),
                        },
                      ]),
                  {
                    name: "type",
                    head: t.type,
                    cell: (row) => (
                      <>
                        {permit_text(row.type)}
                        {row.subtype && <span class="quiet cell-more">{subtype_text(row.subtype)}</span>}
                      </>
                    ),
                  },
                  { name: "days", head: t.days, cell: (row) => days_text(row.from, row.until), nowrap: true },
                  {
                    name: "why",
                    head: t.why,
                    cell: (row) => (
                      <>
                        {row.reason}
                        {row.destination && <span class="quiet cell-more">→ {row.destination}</span>}
                      </>
                    ),
                  },
                  { name: "state", head: t.state, cell: (row) => <StateChip state={row.state} />, narrow: true },
                ]}
              />
            )
          }
        </Show>
      </Card>
    </>
  );
}
