// Kesehatan: one's own check, sealed on the way; who has not filled it in; and, for who answers for it, what people reported. Each look
// at that is put on record first, and the record can be looked at.
import { useState } from "preact/hooks";

import {
  Badge,
  Button,
  ButtonLink,
  call,
  Card,
  Confirm,
  date_time,
  DateField,
  Empty,
  has_role,
  long_date,
  may,
  MonthPicker,
  number,
  Notice,
  Page,
  person,
  Show,
  short_date,
  Table,
  texts,
  toast,
  today,
  useCall,
  ApiError,
  Failure,
  type Tab,
  type Tone,
} from "@ui";
import { FormDialog } from "../flow/form";
import { Parts, use_month, use_query } from "../flow/parts";
import { Keys } from "./health_keys";

const t = texts(
  {
    title: "Kesehatan",
    about: "Pemeriksaan kesehatan berkala. Isinya tersegel: hub dan sekretariat tidak dapat membacanya.",
    tabs: "Bagian halaman",
    own: "Pemeriksaan saya",
    due: "Belum mengisi",
    all: "Isi pemeriksaan",
    looks: "Siapa yang melihat",
    keys: "Kunci",
    to_keys: "Lihat kunci PC ini",
    fill: "Isi pemeriksaan hari ini",
    fill_again: "Perbaiki isian hari ini",
    done_today: "Hari ini sudah diisi",
    sealed: "Hanya Anda, kepala unit dan petugas kesehatan yang dapat membacanya. Setiap kali isinya dilihat orang lain, hal itu dicatat.",
    condition: "Keadaan Anda hari ini",
    symptoms: "Gejala",
    symptoms_hint: "Satu per baris, mis. batuk.",
    note: "Keterangan",
    note_hint: "Boleh kosong.",
    deed: "Kirim tersegel",
    sent: "Terkirim tersegel.",
    date: "Tanggal",
    what: "Keadaan",
    none_own: "Belum ada isian bulan ini",
    none_own_hint: "Isilah setiap hari kerja, sebelum mulai bekerja.",
    caption_own: "Isian saya",
    name: "Nama",
    section: "Bagian",
    nobody_due: "Semua sudah mengisi",
    nobody_due_hint: "Atau edaran yang berlaku tidak memintanya pada hari ini.",
    caption_due: "Belum mengisi pemeriksaan",
    look: "Lihat isi pemeriksaan",
    look_sure: "Lihat data kesehatan?",
    look_hint: (date: string) =>
      `Nama Anda, waktu sekarang, dan tanggal ${date} dicatat tersegel sebelum isinya ditampilkan. Kepala unit dan petugas kesehatan dapat melihat catatan itu.`,
    look_deed: "Catat & tampilkan",
    none_all: "Tidak ada isian pada hari ini",
    caption_all: "Isi pemeriksaan",
    reported_by: "Diisi oleh",
    looker: "Siapa",
    at: "Kapan",
    paper: "Apa yang dilihat",
    span: "Tentang",
    about_whom: "Orang",
    entries: "Baris",
    none_looks: "Belum ada yang melihat bulan ini",
    none_looks_hint: "Setiap kali data kesehatan ditampilkan atau dicetak, barisnya muncul di sini.",
    caption_looks: "Siapa yang melihat data kesehatan",
    checks: "Isi pemeriksaan kesehatan",
    conflict: "Pertentangan catatan kesehatan",
    unread: "Sebagian catatan tidak terbaca di PC ini",
    shut_out: "PC ini belum diizinkan membaca data kesehatan",
    unread_hint: (n: string) => `${n} catatan tersegel tidak terbaca. Cara mendapat izin ada pada bagian Kunci.`,
    unread_tell: (n: string) => `${n} catatan tersegel tidak terbaca. Beri tahu petugas kesehatan: ia mengaturnya pada Kesehatan › Kunci.`,
    conditions: { sehat: "Sehat", gejala: "Bergejala", sakit: "Sakit", kontak_erat: "Kontak erat", positif: "Positif" },
    hints: {
      sehat: "tidak ada keluhan",
      gejala: "batuk, demam, pilek, …",
      sakit: "sakit lain",
      kontak_erat: "dengan orang yang positif",
      positif: "hasil tes positif",
    },
  },
  {
    title: "Health",
    about: "Periodic health checks. What they say is sealed: hub and secretariat cannot read it.",
    tabs: "Parts of this page",
    own: "My checks",
    due: "Not filled in",
    all: "What was reported",
    looks: "Who looked",
    keys: "Keys",
    to_keys: "See this PC's keys",
    fill: "Fill in today's check",
    fill_again: "Correct today's check",
    done_today: "Today's check is filled in",
    sealed: "Only you, the unit's head and the health officer can read it. Whenever somebody else looks at it, that is put on record.",
    condition: "How you are today",
    symptoms: "Symptoms",
    symptoms_hint: "One a line, e.g. a cough.",
    note: "Remark",
    note_hint: "May be empty.",
    deed: "Send sealed",
    sent: "Sent sealed.",
    date: "Date",
    what: "Condition",
    none_own: "Nothing filled in this month",
    none_own_hint: "Fill it in every working day, before work begins.",
    caption_own: "My checks",
    name: "Name",
    section: "Section",
    nobody_due: "Everybody has filled it in",
    nobody_due_hint: "Or no circular in force asks for it on this day.",
    caption_due: "Checks not filled in",
    look: "Look at what was reported",
    look_sure: "Look at health data?",
    look_hint: (date) =>
      `Your name, the time, and the date ${date} are put on record, sealed, before anything is shown. The unit's head and the health officer can see that record.`,
    look_deed: "Record & show",
    none_all: "Nothing was reported on this day",
    caption_all: "Health checks",
    reported_by: "Filled in by",
    looker: "Who",
    at: "When",
    paper: "What was looked at",
    span: "About",
    about_whom: "Person",
    entries: "Rows",
    none_looks: "Nobody looked this month",
    none_looks_hint: "Whenever health data is shown or printed, a line appears here.",
    caption_looks: "Who looked at health data",
    checks: "Health checks",
    conflict: "A conflict about health",
    unread: "Some records cannot be read on this PC",
    shut_out: "This PC was not admitted to health data yet",
    unread_hint: (n) => `${n} sealed records cannot be read. How it is admitted is said at Keys.`,
    unread_tell: (n) => `${n} sealed records cannot be read. Tell the health officer, who sees to it at Health › Keys.`,
    conditions: { sehat: "Well", gejala: "Symptoms", sakit: "Ill", kontak_erat: "Close contact", positif: "Positive" },
    hints: {
      sehat: "no complaints",
      gejala: "cough, fever, cold, …",
      sakit: "another illness",
      kontak_erat: "with somebody positive",
      positif: "a positive test",
    },
  },
);

type Condition = "sehat" | "gejala" | "sakit" | "kontak_erat" | "positif";
interface Check {
  employee: string;
  name: string;
  date: string;
  condition: Condition;
  symptoms: string[];
  note: string;
  reported_by: string;
}
interface Sealed<T> {
  rows: T[];
  unread?: number;
  notes?: string[];
  text?: string;
}
interface Look {
  at: string;
  by: string;
  name: string;
  paper: string;
  title: string;
  from: string;
  until: string;
  about: string | null;
  entries: number;
}

const tones: Record<Condition, Tone> = { sehat: "ok", gejala: "warn", sakit: "warn", kontak_erat: "warn", positif: "bad" };
const ConditionChip = ({ condition }: { condition: Condition }) => <Badge tone={tones[condition]}>{t.conditions[condition]}</Badge>;

// What this PC cannot read is said wherever a list may lack it, and where that is mended. `shut_out`: nothing is shown for that.
const Unread = ({ count, shut_out }: { count: number; shut_out?: boolean }) => (
  <Notice
    tone="warn"
    title={shut_out ? t.shut_out : t.unread}
    actions={may("seal.status") && <ButtonLink href="/kesehatan?bagian=kunci">{t.to_keys}</ButtonLink>}
  >
    {may("seal.status") ? t.unread_hint(number(count)) : t.unread_tell(number(count))}
  </Notice>
);
const UnreadOf = ({ sealed }: { sealed: Sealed<unknown> }) =>
  sealed.unread ? <Unread count={sealed.unread} shut_out={sealed.text !== undefined} /> : null;

// Of records that this PC was not let in to, as the service reckons it before it answers with health data.
async function shut_out_from(): Promise<number> {
  const [seal, status] = await Promise.all([
    call<{ writes_with: string | null; unread: { commits: number } }>("seal.status"),
    call<{ seal_at_risk: boolean }>("status"),
  ]);
  return !seal.writes_with || status.seal_at_risk ? seal.unread.commits : 0;
}

export default function Health() {
  const sees = has_role("head", "health") && may("health.list");
  const sees_due = may("health.due") && has_role("superior", "clerk", "head", "secretary", "personnel", "health");
  const tabs: Tab[] = [
    ...(may("health.mine") ? [{ id: "saya", label: t.own }] : []),
    ...(sees_due ? [{ id: "belum", label: t.due }] : []),
    ...(sees ? [{ id: "isi", label: t.all }] : []),
    ...(sees && may("disclosure.list") ? [{ id: "dilihat", label: t.looks }] : []),
    ...(may("seal.status") ? [{ id: "kunci", label: t.keys }] : []),
  ];
  const [wanted, set_tab] = use_query("bagian", tabs[0]?.id ?? "saya");
  const tab = tabs.some((one) => one.id === wanted) ? wanted : (tabs[0]?.id ?? "");
  return (
    <Page title={t.title} about={t.about}>
      <Parts label={t.tabs} tabs={tabs} current={tab} on_current={set_tab}>
        {tab === "saya" && <Own />}
        {tab === "belum" && <Due />}
        {tab === "isi" && <Everybody />}
        {tab === "dilihat" && <Looks />}
        {tab === "kunci" && <Keys />}
      </Parts>
    </Page>
  );
}

function Own() {
  const [month, set_month] = use_month();
  const [filling, set_filling] = useState(false);
  const checks = useCall<Sealed<Check>>("health.mine", { month });
  const rows = [...(checks.data?.rows ?? [])].sort((a, b) => b.date.localeCompare(a.date));
  const now = rows.find((row) => row.date === today());
  const fill = may("health.report") && (
    <Button kind={now ? "plain" : "primary"} icon="heart" onClick={() => set_filling(true)}>
      {now ? t.fill_again : t.fill}
    </Button>
  );
  return (
    <>
      <Notice tone={now ? "ok" : "info"} title={now ? t.done_today : undefined} actions={fill}>
        {t.sealed}
      </Notice>
      <div class="page-tools">
        <MonthPicker value={month} on_value={set_month} />
      </div>
      <Card class="flush">
        <Show loaded={checks}>
          {(sealed) => (
            <>
              <UnreadOf sealed={sealed} />
              {rows.length === 0 ? (
                <Empty icon="heart" title={t.none_own}>
                  {t.none_own_hint}
                </Empty>
              ) : (
                <Table
                  caption={t.caption_own}
                  rows={rows}
                  key_of={(row) => row.date}
                  columns={[
                    { name: "date", head: t.date, cell: (row) => long_date(row.date), nowrap: true },
                    { name: "what", head: t.what, cell: (row) => <ConditionChip condition={row.condition} /> },
                    { name: "note", head: t.symptoms, cell: (row) => [...row.symptoms, row.note].filter(Boolean).join(", ") || "–" },
                  ]}
                />
              )}
            </>
          )}
        </Show>
      </Card>
      {filling && (
        <FormDialog
          title={`${t.fill} · ${short_date(today())}`}
          deed={t.deed}
          on_close={() => set_filling(false)}
          before={<Notice tone="info">{t.sealed}</Notice>}
          start={{ condition: now?.condition ?? "", symptoms: now?.symptoms ?? [], note: now?.note ?? "" }}
          questions={[
            {
              name: "condition",
              kind: "radios",
              label: t.condition,
              choices: (Object.keys(tones) as Condition[]).map((value) => ({ value, label: t.conditions[value], hint: t.hints[value] })),
            },
            {
              name: "symptoms",
              kind: "lines",
              label: t.symptoms,
              hint: t.symptoms_hint,
              optional: true,
              when: (values) => values["condition"] !== "sehat" && values["condition"] !== "",
            },
            { name: "note", kind: "area", label: t.note, optional: true },
          ]}
          on_send={async (answers) => {
            await call("health.report", { ...answers, employee: person.value?.nip });
            toast(t.sent);
            set_filling(false);
            await checks.reload();
          }}
        />
      )}
    </>
  );
}

function Due() {
  const [date, set_date] = use_query("tanggal", today());
  const due = useCall<Sealed<{ employee: string; name: string; section: string }>>("health.due", { date });
  return (
    <>
      <div class="page-tools">
        <DateField label={t.date} value={date} max={today()} on_value={(day) => set_date(day || null)} />
      </div>
      <Card class="flush">
        <Show loaded={due}>
          {(sealed) => (
            <>
              <UnreadOf sealed={sealed} />
              {sealed.rows.length === 0 ? (
                <Empty icon="check" title={t.nobody_due}>
                  {t.nobody_due_hint}
                </Empty>
              ) : (
                <Table
                  tall
                  caption={t.caption_due}
                  rows={sealed.rows}
                  key_of={(row) => row.employee}
                  columns={[
                    { name: "name", head: t.name, cell: (row) => row.name },
                    { name: "section", head: t.section, cell: (row) => row.section || "–" },
                  ]}
                />
              )}
            </>
          )}
        </Show>
      </Card>
    </>
  );
}

// Nothing is loaded before somebody says that it may be put on record.
function Everybody() {
  const [date, set_date] = use_query("tanggal", today());
  const [sure, set_sure] = useState(false);
  const [shown, set_shown] = useState<(Sealed<Check> & { date: string }) | null>(null);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const [unread, set_unread] = useState(0); // where nothing is shown for that
  const look = async () => {
    set_sure(false);
    set_problem(null);
    set_unread(0);
    try {
      set_shown(await call<Sealed<Check> & { date: string }>("health.list", { date }));
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      const count = cause.problem.fault === "refused" ? await shut_out_from() : 0;
      if (count > 0) set_unread(count);
      else set_problem(cause);
    }
  };
  return (
    <>
      <div class="page-tools">
        <DateField
          label={t.date}
          value={date}
          max={today()}
          on_value={(day) => {
            set_date(day || null);
            set_shown(null);
          }}
        />
        <Button kind="primary" icon="eye" onClick={() => set_sure(true)}>
          {t.look}
        </Button>
      </div>
      {problem && <Failure problem={problem} />}
      {unread > 0 && <Unread count={unread} shut_out />}
      {shown && (
        <Card class="flush" title={long_date(shown.date)}>
          <UnreadOf sealed={shown} />
          {shown.rows.length === 0 ? (
            <Empty icon="heart" title={t.none_all} />
          ) : (
            <Table
              tall
              caption={t.caption_all}
              rows={shown.rows}
              key_of={(row) => row.employee}
              columns={[
                { name: "name", head: t.name, cell: (row) => row.name },
                { name: "what", head: t.what, cell: (row) => <ConditionChip condition={row.condition} /> },
                { name: "note", head: t.symptoms, cell: (row) => [...row.symptoms, row.note].filter(Boolean).join(", ") || "–" },
              ]}
            />
          )}
        </Card>
      )}
      {sure && (
        <Confirm title={t.look_sure} deed={t.look_deed} on_close={() => set_sure(false)} on_yes={() => void look()}>
          <p>{t.look_hint(long_date(date))}</p>
        </Confirm>
      )}
    </>
  );
}

function Looks() {
  const [month, set_month] = use_month();
  const looks = useCall<Sealed<Look>>("disclosure.list", { month });
  const rows = [...(looks.data?.rows ?? [])].sort((a, b) => b.at.localeCompare(a.at));
  const title = (row: Look) => (row.paper === "health-checks" ? t.checks : row.paper === "conflict" ? t.conflict : row.title);
  return (
    <>
      <div class="page-tools">
        <MonthPicker value={month} on_value={set_month} />
      </div>
      <Card class="flush">
        <Show loaded={looks}>
          {(sealed) => (
            <>
              <UnreadOf sealed={sealed} />
              {rows.length === 0 ? (
                <Empty icon="eye" title={t.none_looks}>
                  {t.none_looks_hint}
                </Empty>
              ) : (
                <Table
                  tall
                  caption={t.caption_looks}
                  rows={rows}
                  key_of={(row) => `${row.by} ${row.at}`}
                  columns={[
                    { name: "who", head: t.looker, cell: (row) => row.name },
                    { name: "at", head: t.at, cell: (row) => date_time(row.at), nowrap: true },
                    { name: "paper", head: t.paper, cell: title },
                    {
                      name: "span",
                      head: t.span,
                      cell: (row) => (row.from === row.until ? short_date(row.from) : `${short_date(row.from)} – ${short_date(row.until)}`),
                      nowrap: true,
                    },
                    { name: "entries", head: t.entries, cell: (row) => row.entries, right: true },
                  ]}
                />
              )}
            </>
          )}
        </Show>
      </Card>
    </>
  );
}
