// Dates, times and numbers as Indonesian offices write them: Senin, 12 Juli 2021; 07.30 WIB; 1.234,5. English where that was chosen.
import { signal } from "@preact/signals";

import { language } from "./i18n";

// The office's zone in minutes east of UTC; the session says which.
export const office_offset = signal(420);

const months = {
  id: "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};
const months_short = {
  id: "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split(" "),
  en: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
};
const days = {
  id: "Minggu Senin Selasa Rabu Kamis Jumat Sabtu".split(" "),
  en: "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" "),
};
const days_short = { id: "Min Sen Sel Rab Kam Jum Sab".split(" "), en: "Sun Mon Tue Wed Thu Fri Sat".split(" ") };
const zones: Record<number, string> = { 420: "WIB", 480: "WITA", 540: "WIT" };

const two = (value: number) => String(value).padStart(2, "0");

// --- dates: everywhere in the program "2021-07-12" ---

export const month_names = () => months[language.value];
export const day_names_short = () => days_short[language.value];

const as_utc = (date: string) => new Date(`${date.slice(0, 10)}T00:00:00Z`);
export const iso_date = (at: Date) => at.toISOString().slice(0, 10);
export const weekday_of = (date: string) => as_utc(date).getUTCDay();
export const is_weekend = (date: string) => [0, 6].includes(weekday_of(date));

export function add_days(date: string, count: number): string {
  const at = as_utc(date);
  at.setUTCDate(at.getUTCDate() + count);
  return iso_date(at);
}

// The same day of another month, or its last one.
export function add_months(date: string, count: number): string {
  const at = as_utc(`${date.slice(0, 7)}-01`);
  at.setUTCMonth(at.getUTCMonth() + count);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(Number(date.slice(8, 10)) || 1, last));
  return iso_date(at);
}

export const days_of_month = (month: string): string[] => {
  const all: string[] = [];
  for (let date = `${month}-01`; date.startsWith(month); date = add_days(date, 1)) all.push(date);
  return all;
};

// Senin, 12 Juli 2021
export const long_date = (date: string) => {
  const at = as_utc(date);
  return Number.isNaN(at.getTime()) ? date : `${days[language.value][at.getUTCDay()]}, ${medium_date(date)}`;
};
// 12 Juli 2021
export const medium_date = (date: string) => {
  const at = as_utc(date);
  return Number.isNaN(at.getTime()) ? date : `${at.getUTCDate()} ${months[language.value][at.getUTCMonth()]} ${at.getUTCFullYear()}`;
};
// Sen, 12 Jul
export const short_date = (date: string) => {
  const at = as_utc(date);
  return Number.isNaN(at.getTime())
    ? date
    : `${days_short[language.value][at.getUTCDay()]}, ${at.getUTCDate()} ${months_short[language.value][at.getUTCMonth()]}`;
};
// 12-07-2021, as it is typed
export const typed_date = (date: string) =>
  /^\d{4}-\d{2}-\d{2}/.test(date) ? `${date.slice(8, 10)}-${date.slice(5, 7)}-${date.slice(0, 4)}` : date;
// Juli 2021
export const month_name = (month: string) => `${months[language.value][Number(month.slice(5, 7)) - 1] ?? month} ${month.slice(0, 4)}`;
// 12–16 Juli 2021
export const date_range = (from: string, until: string) => {
  if (from === until || !until) return medium_date(from);
  const [a, b] = [as_utc(from), as_utc(until)];
  const names = months[language.value];
  if (from.slice(0, 7) === until.slice(0, 7)) return `${a.getUTCDate()}–${medium_date(until)}`;
  if (from.slice(0, 4) === until.slice(0, 4)) return `${a.getUTCDate()} ${names[a.getUTCMonth()]} – ${medium_date(until)}`;
  return `${medium_date(from)} – ${b ? medium_date(until) : ""}`;
};

// What people type for a date: 12-7-2021, 12/07/21, 12 Juli 2021, 12 jul, hari ini, besok, kemarin. null where it is none.
export function parse_date(typed: string, today: string): string | null {
  const text = typed.trim().toLowerCase();
  const words: Record<string, number> = { "hari ini": 0, today: 0, besok: 1, tomorrow: 1, kemarin: -1, yesterday: -1, lusa: 2 };
  if (text in words) return add_days(today, words[text]!);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const numbers = /^(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{2}|\d{4}))?$/.exec(text);
  const named = /^(?:[a-z]+,\s*)?(\d{1,2})\s+([a-z]{3,})\.?(?:\s+(\d{2}|\d{4}))?$/.exec(text);
  let year = Number(today.slice(0, 4)),
    month: number,
    day: number;
  const full_year = (given?: string) => (given ? (given.length === 2 ? 2000 + Number(given) : Number(given)) : year);
  if (iso) [year, month, day] = [Number(iso[1]), Number(iso[2]), Number(iso[3])];
  else if (numbers) [day, month, year] = [Number(numbers[1]), Number(numbers[2]), full_year(numbers[3])];
  else if (named) {
    const name = named[2]!;
    month =
      [months.id, months.en]
        .map((all) => all.findIndex((one) => one.toLowerCase().startsWith(name.slice(0, 3)) && one.toLowerCase().startsWith(name)) + 1)
        .find((at) => at > 0) ??
      [months_short.id, months_short.en].map((all) => all.findIndex((one) => one.toLowerCase() === name) + 1).find((at) => at > 0) ??
      0;
    [day, year] = [Number(named[1]), full_year(named[3])];
  } else return null;
  const at = new Date(Date.UTC(year, month - 1, day));
  return month >= 1 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? iso_date(at) : null;
}

// --- instants: RFC 3339, shown in the office's zone ---

const local = (instant: string) => new Date(Date.parse(instant) + office_offset.value * 60000);
export const date_of = (instant: string) => iso_date(local(instant));
export const zone_name = () =>
  zones[office_offset.value] ?? `UTC${office_offset.value < 0 ? "-" : "+"}${Math.abs(office_offset.value) / 60}`;

// 07.30, with seconds 07.30.05; English 07:30
export function time_of(instant: string, seconds = false): string {
  const at = local(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const parts = [two(at.getUTCHours()), two(at.getUTCMinutes())];
  if (seconds) parts.push(two(at.getUTCSeconds()));
  return parts.join(language.value === "id" ? "." : ":");
}
// "07:30" of the API as people read it
export const clock_text = (time: string) => (language.value === "id" ? time.replace(":", ".") : time);
// 12 Juli 2021 07.30
export const date_time = (instant: string) => `${medium_date(date_of(instant))} ${time_of(instant)}`;

// --- numbers ---

export const number = (value: number, digits = 0) =>
  new Intl.NumberFormat(language.value === "id" ? "id-ID" : "en-GB", { minimumFractionDigits: 0, maximumFractionDigits: digits }).format(
    value,
  );
export const percent = (part: number, digits = 0) => `${number(part * 100, digits)}${language.value === "id" ? " " : ""}%`;

// 12 B, 3,4 KB, 1,2 MB, 81 GB
export function bytes(value: number): string {
  for (const [unit, size] of [
    ["GB", 1e9],
    ["MB", 1e6],
    ["KB", 1e3],
  ] as const)
    if (value >= size) return `${number(value / size, 1)} ${unit}`;
  return `${number(value)} B`;
}

const units = {
  id: { s: "detik", m: "menit", h: "jam", d: "hari" },
  en: { s: "s", m: "min", h: "h", d: "days" },
};
// 40 detik, 5 menit, 2 jam 10 menit, 3 hari
export function duration(seconds: number): string {
  const u = units[language.value];
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} ${u.s}`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes} ${u.m}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} ${u.h} ${minutes % 60} ${u.m}` : `${hours} ${u.h}`;
  return `${Math.floor(hours / 24)} ${u.d}`;
}
// 5 menit yang lalu
export const ago = (seconds: number) =>
  seconds < 10
    ? language.value === "id"
      ? "baru saja"
      : "just now"
    : language.value === "id"
      ? `${duration(seconds)} yang lalu`
      : `${duration(seconds)} ago`;

// 19831115 200901 1 003: as a NIP is printed
export const nip_text = (nip: string) =>
  /^\d{18}$/.test(nip) ? `${nip.slice(0, 8)} ${nip.slice(8, 14)} ${nip[14]} ${nip.slice(15)}` : nip;
