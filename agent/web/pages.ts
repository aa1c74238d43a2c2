// Every page of the office: its address, its place in the navigation, who sees it, and where its code is. Code is loaded when a page is
// first opened. To add a page: a row here, and a file in pages/ whose default export is the component.
import type { ComponentType } from "preact";

import { may, texts, type IconName } from "@ui";

const names = texts(
  {
    presence: "Presensi",
    own: "Presensi saya",
    attention: "Perlu perhatian",
    roster: "Jadwal",
    daily: "Laporan harian",
    permits: "Izin & perjalanan",
    letters: "Surat tugas (SPT)",
    recalls: "Panggilan",
    meetings: "Rapat",
    assemblies: "Apel",
    health: "Kesehatan",
    closures: "Penutupan",
    recaps: "Rekap & cetak",
    circulars: "Surat edaran",
    sync: "Sinkronisasi",
    accounts: "Akun",
    settings: "Pengaturan",
  },
  {
    presence: "Attendance",
    own: "My attendance",
    attention: "Needs attention",
    roster: "Roster",
    daily: "Daily reports",
    permits: "Leave & travel",
    letters: "Duty letters (SPT)",
    recalls: "Recalls",
    meetings: "Meetings",
    assemblies: "Assemblies",
    health: "Health",
    closures: "Closures",
    recaps: "Recaps & print",
    circulars: "Circulars",
    sync: "Sync",
    accounts: "Accounts",
    settings: "Settings",
  },
);

export type Group = "today" | "work" | "office";

export interface PageRow {
  path: string;
  name: keyof typeof names;
  icon: IconName;
  group: Group;
  // The operations of which one must be allowed for the page to be offered; none: whoever is signed in.
  needs?: string[];
  // Shown without the navigation, and without signing in.
  bare?: boolean;
  load: () => Promise<{ default: ComponentType<PageProps> }>;
}

// What of the address follows the page's own path: /izin/123 opens the page /izin with rest ["123"].
export interface PageProps {
  rest: string[];
}

export const pages: PageRow[] = [
  { path: "/presensi", name: "presence", icon: "clock", group: "today", bare: true, load: () => import("./pages/presence") },
  { path: "/presensi-saya", name: "own", icon: "user", group: "today", needs: ["day.status"], load: () => import("./pages/own") },
  { path: "/perlu-perhatian", name: "attention", icon: "bell", group: "today", load: () => import("./pages/attention") },
  { path: "/jadwal", name: "roster", icon: "grid", group: "work", load: () => import("./pages/roster") },
  { path: "/laporan-harian", name: "daily", icon: "report", group: "work", load: () => import("./pages/daily") },
  { path: "/izin", name: "permits", icon: "bag", group: "work", load: () => import("./pages/permits") },
  { path: "/spt", name: "letters", icon: "letter", group: "work", load: () => import("./pages/letters") },
  { path: "/panggilan", name: "recalls", icon: "call", group: "work", load: () => import("./pages/recalls") },
  { path: "/rapat", name: "meetings", icon: "people", group: "work", load: () => import("./pages/meetings") },
  { path: "/apel", name: "assemblies", icon: "flag", group: "work", load: () => import("./pages/assemblies") },
  { path: "/kesehatan", name: "health", icon: "heart", group: "work", load: () => import("./pages/health") },
  { path: "/penutupan", name: "closures", icon: "closed", group: "work", load: () => import("./pages/closures") },
  { path: "/rekap", name: "recaps", icon: "chart", group: "work", load: () => import("./pages/recaps") },
  { path: "/surat-edaran", name: "circulars", icon: "book", group: "office", load: () => import("./pages/circulars") },
  { path: "/sinkronisasi", name: "sync", icon: "sync", group: "office", needs: ["sync"], load: () => import("./pages/sync") },
  { path: "/akun", name: "accounts", icon: "key", group: "office", load: () => import("./pages/accounts") },
  { path: "/pengaturan", name: "settings", icon: "gear", group: "office", needs: ["health"], load: () => import("./pages/settings") },
];

export const name_of_page = (row: PageRow): string => names[row.name];
export const is_offered = (row: PageRow): boolean => !row.needs || row.needs.some(may);

// The page of an address, and what follows.
export function find_page(path: string): { row: PageRow; rest: string[] } | null {
  for (const row of pages)
    if (path === row.path || path.startsWith(`${row.path}/`))
      return {
        row,
        rest: path
          .slice(row.path.length + 1)
          .split("/")
          .filter(Boolean)
          .map(decodeURIComponent),
      };
  return null;
}
