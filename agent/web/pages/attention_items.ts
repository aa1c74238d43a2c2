// The kinds of things that need attention: their names, their order, their headlines, and the next step of each.
import { has_role, long_date, may, person, texts } from "@ui";
import { matter_of, matter_text, subject_text } from "../flow/matter";

export type Group = "conflicts" | "decide" | "rules" | "duties" | "times" | "recaps" | "calls" | "quarantine" | "records" | "service";
export interface Item {
  group: Group;
  code: string;
  urgent: boolean;
  date: string;
  text: string;
  citation: string;
  people: { nip: string; name: string }[];
  subject: string;
  count?: number;
}

export const group_order: Group[] = [
  "conflicts",
  "decide",
  "recaps",
  "calls",
  "duties",
  "times",
  "rules",
  "quarantine",
  "records",
  "service",
];

export const group_names = texts<Record<Group, string>>(
  {
    conflicts: "Pertentangan",
    decide: "Menunggu keputusan",
    rules: "Menurut surat edaran",
    duties: "Laporan yang belum ada",
    times: "Waktu diragukan",
    recaps: "Rekapitulasi terlambat",
    calls: "Panggilan belum dijawab",
    quarantine: "Baris yang belum dapat dicatat",
    records: "Catatan yang perlu diperiksa",
    service: "Layanan di PC ini",
  },
  {
    conflicts: "Conflicts",
    decide: "Waiting for a decision",
    rules: "Under the circulars",
    duties: "Missing reports",
    times: "Times in doubt",
    recaps: "Overdue recapitulations",
    calls: "Recalls not answered",
    quarantine: "Lines that could not be recorded",
    records: "Records to be checked",
    service: "The service on this PC",
  },
);

const headlines = texts<Record<string, string>>(
  {
    no_letter: "WFH tanpa SPT",
    letter_late: "SPT terlambat disetujui",
    office_no_permit: "Masuk kantor tanpa izin",
    office_closed: "Masuk kantor saat ditutup",
    time_doubtful: "Waktu presensi diragukan",
    report_doubtful: "Waktu LKH diragukan",
    contradiction: "Catatan saling bertentangan",
    decision_contradiction: "Keputusan saling bertentangan",
    decision_without_effect: "Keputusan tanpa akibat",
    candidate: "Tanpa tanda kehadiran, belum diputuskan",
    leave_without_permit: "Cuti di jadwal tanpa izin",
    travel_no_permit: "Bepergian tanpa izin",
    travel_no_urgency: "Bepergian tanpa alasan mendesak",
    travel_blocked: "Tujuan ditutup",
    travel_recheck: "Tujuan perlu diperiksa ulang",
    travel_late_permit: "Izin bepergian terlambat",
    travel_no_destination: "Bepergian tanpa tujuan",
    recap_overdue: "Rekapitulasi belum disampaikan",
    recap_nil: "NIHIL padahal ada perjalanan",
    recall_missing: "Panggilan tidak dijawab",
    assembly_unrecorded: "Apel belum dicatat",
    duty_incomplete: "Laporan WFH belum lengkap",
    report_late: "LKH terlambat",
    verified_late: "LKH terlambat diperiksa atasan",
    attestation_missing: "Pernyataan WFH belum diisi",
    attestation_no: "Pernyataan WFH tidak dipenuhi",
    health_missing: "Pemeriksaan kesehatan belum diisi",
    meeting_cap: "Rapat melebihi batas",
    meeting_no_reason: "Rapat tanpa alasan mendesak",
    meeting_no_capacity: "Kapasitas ruang rapat tidak diketahui",
    absence_threshold: "Ambang disiplin PP 94/2021",
    absence_consecutive: "Ambang disiplin berturut-turut",
    cap: "Jadwal melebihi batas",
    floor: "Jadwal kurang dari batas",
    balance: "Jadwal tidak seimbang",
    needs_revision: "Jadwal perlu direvisi",
    two_shifts: "Dua sif dalam sehari",
    shift_unknown: "Sif tidak dikenal",
    must_attend: "Wajib di kantor",
    must_be_home: "Wajib di rumah",
    room_unknown: "Kapasitas ruang tidak diketahui",
    actual_cap: "Yang hadir melebihi batas",
    actual_floor: "Yang hadir kurang dari batas",
    unplanned: "Hadir tanpa dijadwalkan",
    settled_undone: "Keputusan diurungkan",
    quarantine: "Berkas impor",
    backup_failed: "Cadangan gagal dibuat",
    backup_old: "Cadangan sudah lama",
    parked: "Kiriman tidak dapat diterapkan",
    unread: "Catatan tersegel tidak terbaca",
    fault: "Data tidak dapat dipakai",
  },
  {
    no_letter: "WFH without a letter",
    letter_late: "Letter approved late",
    office_no_permit: "At the office without a permit",
    office_closed: "At the office while closed",
    time_doubtful: "Time of a punch in doubt",
    report_doubtful: "Time of a report in doubt",
    contradiction: "Records contradict each other",
    decision_contradiction: "Decisions contradict each other",
    decision_without_effect: "A decision without effect",
    candidate: "No sign of presence, not decided",
    leave_without_permit: "Leave in the roster without a permit",
    travel_no_permit: "Travel without a permit",
    travel_no_urgency: "Travel without an urgent reason",
    travel_blocked: "Destination closed",
    travel_recheck: "Destination to be checked again",
    travel_late_permit: "Travel permit too late",
    travel_no_destination: "Travel without a destination",
    recap_overdue: "Recapitulation not handed in",
    recap_nil: "NIHIL although there were journeys",
    recall_missing: "Recall not answered",
    assembly_unrecorded: "Assembly not recorded",
    duty_incomplete: "WFH reports incomplete",
    report_late: "Daily report late",
    verified_late: "Daily report verified late",
    attestation_missing: "WFH declaration missing",
    attestation_no: "WFH declaration not kept",
    health_missing: "Health check not filled in",
    meeting_cap: "Meeting over the limit",
    meeting_no_reason: "Meeting without an urgent reason",
    meeting_no_capacity: "Capacity of the room unknown",
    absence_threshold: "Discipline threshold (PP 94/2021)",
    absence_consecutive: "Discipline threshold, consecutive",
    cap: "Roster over the limit",
    floor: "Roster below the limit",
    balance: "Roster not balanced",
    needs_revision: "Roster to be revised",
    two_shifts: "Two shifts in a day",
    shift_unknown: "Unknown shift",
    must_attend: "Must be at the office",
    must_be_home: "Must be at home",
    room_unknown: "Capacity of rooms unknown",
    actual_cap: "Presence over the limit",
    actual_floor: "Presence below the limit",
    unplanned: "Present without being planned",
    settled_undone: "A decision was taken back",
    quarantine: "Imported file",
    backup_failed: "Backup failed",
    backup_old: "Backup is old",
    parked: "A delivery could not be applied",
    unread: "Sealed records cannot be read",
    fault: "Data that cannot be used",
  },
);

const kinds = texts<Record<string, string>>(
  {
    schedule: "Jadwal",
    daily_report: "Laporan harian",
    employee: "Data pegawai",
    permit: "Izin",
    letter: "Surat tugas",
    letter_person: "Lampiran surat tugas",
    punch: "Presensi",
    correction: "Koreksi presensi",
    approval: "Keputusan",
    recall: "Panggilan",
    closure: "Penutupan",
    meeting: "Rapat",
    meeting_person: "Peserta rapat",
    assembly: "Apel",
    assembly_person: "Peserta apel",
    attendance_report: "Laporan kehadiran",
    health_check: "Pemeriksaan kesehatan",
    recap: "Rekapitulasi",
    unit: "Data unit",
    holiday: "Hari libur",
    post: "Jabatan",
    holder: "Pejabat",
    account: "Akun",
    rotation: "Kelompok",
    shift: "Sif",
  },
  {
    schedule: "Roster",
    daily_report: "Daily report",
    employee: "Staff record",
    permit: "Permit",
    letter: "Duty letter",
    letter_person: "Annex of a duty letter",
    punch: "Punch",
    correction: "Attendance correction",
    approval: "Decision",
    recall: "Recall",
    closure: "Closure",
    meeting: "Meeting",
    meeting_person: "Invitation",
    assembly: "Assembly",
    assembly_person: "Assembly attendance",
    attendance_report: "Attendance report",
    health_check: "Health check",
    recap: "Recapitulation",
    unit: "Unit record",
    holiday: "Holiday",
    post: "Post",
    holder: "Post holder",
    account: "Account",
    rotation: "Group",
    shift: "Shift",
  },
);
export const kind_text = (kind: string): string => kinds[kind] ?? kind;

const t = texts(
  {
    compare: "Bandingkan",
    decide: "Putuskan",
    roster: "Buka jadwal",
    letters: "Susun SPT",
    permits: "Lihat izin",
    meetings: "Buka rapat",
    own_report: "Tulis laporan",
    reports: "Lihat laporan",
    assembly: "Catat apel",
    check: "Periksa waktunya",
    recaps: "Buka rekap",
    calls: "Lihat panggilan",
    answer: "Jawab",
    lines: "Periksa baris",
    look: "Lihat",
    settings: "Buka pengaturan",
    health: "Buka kesehatan",
    fill: "Isi sekarang",
    open_list: "Buka daftar",
    waits_many: (count: number, what: string) => `${count} menunggu keputusan Anda · ${what}`,
    oldest: (which: string) => `Yang terlama: ${which}`,
    two_pcs: "Dua orang mencatat hal yang berbeda tanpa saling tahu.",
    again: "Putuskan lagi.",
    waits: (what: string) => `${what} menunggu keputusan Anda`,
  },
  {
    compare: "Compare",
    decide: "Decide",
    roster: "Open the roster",
    letters: "Draft a letter",
    permits: "See permits",
    meetings: "Open meetings",
    own_report: "Write the report",
    reports: "See reports",
    assembly: "Record it",
    check: "Check the time",
    recaps: "Open recaps",
    calls: "See recalls",
    answer: "Answer",
    lines: "Check the lines",
    look: "Look",
    settings: "Open settings",
    health: "Open health",
    fill: "Fill it in",
    open_list: "Open the list",
    waits_many: (count, what) => `${count} wait for your decision · ${what}`,
    oldest: (which) => `The oldest: ${which}`,
    two_pcs: "Two people recorded different things without knowing of each other.",
    again: "Decide again.",
    waits: (what) => `${what} waits for your decision`,
  },
);

// The sentence of the service stays as it is (Indonesian, with the rule it cites); the headline says in both languages what it is about.
export function headline(item: Item): { title: string; detail: string } {
  if (item.group === "conflicts") {
    const kind = item.subject.split("/")[0] ?? "";
    const who = item.people[0]?.name;
    const day = /\d{4}-\d\d-\d\d/.exec(item.subject)?.[0];
    return {
      title: [kind_text(kind), who, day && long_date(day)].filter(Boolean).join(" · "),
      detail: item.code === "settled_undone" ? `${headlines["settled_undone"]}. ${t.again}` : t.two_pcs,
    };
  }
  if (item.code === "waits_many")
    return { title: t.waits_many(item.count ?? 0, matter_text(item.subject)), detail: t.oldest(subject_text(item.subject)) };
  if (item.code.startsWith("waits_"))
    return { title: item.people[0]?.name ?? "", detail: `${t.waits(matter_text(item.subject))} · ${subject_text(item.subject)}` };
  if (item.code.startsWith("decision_"))
    return { title: `${headlines[item.code]} · ${matter_text(item.subject)}`, detail: item.text.slice(item.text.indexOf(": ") + 2) };
  const [who] = item.people;
  const title = headlines[item.code] ?? item.code;
  return { title: item.people.length === 1 && who && !is_own(item) ? `${title} · ${who.name}` : title, detail: without_names(item) };
}

// The sentence without what stands beside it already: numbers behind names, and "Name (NIP), 20-11-2026: " at its beginning.
function without_names({ text, people }: Item): string {
  const begin = people.length === 1 ? `${people[0]!.name} (${people[0]!.nip}), ` : "";
  const rest = begin && text.startsWith(begin) ? text.slice(begin.length).replace(/^(?:[A-Z]+ )?\d\d-\d\d-\d{4}: /, "") : text;
  const plain = rest.replace(/ \((?:\d{16,18}|[A-Z]+-\d+)\)/g, "");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

const inboxes: Record<string, string> = { daily_report: "/laporan-harian", permit: "/izin", letter: "/spt" };
const most_single = 3;

// What waits of one kind is one line with a way to its list, where there is more than a few of it.
export function gathered(items: Item[]): Item[] {
  const kinds_waiting = Object.keys(inboxes)
    .map((matter) => items.filter((item) => item.code === `waits_${matter}`))
    .filter((all) => all.length > most_single);
  const many = kinds_waiting.map((all) => ({
    ...[...all].sort((a, b) => day_of(a.subject).localeCompare(day_of(b.subject)))[0]!,
    code: "waits_many",
    people: [],
    count: all.length,
  }));
  return [...many, ...items.filter((item) => !kinds_waiting.some((all) => all.includes(item)))];
}
const day_of = (subject: string) => /\d{4}-\d\d-\d\d/.exec(subject)?.[0] ?? "";

export interface NextStep {
  label: string;
  href?: string;
  opens?: "conflict" | "matter" | "absence" | "times" | "quarantine";
}

const is_own = (item: Item) => item.people.length === 1 && item.people[0]!.nip === person.value?.nip;

// Nothing where whoever looks has no step to take.
export function step_of(item: Item): NextStep | null {
  const { code, group, date } = item;
  const on_day = `tanggal=${date}`;
  switch (group) {
    case "conflicts":
      return may("conflicts.show") ? { label: t.compare, opens: "conflict" } : null;
    case "quarantine":
      return may("quarantine.list") ? { label: t.lines, opens: "quarantine" } : null;
    case "decide":
      if (code === "waits_many")
        return { label: t.open_list, href: `${inboxes[matter_of(item.subject)] ?? "/perlu-perhatian"}?bagian=putusan` };
      if (code === "candidate") return may("absence.decide") && !is_own(item) ? { label: t.decide, opens: "absence" } : null;
      return { label: t.decide, opens: "matter" };
    case "records":
      return code.startsWith("decision_") ? { label: t.look, opens: "matter" } : null;
    case "times":
      return code === "time_doubtful" && may("records")
        ? { label: t.check, opens: "times" }
        : { label: t.reports, href: `/laporan-harian?bagian=unit&${on_day}` };
    case "recaps":
      return { label: t.recaps, href: "/rekap" };
    case "calls":
      return { label: is_own(item) ? t.answer : t.calls, href: "/panggilan" };
    case "service":
      return code === "unread" ? { label: t.health, href: "/kesehatan" } : { label: t.settings, href: "/pengaturan" };
    case "duties":
      if (code === "assembly_unrecorded") return may("assembly.hold") ? { label: t.assembly, href: "/apel" } : null;
      if (is_own(item)) return { label: t.own_report, href: `/laporan-harian?bagian=saya&${on_day}` };
      return { label: t.reports, href: `/laporan-harian?bagian=unit&${on_day}` };
    default:
      if (code === "health_missing") return { label: has_role("clerk", "head", "health") ? t.health : t.fill, href: `/kesehatan` };
      if (code === "no_letter" || code === "letter_late") return may("letter.draft") ? { label: t.letters, href: "/spt" } : null;
      if (code.startsWith("travel_") || code.startsWith("office_") || code === "leave_without_permit")
        return { label: t.permits, href: `/izin?bagian=${is_own(item) ? "saya" : "unit"}` };
      if (code.startsWith("meeting_")) return { label: t.meetings, href: "/rapat" };
      if (code.startsWith("absence_")) return null;
      return { label: t.roster, href: `/jadwal?bulan=${date.slice(0, 7)}` };
  }
}
