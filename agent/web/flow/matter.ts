// What goes through tiers: daily reports, permits, letters, corrections, absences. The operations that speak of it, and its words.
import { call, date_range, date_time, medium_date, texts, time_of, date_of } from "@ui";

export type Decision = "approved" | "forwarded" | "returned" | "rejected";

export interface Tier {
  tier: number;
  post: string;
  title: string;
  person: string;
  name: string;
  standing: string;
  waits: boolean;
}
export interface Skip {
  post: string;
  title: string;
  why: string;
  below: number;
}
export interface Step {
  round: number;
  by: string;
  name: string;
  post: string;
  decision: Decision;
  at: string;
  note: string;
  tier: number;
  of: number;
  counts: boolean;
  why_not: string;
  doubtful: boolean;
}
export interface Named {
  nip: string;
  name: string;
  from: string;
  until: string;
  note: string;
}

export interface Facts {
  type?: PermitType;
  subtype?: string;
  from?: string;
  until?: string;
  reason?: string;
  urgency?: string;
  destination?: string;
  region?: string;
  room?: string;
  condition?: string;
  by?: string;
  requested?: string;
  date?: string;
  activities?: string[];
  evidence?: string[];
  submitted?: string;
  duty?: "wfh" | "tugas";
  number?: string;
  place?: string;
  signer?: string;
  signer_name?: string;
  basis?: string[];
  tasks?: string[];
  people?: Named[];
  drafted?: string;
  claimed?: string;
  claimed_direction?: string;
  at?: string;
  direction?: string;
  struck?: boolean;
}

export interface Matter {
  subject: string;
  matter: string;
  employee: string;
  name: string;
  round: number;
  state: string;
  facts: Facts;
  tiers: Tier[];
  skipped: Skip[];
  steps: Step[];
  waits_for: string;
  doubtful: boolean;
  contradictions: string[];
  may: Decision[];
}

export interface Waiting {
  subject: string;
  employee: string;
  name: string;
  about: string;
  waits_for: string;
  round: number;
}

export const operation_of: Record<Decision, string> = {
  approved: "decide.approve",
  forwarded: "decide.forward",
  returned: "decide.return",
  rejected: "decide.reject",
};
export const needs_note = (decision: Decision) => decision === "returned" || decision === "rejected";

export const decide = (decision: Decision, subject: string, note: string) =>
  call<{ message: string; notes?: string[] }>(operation_of[decision], { subject, ...(note ? { note } : {}) });

export const words = texts(
  {
    approved: "Disetujui",
    forwarded: "Diteruskan",
    returned: "Dikembalikan",
    rejected: "Ditolak",
    approve: "Setujui",
    forward: "Setujui & teruskan",
    return: "Kembalikan",
    reject: "Tolak",
    daily_report: "Laporan harian",
    permit: "Izin",
    letter: "Surat tugas",
    correction: "Koreksi presensi",
    absence: "Ketidakhadiran",
    matter: "Perihal",
    in: "Masuk",
    out: "Pulang",
    unknown: "Belum jelas",
  },
  {
    approved: "Approved",
    forwarded: "Forwarded",
    returned: "Returned",
    rejected: "Rejected",
    approve: "Approve",
    forward: "Approve & forward",
    return: "Return",
    reject: "Reject",
    daily_report: "Daily report",
    permit: "Permit",
    letter: "Duty letter",
    correction: "Attendance correction",
    absence: "Absence",
    matter: "Matter",
    in: "In",
    out: "Out",
    unknown: "Not clear",
  },
);

const matters = ["daily_report", "permit", "letter", "correction", "absence"] as const;
export const matter_of = (subject: string) => matters.find((one) => subject.startsWith(`${one}/`)) ?? "matter";
export const matter_text = (subject: string) => words[matter_of(subject)];

// --- permits ---

export type PermitType = "kantor" | "bepergian" | "cuti" | "sakit" | "izin" | "dl" | "tl" | "tb";

export const permit_types = texts<Record<PermitType, string>>(
  {
    kantor: "Masuk kantor pada hari WFH",
    bepergian: "Bepergian ke luar daerah",
    cuti: "Cuti",
    sakit: "Sakit",
    izin: "Izin tidak masuk",
    dl: "Dinas luar (DL)",
    tl: "Tugas luar dalam kota",
    tb: "Tugas belajar",
  },
  {
    kantor: "Office entry on a WFH day",
    bepergian: "Travel out of the region",
    cuti: "Leave",
    sakit: "Sick",
    izin: "Excused absence",
    dl: "Official travel (DL)",
    tl: "Duty in town",
    tb: "Study assignment",
  },
);
export const leave_types = texts<Record<string, string>>(
  {
    CT: "Cuti tahunan",
    CB: "Cuti besar",
    CS: "Cuti sakit",
    CM: "Cuti melahirkan",
    CAP: "Cuti alasan penting",
    CLTN: "Cuti di luar tanggungan negara",
  },
  {
    CT: "Annual leave",
    CB: "Long leave",
    CS: "Sick leave",
    CM: "Maternity leave",
    CAP: "Leave for an important reason",
    CLTN: "Unpaid leave",
  },
);
export const journey_types = texts<Record<string, string>>(
  { dinas: "Dinas", keluarga: "Keluarga", pribadi: "Pribadi" },
  { dinas: "Official", keluarga: "Family", pribadi: "Private" },
);
export const permit_text = (type: string) => (type in permit_types ? permit_types[type as PermitType] : type);
export const subtype_text = (subtype: string) => leave_types[subtype] ?? journey_types[subtype] ?? subtype;

// What a subject is about, in a few words: "Cuti · 12–14 Juli 2021".
export function subject_text(subject: string): string {
  const parts = subject.split("/");
  switch (parts[0]) {
    case "daily_report":
    case "absence":
      return medium_date(parts[2] ?? "");
    case "permit":
      return `${permit_text(parts[2] ?? "")} · ${medium_date(parts[3] ?? "")}`;
    case "letter":
      return date_time(parts[2] ?? "");
    case "correction":
      return `${medium_date(date_of(parts[2] ?? ""))} ${time_of(parts[2] ?? "")}`;
    default:
      return subject;
  }
}
export const days_text = (from?: string, until?: string) => (from ? date_range(from, until ?? from) : "");
