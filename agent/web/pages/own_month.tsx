// A person's month: its totals, and a row for every day with its punches and what can be done about it.
import { useEffect, useState } from "preact/hooks";

import {
  add_days,
  all_records,
  Badge,
  Button,
  ButtonLink,
  call,
  Card,
  date_of,
  Empty,
  long_date,
  may,
  month_name,
  name_of,
  nip_text,
  number,
  person,
  short_date,
  Show,
  Table,
  texts,
  time_of,
  toast,
  today,
  useCall,
  useLoaded,
} from "@ui";
import { FormDialog } from "../flow/form";
import { words } from "../flow/matter";
import { MatterPanel } from "../flow/matter_panel";
import { CorrectionDialog, name_of_punch, source_text, Trust, type Punch } from "../flow/punches";
import { is_back, is_open, StateChip } from "../flow/states";
import { AbsenceDialog } from "./attention_people";
import {
  hours_text,
  instant_at,
  is_ahead,
  length_text,
  marks_of,
  no_in,
  no_out,
  no_sign,
  plan_text,
  says_more,
  stay_of,
  totals_of,
  type Correction,
  type Day,
  type Status,
} from "./own_day";

const t = texts(
  {
    caption: (month: string) => `Hari demi hari, ${month}`,
    none: "Belum ada hari yang tercatat pada bulan ini",
    none_hint: "Jadwal dan presensi tampil di sini begitu ada. Pilih bulan lain di atas.",
    totals: "Jumlah sampai hari ini",
    days: "Hari kerja",
    office: "Di kantor",
    home: "Dari rumah",
    away: "Cuti, sakit, izin, dinas",
    late: "Terlambat",
    early: "Pulang lebih awal",
    missing: "Tanpa presensi",
    stay: "Lama di kantor",
    waiting: "Koreksi menunggu",
    times: (count: number, minutes: number) => `${count} kali${minutes ? ` · ${minutes} menit` : ""}`,
    count: (count: number) => `${count} hari`,
    date: "Tanggal",
    plan: "Jadwal",
    punches: "Presensi",
    status: "Keadaan",
    length: "Lama",
    today: "hari ini",
    correct: "Koreksi",
    correct_what: (what: string) => `Koreksi: ${what}`,
    see: (what: string) => `Koreksi ${what}:`,
    this_pc: "PC ini",
    pc: (name: string) => `PC ${name}`,
    becomes: (what: string) => `menjadi ${what}`,
    became: (what: string) => `tercatat ${what}`,
    struck: "dicoret",
    to_strike: "minta dicoret",
    again: "Usulkan lagi",
    change: "Ubah usulan",
    forgot: "Hadir tetapi tidak tercatat? Minta petugas presensi mencatatnya.",
    permit: "Ajukan izin",
    report: "Buka laporan hari itu",
    letters: "Lihat SPT",
    record: "Catat presensi",
    record_title: "Catat presensi yang terlewat",
    record_hint: "Catat hanya dengan bukti, misalnya buku tamu atau keterangan atasan. Nama Anda tersimpan sebagai pencatatnya.",
    time: "Waktu",
    direction: "Masuk atau pulang",
    recorded: "Presensi dicatat.",
    decide: "Putuskan",
  },
  {
    caption: (month) => `Day by day, ${month}`,
    none: "Nothing is recorded in this month yet",
    none_hint: "Roster and punches appear here as soon as there are any. Choose another month above.",
    totals: "Totals up to today",
    days: "Working days",
    office: "At the office",
    home: "At home",
    away: "Leave, sick, excused, travel",
    late: "Late",
    early: "Left early",
    missing: "Without a punch",
    stay: "Time at the office",
    waiting: "Corrections waiting",
    times: (count, minutes) => `${count} ${count === 1 ? "time" : "times"}${minutes ? ` · ${minutes} min` : ""}`,
    count: (count) => `${count} ${count === 1 ? "day" : "days"}`,
    date: "Date",
    plan: "Plan",
    punches: "Punches",
    status: "State",
    length: "Length",
    today: "today",
    correct: "Correct",
    correct_what: (what) => `Correct: ${what}`,
    see: (what) => `Correction of ${what}:`,
    this_pc: "this PC",
    pc: (name) => `PC ${name}`,
    becomes: (what) => `becomes ${what}`,
    became: (what) => `recorded ${what}`,
    struck: "struck out",
    to_strike: "to be struck out",
    again: "Propose again",
    change: "Change the proposal",
    forgot: "Present, but not recorded? Ask the attendance clerk to record it.",
    permit: "Ask for leave",
    report: "Open that day's report",
    letters: "See duty letters",
    record: "Record a punch",
    record_title: "Record a missing punch",
    record_hint: "Only with evidence, such as the visitors' book or the superior's word. Your name is kept as the one who recorded it.",
    time: "Time",
    direction: "In or out",
    recorded: "The punch is recorded.",
    decide: "Decide",
  },
);

type Opened =
  | { what: "correct"; punch: Punch; before: Correction | undefined }
  | { what: "matter"; punch: Punch; correction: Correction }
  | { what: "record"; day: Day }
  | { what: "absence"; day: Day };

async function load(nip: string, month: string, abort: AbortSignal): Promise<Day[]> {
  const first = `${month}-01`;
  const reads = may("records");
  const [status, punches, corrections] = await Promise.all([
    call<{ rows: Status[] }>("day.status", { employee: nip, month }, abort),
    reads
      ? all_records<Punch>("punch", [`employee=${nip}`, `at>=${add_days(first, -1)}`, `at<=${add_days(first, 33)}`], { times: true })
      : [],
    may("correction.list") ? call<{ rows: Correction[] }>("correction.list", { employee: nip, month }, abort) : { rows: [] },
  ]);
  const corrected = new Map(corrections.rows.map((one) => [one.subject, one]));
  return status.rows.map((row) => ({
    ...row,
    punches: punches
      .filter((punch) => punch.employee === nip && date_of(punch.at) === row.date)
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
      .map((punch) => ({ punch, correction: corrected.get(`correction/${name_of_punch(punch)}`) })),
  }));
}

export function OwnMonth({ nip, month }: { nip: string; month: string }) {
  const loaded = useLoaded((abort) => load(nip, month, abort), `own ${nip} ${month}`);
  const [opened, set_opened] = useState<Opened | null>(null);
  const close = () => set_opened(null);
  const done = () => {
    close();
    void loaded.reload();
  };
  return (
    <>
      <Show loaded={loaded} rows={10}>
        {(days) =>
          days.length === 0 ? (
            <Card>
              <Empty icon="calendar" title={t.none}>
                {t.none_hint}
              </Empty>
            </Card>
          ) : (
            <>
              <Sums days={days} />
              <Days nip={nip} month={month} days={days} on_open={set_opened} />
            </>
          )
        }
      </Show>
      {opened?.what === "correct" && <CorrectionDialog punch={opened.punch} before={opened.before} on_close={close} on_done={done} />}
      {opened?.what === "matter" && (
        <MatterPanel
          subject={opened.correction.subject}
          on_close={close}
          on_decided={() => void loaded.reload()}
          actions={(matter) =>
            (is_back(matter.state) || is_open(matter.state)) &&
            matter.may.length === 0 &&
            may("correction.propose") && (
              <div class="form-actions">
                <Button
                  icon="pen"
                  {...(is_back(matter.state) ? { kind: "primary" as const } : {})}
                  onClick={() => set_opened({ what: "correct", punch: opened.punch, before: opened.correction })}
                >
                  {is_back(matter.state) ? t.again : t.change}
                </Button>
              </div>
            )
          }
        />
      )}
      {opened?.what === "absence" && (
        <AbsenceDialog item={{ people: [{ nip, name: name_of(nip) }], date: opened.day.date }} on_close={done} />
      )}
      {opened?.what === "record" && <Missing nip={nip} day={opened.day} on_close={close} on_done={done} />}
    </>
  );
}

function Sums({ days }: { days: Day[] }) {
  const sums = totals_of(days);
  const rows: [string, string, boolean?][] = [
    [t.days, number(sums.days)],
    [t.office, t.count(sums.office)],
    [t.home, t.count(sums.home)],
    [t.away, t.count(sums.away)],
    [t.late, t.times(sums.late, sums.late_minutes), sums.late > 0],
    [t.early, t.times(sums.early, sums.early_minutes), sums.early > 0],
    [t.missing, t.count(sums.missing), sums.missing > 0],
    [t.stay, length_text(sums.stay)],
    ...(sums.waiting ? [[t.waiting, number(sums.waiting)] as [string, string]] : []),
  ];
  return (
    <Card class="own-sums">
      <h2 class="unseen">{t.totals}</h2>
      <dl>
        {rows.map(([name, value, is_odd]) => (
          <div key={name} class={is_odd ? "odd" : ""}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

// Today's row comes into sight; the page itself moves only for whoever asks for it.
export function show_today(asked: boolean): void {
  const row = document.querySelector<HTMLElement>(".own-days tr.own-today");
  const box = row?.closest<HTMLElement>(".table-box");
  if (!row || !box) return;
  if (box.scrollHeight > box.clientHeight + 1) box.scrollTop = row.offsetTop - (box.clientHeight - row.offsetHeight) / 2;
  else if (asked) row.scrollIntoView({ block: "center" });
  if (asked) box.focus({ preventScroll: true });
}

function Days({ nip, month, days, on_open }: { nip: string; month: string; days: Day[]; on_open: (opened: Opened) => void }) {
  const own_pc = useCall<{ origin: string }>("status").data?.origin;
  useEffect(() => show_today(false), []);
  return (
    <div class="own-days">
      <Card class="flush">
        <h2 class="own-title">
          {name_of(nip)} · {nip_text(nip)} · {month_name(month)}
        </h2>
        <Table
          tall
          caption={t.caption(month_name(month))}
          rows={days}
          key_of={(day) => day.date}
          tone_of={(day) =>
            `${day.date === today() ? "own-today" : ""} ${day.status === "free" ? "own-free" : ""} ${is_ahead(day) ? "own-ahead" : ""}`
          }
          columns={[
            {
              name: "date",
              head: t.date,
              nowrap: true,
              cell: (day) => (
                <>
                  <strong>{short_date(day.date)}</strong>
                  {day.date === today() && (
                    <>
                      {" "}
                      <Badge tone="accent">{t.today}</Badge>
                    </>
                  )}
                </>
              ),
            },
            { name: "plan", head: t.plan, nowrap: true, cell: (day) => plan_text(day.planned) },
            { name: "punches", head: t.punches, cell: (day) => <Punches day={day} own_pc={own_pc} on_open={on_open} /> },
            { name: "status", head: t.status, cell: (day) => <Came day={day} nip={nip} on_open={on_open} /> },
            {
              name: "length",
              head: t.length,
              right: true,
              nowrap: true,
              cell: (day) => (stay_of(day) ? length_text(stay_of(day)) : <Nothing />),
            },
          ]}
        />
      </Card>
    </div>
  );
}

const Nothing = () => <span class="quiet own-none">–</span>;
const what_of = (direction: Punch["direction"], at: string) => `${words[direction]} ${time_of(at)}`;

function Punches({ day, own_pc, on_open }: { day: Day; own_pc: string | undefined; on_open: (opened: Opened) => void }) {
  if (day.punches.length === 0) return hours_text(day) ? <span class="quiet">{hours_text(day)}</span> : <Nothing />;
  return (
    <ul class="own-punches">
      {day.punches.map(({ punch, correction }) => {
        const what = what_of(punch.direction, punch.at);
        const stands = correction?.state === "disetujui";
        return (
          <li key={`${punch.at}${punch.source}`}>
            <span class="own-punch">
              <strong class={stands && correction.struck ? "own-struck" : ""}>
                {stands && !correction.struck ? what_of(correction.direction, correction.at) : what}
              </strong>{" "}
              <span class="quiet">
                {source_text(punch.source)}
                {punch.time && `, ${punch.time.pc === own_pc ? t.this_pc : t.pc(punch.time.pc.slice(0, 6))}`} ·{" "}
              </span>
              <Trust punch={punch} quiet />
              {correction && (
                <span class="quiet own-correction">
                  {" "}
                  ·{" "}
                  {correction.struck
                    ? stands
                      ? t.struck
                      : t.to_strike
                    : stands
                      ? t.became(time_of(punch.at, true))
                      : t.becomes(what_of(correction.direction, correction.at))}
                </span>
              )}
            </span>
            {correction ? (
              <button type="button" class="own-state" onClick={() => on_open({ what: "matter", punch, correction })}>
                <span class="unseen">{t.see(`${what}, ${short_date(day.date)}`)} </span>
                <StateChip state={correction.state} />
              </button>
            ) : (
              may("correction.propose") && (
                <Button
                  small
                  kind="quiet"
                  aria-label={t.correct_what(`${what}, ${short_date(day.date)}`)}
                  onClick={() => on_open({ what: "correct", punch, before: undefined })}
                >
                  {t.correct}
                </Button>
              )
            )}
          </li>
        );
      })}
    </ul>
  );
}

// What the day came to, and the next step where one is wanted.
function Came({ day, nip, on_open }: { day: Day; nip: string; on_open: (opened: Opened) => void }) {
  const marks = marks_of(day);
  const is_own = nip === person.value?.nip;
  const lacks = no_sign(day) || no_in(day) || no_out(day);
  const at_home = day.planned === "WFH";
  const decides = day.status === "candidate" && !is_own && may("absence.decide");
  const records = lacks && !is_own && may("punch");
  if (marks.length === 0) return <Nothing />;
  return (
    <>
      <span class="own-marks">
        {marks.map((one) => (
          <Badge key={one.text} tone={one.tone}>
            {one.text}
          </Badge>
        ))}
      </span>
      {says_more(day) && (
        <span class="quiet own-reason" lang="id">
          {day.reason}
        </span>
      )}
      {is_own && lacks && !at_home && <span class="own-reason no-print">{t.forgot}</span>}
      <span class="own-steps no-print">
        {is_own && at_home && day.reason.includes("belum") && (
          <ButtonLink small href={`/laporan-harian?bagian=saya&tanggal=${day.date}`}>
            {t.report}
          </ButtonLink>
        )}
        {is_own && (no_sign(day) || day.reason.includes("tanpa izin")) && (
          <ButtonLink small href={`/izin?ajukan=${day.date}`}>
            {t.permit}
          </ButtonLink>
        )}
        {is_own && day.no_letter && (
          <ButtonLink small href="/spt">
            {t.letters}
          </ButtonLink>
        )}
        {records && (
          <Button small onClick={() => on_open({ what: "record", day })}>
            {t.record}
          </Button>
        )}
        {decides && (
          <Button small onClick={() => on_open({ what: "absence", day })}>
            {t.decide}
          </Button>
        )}
      </span>
    </>
  );
}

// A punch that was not made, entered by whoever keeps attendance.
const Missing = ({ nip, day, on_close, on_done }: { nip: string; day: Day; on_close: () => void; on_done: () => void }) => (
  <FormDialog
    title={t.record_title}
    deed={t.record}
    on_close={on_close}
    start={{ direction: no_out(day) ? "out" : "in" }}
    before={
      <>
        <p>
          <strong>{name_of(nip)}</strong> · {long_date(day.date)}
        </p>
        <p class="hint">{t.record_hint}</p>
      </>
    }
    questions={[
      {
        name: "direction",
        kind: "select",
        label: t.direction,
        half: true,
        choices: (["in", "out"] as const).map((value) => ({ value, label: words[value] })),
      },
      { name: "at", kind: "time", label: t.time, half: true },
    ]}
    on_send={async ({ direction, at }) => {
      await call("punch", { employee: nip, direction, at: instant_at(day.date, String(at)) });
      toast(t.recorded);
      on_done();
    }}
  />
);
