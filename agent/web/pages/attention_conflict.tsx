// A conflict side by side: every value, who wrote it, when and on which PC, how far that time can be trusted, what the writer had seen.
// One is kept or another written; what was decided on this PC can be taken back.
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

import {
  ApiError,
  Button,
  call,
  Card,
  changes,
  ConflictCard,
  date_time,
  Dialog,
  long_date,
  may,
  medium_date,
  nip_text,
  Notice,
  number,
  Show,
  Table,
  texts,
  time_of,
  toast,
  useCall,
} from "@ui";
import { Form, type Question } from "../flow/form";
import { name_in, use_people, type UnitPerson } from "../flow/people";
import { kind_text } from "./attention_items";

const t = texts(
  {
    title: "Pertentangan",
    which: "Keduanya dicatat tanpa saling tahu. Pilih yang benar; yang lain tetap tersimpan dalam riwayat.",
    keep: "Dipakai.",
    undo: "Urungkan",
    undone: "Diurungkan; pertentangannya terbuka lagi.",
    empty: "(kosong)",
    yes: "Ya",
    no: "Tidak",
    gone: "Dihapus",
    stays: "Tetap ada",
    bound: (ms: string) => `bisa meleset ±${ms} md`,
    seconds: (s: string) => `bisa meleset ±${s} detik`,
    third: "Tulis yang lain",
    value: "Nilai yang benar",
    save: "Pakai nilai ini",
    back: "Kembali ke pilihan",
    saw: (value: string, who: string, when: string) => `sebelumnya tertulis ${value} (${who}, ${when})`,
    saw_none: "belum ada isinya",
    saw_unknown: "tidak diketahui: catatan lama tidak ada di PC ini",
    reopened: "Keputusan tentang ini diurungkan. Pilih lagi.",
    closed: "Sudah diputuskan",
    closed_hint: "Tidak ada lagi yang perlu dipilih.",
    one_per_line: "Satu per baris.",
    qualities: {
      hub: "jam dipastikan oleh hub",
      carried: "jam dipastikan sebelum PC dinyalakan ulang",
      unanchored: "jam PC belum pernah dipastikan hub",
      doubtful: "jam PC itu diragukan",
    },
    settled: "Baru diputuskan di PC ini",
    about: "Tentang",
    decided: "Diputuskan",
    by: "Oleh",
    from: "Dari pilihan",
    undo_sure: "Nilai yang tadinya tampil kembali, dan pertentangannya muncul lagi di daftar.",
  },
  {
    title: "Conflict",
    which: "Both were recorded without knowing of each other. Choose the right one; the other stays in the history.",
    keep: "Kept.",
    undo: "Undo",
    undone: "Taken back; the conflict is open again.",
    empty: "(empty)",
    yes: "Yes",
    no: "No",
    gone: "Deleted",
    stays: "Kept",
    bound: (ms) => `may be off by ±${ms} ms`,
    seconds: (s) => `may be off by ±${s} s`,
    third: "Write another",
    value: "The right value",
    save: "Use this value",
    back: "Back to the choices",
    saw: (value, who, when) => `it said ${value} before (${who}, ${when})`,
    saw_none: "nothing stood there yet",
    saw_unknown: "not known: older records are not on this PC",
    reopened: "The decision about this was taken back. Choose again.",
    closed: "Settled",
    closed_hint: "Nothing is left to be chosen.",
    one_per_line: "One a line.",
    qualities: {
      hub: "time confirmed by the hub",
      carried: "time confirmed before the PC was restarted",
      unanchored: "this PC's clock was never confirmed",
      doubtful: "that PC's clock is in doubt",
    },
    settled: "Recently settled on this PC",
    about: "About",
    decided: "Decided",
    by: "By",
    from: "Out of",
    undo_sure: "What showed before shows again, and the conflict comes back into the list.",
  },
);

type Raw = string | number | boolean | string[] | null;
interface Written {
  value: Raw;
  text: string;
  author: string;
  name: string;
  at: string;
  quality: "hub" | "carried" | "unanchored" | "doubtful";
  bound_ms: number;
  pc: string;
  here: boolean;
  saw?: Written | null;
  saw_known?: boolean;
}
interface Field {
  name: string;
  help: string;
  type: "choice" | "boolean" | "date" | "instant" | "integer" | "person" | "list" | "text";
  choices: string[];
}
export interface Conflict {
  id: string;
  unit: string;
  kind: string;
  record: Record<string, Raw>;
  person: { nip: string; name: string } | null;
  field: Field;
  shown: Raw;
  values: Written[];
  open: boolean;
  undone: boolean;
  can_undo: boolean;
  decision: Written | null;
}

const choice_words = texts<Record<string, string>>(
  {
    WFO: "WFO (di kantor)",
    WFH: "WFH (di rumah)",
    OFF: "Libur",
    LEAVE: "Cuti",
    DL: "Dinas luar",
    in: "Masuk",
    out: "Pulang",
    unknown: "Belum jelas",
    submitted: "Diajukan",
    draft: "Draf",
  },
  {
    WFO: "WFO (office)",
    WFH: "WFH (home)",
    OFF: "Day off",
    LEAVE: "Leave",
    DL: "Official travel",
    in: "In",
    out: "Out",
    unknown: "Not clear",
    submitted: "Submitted",
    draft: "Draft",
  },
);

function value_text(field: Field, value: Raw, people: UnitPerson[]): string {
  if (field.name === "deleted") return value === true || value === "true" ? t.gone : t.stays;
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return t.empty;
  switch (field.type) {
    case "boolean":
      return value === true ? t.yes : t.no;
    case "date":
      return medium_date(String(value));
    case "instant":
      return date_time(String(value));
    case "person":
      return name_in(people, String(value));
    case "choice":
      return choice_words[String(value)] ?? String(value);
    case "list":
      return (value as string[]).join("; ");
    default:
      return String(value);
  }
}

function value_shown(field: Field, value: Raw, people: UnitPerson[]): ComponentChildren {
  if (Array.isArray(value) && value.length > 1)
    return (
      <ol class="fact-list">
        {value.map((one, at) => (
          <li key={at}>{one}</li>
        ))}
      </ol>
    );
  return value_text(field, value, people);
}

const field_words = texts<Record<string, string>>(
  {
    mode: "Tempat kerja",
    shift: "Sif",
    activities: "Kegiatan",
    evidence: "Bukti dukung",
    status: "Keadaan",
    deleted: "Dihapus atau tidak",
    name: "Nama",
    section: "Bagian",
    supervisor: "Atasan langsung",
    until: "Sampai dengan",
    from: "Mulai",
    reason: "Alasan",
    number: "Nomor surat",
    signer: "Penanda tangan",
    decision: "Keputusan",
    room: "Ruangan",
    title: "Acara",
    condition: "Keadaan",
    present: "Ikut",
    days: "Lamanya",
    unit: "Unit",
    class: "Kelompok",
    region: "Wilayah",
    destination: "Tujuan",
  },
  {
    mode: "Place of work",
    shift: "Shift",
    activities: "Activities",
    evidence: "Evidence",
    status: "State",
    deleted: "Deleted or not",
    name: "Name",
    section: "Section",
    supervisor: "Direct superior",
    until: "Until",
    from: "From",
    reason: "Reason",
    number: "Letter number",
    signer: "Signed by",
    decision: "Decision",
    room: "Room",
    title: "Subject",
    condition: "Condition",
    present: "Took part",
    days: "Length",
    unit: "Unit",
    class: "Group",
    region: "Region",
    destination: "Destination",
  },
);
const field_text = (field: Field): string => field_words[field.name] ?? field.help;

const bound_text = (ms: number) => (ms <= 0 ? "" : ms < 1000 ? `, ${t.bound(number(ms))}` : `, ${t.seconds(number(ms / 1000, 1))}`);

// "Jadwal · Sari Wulandari · Senin, 5 Juli 2021"
function about_text(conflict: Conflict): string {
  const day = conflict.record["date"] ?? conflict.record["from"];
  return [
    kind_text(conflict.kind),
    conflict.person?.name || (conflict.person && nip_text(conflict.person.nip)),
    typeof day === "string" && long_date(day.slice(0, 10)),
  ]
    .filter(Boolean)
    .join(" · ");
}

export function ConflictDialog({ id, on_close }: { id: string; on_close: () => void }) {
  const loaded = useCall<Conflict>("conflicts.show", { id });
  return (
    <Dialog wide title={t.title} on_close={on_close}>
      <Show loaded={loaded}>{(conflict) => <Compare conflict={conflict} on_done={on_close} />}</Show>
    </Dialog>
  );
}

async function undo(id: string): Promise<void> {
  try {
    await call("conflicts.undo", { id });
    toast(t.undone);
    changes.value += 1; // whatever list stands behind loads anew
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    toast(problem);
  }
}

function Compare({ conflict, on_done }: { conflict: Conflict; on_done: () => void }) {
  const people = use_people();
  const [writing, set_writing] = useState(false);
  const [busy, set_busy] = useState(false);
  const { field } = conflict;
  const settle = async (how: { keep: number } | { value: string }) => {
    await call("conflicts.settle", { id: conflict.id, ...how });
    toast(t.keep, may("conflicts.undo") ? { undo: { label: t.undo, run: () => void undo(conflict.id) } } : {});
    on_done();
  };
  const keep = (at: number) => {
    set_busy(true);
    settle({ keep: at + 1 }).catch((problem) => {
      set_busy(false);
      toast(problem);
    });
  };
  if (!conflict.open)
    return (
      <Notice tone="ok" title={t.closed}>
        {t.closed_hint}
      </Notice>
    );
  const saw = (written: Written) => {
    if (!("saw" in written)) return undefined;
    if (written.saw_known === false) return t.saw_unknown;
    return written.saw
      ? t.saw(
          value_text(field, written.saw.value, people),
          written.saw.name || written.saw.author,
          `${medium_date(written.saw.at)} ${time_of(written.saw.at)}`,
        )
      : t.saw_none;
  };
  return (
    <>
      {conflict.undone && <Notice tone="info">{t.reopened}</Notice>}
      <ConflictCard
        title={about_text(conflict)}
        about={`${field_text(field)}. ${t.which}`}
        busy={busy}
        claims={conflict.values.map((one, at) => ({
          value: value_shown(field, one.value, people),
          who: one.name || nip_text(one.author),
          when: date_time(one.at),
          trust: `${t.qualities[one.quality]}${bound_text(one.bound_ms)}`,
          pc: one.pc,
          saw: saw(one),
          is_shown: at === 0,
        }))}
        {...(may("conflicts.settle") ? { on_keep: keep, ...(writing ? {} : { on_third: () => set_writing(true) }) } : {})}
      />
      {writing && (
        <Third conflict={conflict} people={people} on_cancel={() => set_writing(false)} on_value={(value) => settle({ value })} />
      )}
    </>
  );
}

// A third value, asked for in the form that the field has.
function Third({
  conflict,
  people,
  on_cancel,
  on_value,
}: {
  conflict: Conflict;
  people: UnitPerson[];
  on_cancel: () => void;
  on_value: (value: string) => Promise<void>;
}) {
  const { field, values } = conflict;
  const shared = { name: "value", label: `${t.value} (${field_text(field).toLowerCase()})` };
  const start = values[0]?.value ?? "";
  const yes_no =
    field.name === "deleted"
      ? [
          { value: "false", label: t.stays },
          { value: "true", label: t.gone },
        ]
      : [
          { value: "true", label: t.yes },
          { value: "false", label: t.no },
        ];
  const question: Question =
    field.name === "deleted" || field.type === "boolean"
      ? { ...shared, kind: "radios", choices: yes_no }
      : field.type === "choice"
        ? { ...shared, kind: "radios", choices: field.choices.map((value) => ({ value, label: choice_words[value] ?? value })) }
        : field.type === "date"
          ? { ...shared, kind: "date" }
          : field.type === "person"
            ? { ...shared, kind: "person", people }
            : field.type === "integer"
              ? { ...shared, kind: "number" }
              : field.type === "list"
                ? { ...shared, kind: "lines", hint: t.one_per_line }
                : { ...shared, kind: "area" };
  return (
    <Card title={t.third}>
      <Form
        questions={[question]}
        deed={t.save}
        start={{ value: Array.isArray(start) ? start : field.type === "choice" ? "" : String(start ?? "") }}
        on_cancel={on_cancel}
        on_send={async ({ value }) =>
          on_value(Array.isArray(value) ? value.map((one) => one.replaceAll(";", ",")).join("; ") : String(value ?? ""))
        }
      />
    </Card>
  );
}

// What was settled on this PC and still stands, with a way back.
export function Settled({ on_changed }: { on_changed: () => void }) {
  const people = use_people();
  const loaded = useCall<{ settled: Conflict[] }>("conflicts.settled", {});
  const [busy, set_busy] = useState<string | null>(null);
  const rows = (loaded.data?.settled ?? []).filter((one) => one.can_undo && one.decision);
  if (rows.length === 0) return null;
  return (
    <Card class="flush" title={t.settled}>
      <Table
        caption={t.settled}
        rows={rows}
        key_of={(row) => row.id}
        columns={[
          {
            name: "about",
            head: t.about,
            cell: (row) => (
              <>
                <strong>{about_text(row)}</strong>
                <span class="quiet cell-more">{field_text(row.field)}</span>
              </>
            ),
          },
          { name: "decided", head: t.decided, cell: (row) => value_text(row.field, row.decision!.value, people) },
          { name: "from", head: t.from, cell: (row) => row.values.map((one) => value_text(row.field, one.value, people)).join(" / ") },
          {
            name: "by",
            head: t.by,
            cell: (row) => (
              <>
                {row.decision!.name || row.decision!.author}
                <span class="quiet cell-more">{date_time(row.decision!.at)}</span>
              </>
            ),
            nowrap: true,
          },
          ...(may("conflicts.undo")
            ? [
                {
                  name: "undo",
                  head: <span class="unseen">{t.undo}</span>,
                  narrow: true,
                  cell: (row: Conflict) => (
                    <Button
                      small
                      icon="undo"
                      title={t.undo_sure}
                      busy={busy === row.id}
                      onClick={() => {
                        set_busy(row.id);
                        void undo(row.id).then(() => {
                          set_busy(null);
                          on_changed();
                          return loaded.reload();
                        });
                      }}
                    >
                      {t.undo}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
