// What a day came to, in words, and what can be done about it.
import { clock_text, office_offset, texts, today, type Tone } from "@ui";
import type { Punch } from "../flow/punches";

export interface Correction {
  subject: string;
  claimed: string;
  at: string;
  direction: Punch["direction"];
  struck: boolean;
  reason: string;
  by: string;
  state: string;
}
export interface Status {
  date: string;
  status: string;
  planned: string;
  in: string | null;
  out: string | null;
  late: string;
  late_minutes: number;
  early: string;
  early_minutes: number;
  duties_complete: boolean;
  no_letter: boolean;
  doubtful: boolean;
  reason: string;
}
export interface Day extends Status {
  punches: { punch: Punch; correction: Correction | undefined }[];
}

const t = texts(
  {
    statuses: {
      office: "Hadir",
      home: "Bekerja dari rumah",
      home_office: "Di kantor pada hari WFH",
      free: "Libur",
      pending: "Belum ada tanda",
      excused: "Izin",
      sick: "Sakit",
      leave: "Cuti",
      duty: "Dinas luar",
      town_duty: "Tugas luar",
      study: "Tugas belajar",
      candidate: "Tanpa kabar",
      absent: "Tanpa keterangan (TK)",
      not_member: "Bukan pegawai",
    } as Record<string, string>,
    late: (minutes: number) => (minutes ? `Terlambat ${minutes} menit` : "Terlambat"),
    early: (minutes: number) => (minutes ? `Pulang lebih awal ${minutes} menit` : "Pulang lebih awal"),
    no_in: "Tanpa presensi masuk",
    no_out: "Tanpa presensi pulang",
    doubtful: "Waktu diragukan",
    no_letter: "Tanpa SPT",
    length: (hours: number, minutes: number) => `${hours} jam${minutes ? ` ${minutes} menit` : ""}`,
    plans: { WFO: "Kantor", WFH: "Rumah (WFH)", OFF: "Libur", LEAVE: "Cuti", DL: "Dinas luar" } as Record<string, string>,
  },
  {
    statuses: {
      office: "Present",
      home: "Works at home",
      home_office: "At the office on a home day",
      free: "Free",
      pending: "No sign yet",
      excused: "Excused",
      sick: "Sick",
      leave: "Leave",
      duty: "Official travel",
      town_duty: "Duty in town",
      study: "Study assignment",
      candidate: "No word",
      absent: "Absent without leave (TK)",
      not_member: "Not an employee",
    },
    late: (minutes) => (minutes ? `Late by ${minutes} min` : "Late"),
    early: (minutes) => (minutes ? `Left ${minutes} min early` : "Left early"),
    no_in: "No punch in",
    no_out: "No punch out",
    doubtful: "Time in doubt",
    no_letter: "No duty letter",
    length: (hours, minutes) => `${hours} h${minutes ? ` ${minutes} min` : ""}`,
    plans: { WFO: "Office", WFH: "Home (WFH)", OFF: "Free", LEAVE: "Leave", DL: "Official travel" },
  },
);

export const plan_text = (planned: string) => t.plans[planned] ?? planned;

const works = (day: Status) => day.status !== "free" && day.status !== "not_member";
const at_office = (day: Status) => day.status === "office" || day.status === "home_office";
const is_past = (day: Status) => day.date < today();
export const is_ahead = (day: Status) => day.date > today();

// A code of the circular beside the minutes.
const with_code = (text: string, told: string, minutes: number) => (told === `${minutes} menit` ? text : `${text} (${told})`);

export const no_in = (day: Status) => day.status === "office" && !day.in;
export const no_out = (day: Status) => day.status === "office" && !day.out && is_past(day);
// A working day that is over, or the circular's time is, without any sign of him.
export const no_sign = (day: Status) => ["candidate", "absent"].includes(day.status) || (day.status === "pending" && is_past(day));

export function marks_of(day: Status): { tone: Tone; text: string }[] {
  if (is_ahead(day) && day.status === "pending") return [];
  const marks: { tone: Tone; text: string }[] = [];
  const put = (tone: Tone, text: string) => marks.push({ tone, text });
  const tone: Tone =
    day.status === "free" || day.status === "pending" || day.status === "not_member"
      ? "plain"
      : day.status === "office" || day.status === "home"
        ? "ok"
        : day.status === "candidate" || day.status === "absent"
          ? "bad"
          : "info";
  put(tone, t.statuses[day.status] ?? day.status);
  if (no_in(day)) put("warn", t.no_in);
  else if (day.late) put("warn", with_code(t.late(day.late_minutes), day.late, day.late_minutes));
  if (no_out(day)) put("warn", t.no_out);
  else if (day.early && day.out) put("warn", with_code(t.early(day.early_minutes), day.early, day.early_minutes));
  if (day.doubtful) put("warn", t.doubtful);
  if (day.no_letter) put("warn", t.no_letter);
  return marks;
}

// The service's own sentence, where it says more than the marks do.
export const says_more = (day: Status) =>
  day.status === "home" ? !day.duties_complete : !["office", "free", "pending"].includes(day.status);

const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
// Seconds between the first time in and the last time out; over midnight too.
export function stay_of(day: Status): number {
  if (!day.in || !day.out) return 0;
  const stay = minutes(day.out) - minutes(day.in);
  return (stay < 0 ? stay + 24 * 60 : stay) * 60;
}
// Hours, never days: 44 jam 50 menit.
export const length_text = (seconds: number) => t.length(Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60));
export const hours_text = (day: Status) => (day.in || day.out ? [day.in, day.out].map((at) => (at ? clock_text(at) : "?")).join("–") : "");

export interface Totals {
  days: number;
  office: number;
  home: number;
  away: number;
  late: number;
  late_minutes: number;
  early: number;
  early_minutes: number;
  missing: number;
  stay: number;
  waiting: number;
}

export function totals_of(days: Day[]): Totals {
  const gone = days.filter((day) => works(day) && !is_ahead(day));
  const sum = (of: (day: Day) => number) => gone.reduce((all, day) => all + of(day), 0);
  const count = (is: (day: Day) => boolean) => gone.filter(is).length;
  return {
    days: gone.length,
    office: count(at_office),
    home: count((day) => day.status === "home"),
    away: count((day) => ["excused", "sick", "leave", "duty", "town_duty", "study"].includes(day.status)),
    late: count((day) => day.late !== "" && !no_in(day)),
    late_minutes: sum((day) => day.late_minutes),
    early: count((day) => day.early !== "" && !no_out(day)),
    early_minutes: sum((day) => day.early_minutes),
    missing: count((day) => no_sign(day) || no_in(day) || no_out(day)),
    stay: sum(stay_of),
    waiting: days
      .flatMap((day) => day.punches)
      .filter(({ correction }) => correction && ["diajukan", "diteruskan"].includes(correction.state)).length,
  };
}

// 2021-07-12 and 07:30 at the office, as an instant.
export function instant_at(date: string, clock: string): string {
  const offset = Math.abs(office_offset.value);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date}T${clock}:00${office_offset.value < 0 ? "-" : "+"}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}
