// One's own day: what it asks for, the report as it is written and handed in, where it stands; beside it the month.
import { useEffect, useState } from "preact/hooks";

import {
  ApiError,
  Button,
  call,
  Card,
  clock_text,
  date_time,
  DateField,
  Empty,
  guard_leaving,
  Icon,
  long_date,
  may,
  MonthPicker,
  Notice,
  Show,
  short_date,
  Table,
  texts,
  time_of,
  toast,
  today,
  useCall,
  useLoaded,
} from "@ui";
import { FormDialog } from "../flow/form";
import { filled, Lines } from "../flow/lines";
import { type Matter } from "../flow/matter";
import { use_query } from "../flow/parts";
import { is_back, is_open, StateChip } from "../flow/states";
import { Tiers } from "../flow/tiers";

const t = texts(
  {
    day: "Hari",
    of_day: "Yang diminta hari ini",
    free: "Bukan hari kerja",
    home: "Bekerja dari rumah (WFH)",
    office: "Bekerja di kantor (WFO)",
    away: "Tidak bekerja di kantor",
    unplanned: "belum ada di jadwal",
    attendance: "Laporan kehadiran",
    report: "Laporan kinerja (LKH)",
    not_yet: "belum",
    not_asked: "tidak diminta",
    report_now: "Laporkan kehadiran",
    due: (time: string) => `paling lambat ${time}`,
    by_rule: (rule: string) => `menurut ${rule}`,
    place: "Di mana Anda bekerja",
    place_hint: "mis. rumah; tidak perlu alamat lengkap",
    uniform: "Saya berseragam",
    stay: "Saya tidak meninggalkan rumah",
    yes: "Ya",
    no: "Tidak",
    note: "Keterangan",
    write: "Isi laporan",
    activities: "Kegiatan",
    activities_hint: "Satu kegiatan per baris; Enter untuk baris berikutnya. Sebutkan hasilnya, mis. “Rekap absensi Juni: 12 berkas”.",
    activities_missing: "Tulis paling sedikit satu kegiatan.",
    evidence: "Bukti dukung",
    evidence_hint: "Nama berkas, nomor surat, atau tautan.",
    draft: "Simpan draf",
    submit: "Ajukan kepada atasan",
    again: "Ajukan lagi",
    change: "Ubah laporan",
    approved: "Laporan ini sudah disetujui dan tidak dapat diubah.",
    approved_hint: "Bila ada yang keliru, minta atasan mengembalikannya.",
    returned: "Dikembalikan untuk diperbaiki",
    unsaved: "Laporan yang belum disimpan akan hilang. Tetap pindah?",
    month: "Bulan ini",
    month_of: "Laporan sebulan",
    none: "Belum ada laporan bulan ini",
    none_hint: "Laporan yang Anda simpan muncul di sini.",
    date: "Tanggal",
    state: "Keadaan",
    count: "Kegiatan",
    way: "Jalannya keputusan",
    locked: "Laporan dibuat untuk hari ini atau yang sudah lewat.",
  },
  {
    day: "Day",
    of_day: "What the day asks for",
    free: "Not a working day",
    home: "Working from home (WFH)",
    office: "Working at the office (WFO)",
    away: "Away from the office",
    unplanned: "not in the roster yet",
    attendance: "Attendance report",
    report: "Daily report (LKH)",
    not_yet: "not yet",
    not_asked: "not asked for",
    report_now: "Report attendance",
    due: (time) => `by ${time}`,
    by_rule: (rule) => `under ${rule}`,
    place: "Where you work",
    place_hint: "e.g. home; no full address is needed",
    uniform: "I wear uniform",
    stay: "I have not left home",
    yes: "Yes",
    no: "No",
    note: "Remark",
    write: "Write the report",
    activities: "Activities",
    activities_hint: "One activity a line; Enter begins the next. Name results, e.g. “Attendance recap for June: 12 files”.",
    activities_missing: "Write at least one activity.",
    evidence: "Evidence",
    evidence_hint: "A file's name, a letter's number, or a link.",
    draft: "Save draft",
    submit: "Submit to the superior",
    again: "Submit again",
    change: "Change the report",
    approved: "This report is approved and cannot be changed.",
    approved_hint: "If something is wrong, ask your superior to return it.",
    returned: "Returned to be put right",
    unsaved: "The report is not saved and will be lost. Go on anyway?",
    month: "This month",
    month_of: "A month of reports",
    none: "No reports this month yet",
    none_hint: "What you save appears here.",
    date: "Date",
    state: "State",
    count: "Activities",
    way: "Way of the decision",
    locked: "Reports are for today or days gone by.",
  },
);

interface Duty {
  date: string;
  works: boolean;
  planned: string;
  scheduled: boolean;
  why: string;
  starts: string | null;
  ends: string | null;
  home: boolean;
  asks_attendance: boolean;
  asks_report: boolean;
  asks_evidence: boolean;
  asks_uniform: boolean;
  asks_stay_home: boolean;
  citation: string;
  due: string | null;
  attendance: boolean;
  attendance_at: string | null;
  report: string | null;
}
interface Row {
  subject: string;
  date: string;
  activities: string[];
  state: string;
}

export function OwnReports({ nip }: { nip: string }) {
  const [date, set_date] = use_query("tanggal", today());
  const [month, set_month] = useState(date.slice(0, 7));
  const duty = useCall<Duty>("duty.show", { employee: nip, date });
  // What is written of that day; nothing where nobody has begun.
  const report = useLoaded<Matter | null>(
    (abort) =>
      call<Matter>("matter.show", { subject: `daily_report/${nip}/${date}` }, abort).catch((problem) => {
        if (problem instanceof ApiError && problem.status === 404) return null;
        throw problem;
      }),
    `report ${nip} ${date}`,
  );
  const list = useCall<{ rows: Row[] }>("daily_report.list", { employee: nip, month });
  const go = (day: string) => {
    if (day && (!is_dirty.current || confirm(t.unsaved))) {
      is_dirty.current = false;
      set_date(day);
    }
  };
  const reload = () => {
    void duty.reload();
    void report.reload();
    void list.reload();
  };
  return (
    <div class="split">
      <div class="stack">
        <Card
          title={long_date(date)}
          actions={<DateField label={t.day} hint={t.locked} value={date} max={today()} on_value={go} class="inline-date" />}
        >
          <Show loaded={duty} rows={3}>
            {(day) => <DayDuties day={day} nip={nip} on_changed={reload} />}
          </Show>
        </Card>
        <Show loaded={report} rows={5}>
          {(matter) => (
            <Report
              key={`${date} ${matter?.round ?? 0} ${matter?.state ?? ""}`}
              matter={matter}
              nip={nip}
              date={date}
              on_changed={reload}
            />
          )}
        </Show>
      </div>
      <Card class="flush" title={t.month_of} actions={<MonthPicker value={month} on_value={set_month} />}>
        <Show loaded={list}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty icon="report" title={t.none}>
                {t.none_hint}
              </Empty>
            ) : (
              <Table
                caption={t.month_of}
                rows={[...rows].sort((a, b) => b.date.localeCompare(a.date))}
                key_of={(row) => row.subject}
                on_open={(row) => go(row.date)}
                tone_of={(row) => (row.date === date ? "chosen" : "")}
                columns={[
                  { name: "date", head: t.date, cell: (row) => short_date(row.date), nowrap: true },
                  {
                    name: "count",
                    head: t.count,
                    cell: (row) => (
                      <>
                        {row.activities[0]}
                        {row.activities.length > 1 && <span class="quiet"> +{row.activities.length - 1}</span>}
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
    </div>
  );
}

const is_dirty = { current: false };

function DayDuties({ day, nip, on_changed }: { day: Duty; nip: string; on_changed: () => void }) {
  const [reporting, set_reporting] = useState(false);
  const where = !day.works
    ? `${t.free}${day.why ? ` · ${day.why}` : ""}`
    : day.home
      ? t.home
      : day.planned === "WFO"
        ? t.office
        : `${t.away} (${day.planned})`;
  const hours = day.works && day.starts && day.ends ? ` · ${clock_text(day.starts)}–${clock_text(day.ends)}` : "";
  const yes_no = [
    { value: "ya", label: t.yes },
    { value: "tidak", label: t.no },
  ];
  return (
    <>
      <p>
        <strong>{where}</strong>
        {hours}
        {day.works && !day.scheduled && <span class="quiet"> · {t.unplanned}</span>}
      </p>
      <ul class="duties">
        <li class={day.attendance ? "done" : day.asks_attendance ? "owed" : ""}>
          <Icon name={day.attendance ? "check" : day.asks_attendance ? "warn" : "minus"} size={16} />
          <span>
            {t.attendance}:{" "}
            {day.attendance_at ? time_of(day.attendance_at) : day.attendance ? "✓" : day.asks_attendance ? t.not_yet : t.not_asked}
          </span>
          {!day.attendance_at && day.home && may("attendance.report") && day.date <= today() && (
            <Button small kind={day.asks_attendance ? "primary" : "plain"} onClick={() => set_reporting(true)}>
              {t.report_now}
            </Button>
          )}
        </li>
        <li class={day.report && day.report !== "draf" ? "done" : day.asks_report ? "owed" : ""}>
          <Icon name={day.report && day.report !== "draf" ? "check" : day.asks_report ? "warn" : "minus"} size={16} />
          <span>
            {t.report}: {day.report ? <StateChip state={day.report} /> : day.asks_report ? t.not_yet : t.not_asked}
            {day.asks_report && day.due && !day.report && <span class="quiet"> · {t.due(date_time(day.due))}</span>}
          </span>
        </li>
      </ul>
      {day.home && day.citation && <p class="hint">{t.by_rule(day.citation)}</p>}
      {reporting && (
        <FormDialog
          title={`${t.attendance} · ${long_date(day.date)}`}
          deed={t.report_now}
          on_close={() => set_reporting(false)}
          start={{ place: "rumah" }}
          questions={[
            { name: "place", kind: "text", label: t.place, hint: t.place_hint },
            ...(day.asks_uniform ? [{ name: "uniform", kind: "radios" as const, label: t.uniform, choices: yes_no }] : []),
            ...(day.asks_stay_home ? [{ name: "stayed_home", kind: "radios" as const, label: t.stay, choices: yes_no }] : []),
            { name: "note", kind: "area", label: t.note, optional: true },
          ]}
          on_send={async (answers) => {
            const done = await call<{ message: string }>("attendance.report", { employee: nip, date: day.date, ...answers });
            toast(done.message);
            set_reporting(false);
            on_changed();
          }}
        />
      )}
    </>
  );
}

function Report({ matter, nip, date, on_changed }: { matter: Matter | null; nip: string; date: string; on_changed: () => void }) {
  const state = matter?.state ?? "";
  const [activities, set_activities] = useState(matter?.facts.activities ?? []);
  const [evidence, set_evidence] = useState(matter?.facts.evidence ?? []);
  const [editing, set_editing] = useState(!is_open(state) && state !== "disetujui");
  const [error, set_error] = useState<string | undefined>();
  const [problem, set_problem] = useState<ApiError | null>(null);
  const [busy, set_busy] = useState<"draft" | "submit" | null>(null);
  const changed =
    JSON.stringify([filled(activities), filled(evidence)]) !==
    JSON.stringify([matter?.facts.activities ?? [], matter?.facts.evidence ?? []]);
  is_dirty.current = editing && changed;
  useEffect(() => {
    guard_leaving(() => !is_dirty.current || confirm(t.unsaved));
    const before = (event: BeforeUnloadEvent) => {
      if (is_dirty.current) event.preventDefault();
    };
    window.addEventListener("beforeunload", before);
    return () => {
      guard_leaving(null);
      is_dirty.current = false;
      window.removeEventListener("beforeunload", before);
    };
  }, []);
  const send = async (what: "draft" | "submit") => {
    if (filled(activities).length === 0) {
      set_error(t.activities_missing);
      document.querySelector<HTMLElement>(".lines input")?.focus();
      return;
    }
    set_busy(what);
    set_problem(null);
    try {
      const done = await call<{ message: string; notes?: string[] }>(`daily_report.${what}`, {
        employee: nip,
        date,
        activities: filled(activities),
        evidence: filled(evidence),
      });
      is_dirty.current = false;
      toast([done.message.split(":")[0], ...(done.notes ?? [])].join("; "));
      if (what === "submit") set_editing(false);
      on_changed();
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      if (cause.field === "activities") set_error(cause.message);
      else set_problem(cause);
    } finally {
      set_busy(null);
    }
  };
  const returned = is_back(state) ? matter!.steps.filter((step) => step.round === matter!.round).pop() : undefined;
  return (
    <>
      {returned && (
        <Notice tone="warn" title={`${t.returned} · ${returned.name}`}>
          {returned.note}
        </Notice>
      )}
      <Card title={t.write} actions={matter && <StateChip state={state} />}>
        {editing ? (
          <form class="flow-form" onSubmit={(event) => event.preventDefault()}>
            <Lines
              label={t.activities}
              hint={t.activities_hint}
              error={error}
              value={activities}
              on_value={(lines) => {
                set_activities(lines);
                set_error(undefined);
              }}
            />
            <Lines label={t.evidence} hint={t.evidence_hint} optional value={evidence} on_value={set_evidence} />
            {problem && (
              <Notice tone="bad" live title={problem.message}>
                {problem.hint}
              </Notice>
            )}
            <div class="form-actions">
              {!is_open(state) && may("daily_report.draft") && (
                <Button
                  busy={busy === "draft"}
                  disabled={busy !== null || (!changed && state === "draf")}
                  onClick={() => void send("draft")}
                >
                  {t.draft}
                </Button>
              )}
              <Button kind="primary" busy={busy === "submit"} disabled={busy !== null} onClick={() => void send("submit")}>
                {is_back(state) || is_open(state) ? t.again : t.submit}
              </Button>
            </div>
          </form>
        ) : (
          <>
            <ol class="fact-list">
              {activities.map((one, at) => (
                <li key={at}>{one}</li>
              ))}
            </ol>
            {evidence.length > 0 && (
              <p class="quiet">
                {t.evidence}: {evidence.join(", ")}
              </p>
            )}
            {state === "disetujui" ? (
              <Notice tone="ok" title={t.approved}>
                {t.approved_hint}
              </Notice>
            ) : (
              <div>
                <Button small icon="pen" onClick={() => set_editing(true)}>
                  {t.change}
                </Button>
              </div>
            )}
          </>
        )}
      </Card>
      {matter && state !== "draf" && (
        <Card title={t.way}>
          <Tiers matter={matter} />
        </Card>
      )}
    </>
  );
}
