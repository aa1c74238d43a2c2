// Which reports there are, what each wants to know, and who may open it. The papers themselves are made by the service
// (common/papers/paper_table.cc).
import { add_days, has_role, may, today, this_month, type IconName } from "@ui";

export type Group = "presence" | "work" | "rules" | "papers" | "health" | "sent";
export type Days = "one" | "span" | "month" | "year" | "none";

export interface PaperRow {
  id: string;
  group: Group;
  icon: IconName;
  operation: "paper.make" | "paper.letter" | "paper.health" | "day.status" | "deviation.list" | "disclosure.list" | "recap.submitted";
  days: Days;
  person?: "may" | "must";
  asks?: ("session" | "blank" | "form" | "look_back" | "letter" | "number")[];
}

export const papers: PaperRow[] = [
  { id: "attendance-list", group: "presence", icon: "people", operation: "paper.make", days: "one", asks: ["session", "blank"] },
  { id: "day", group: "presence", icon: "calendar", operation: "day.status", days: "one" },
  { id: "monthly", group: "presence", icon: "grid", operation: "paper.make", days: "month", asks: ["form"] },
  { id: "hours", group: "presence", icon: "clock", operation: "paper.make", days: "month" },
  { id: "exceptions", group: "presence", icon: "warn", operation: "paper.make", days: "span", person: "may" },
  { id: "discipline", group: "presence", icon: "shield", operation: "paper.make", days: "year" },
  { id: "daily-report", group: "work", icon: "report", operation: "paper.make", days: "span", person: "must" },
  { id: "tier-recap", group: "work", icon: "report", operation: "paper.make", days: "one" },
  { id: "roster", group: "rules", icon: "grid", operation: "paper.make", days: "month" },
  { id: "compliance", group: "rules", icon: "check", operation: "paper.make", days: "span" },
  { id: "deviations", group: "rules", icon: "pen", operation: "deviation.list", days: "span" },
  { id: "travel", group: "papers", icon: "bag", operation: "paper.make", days: "month", asks: ["number"] },
  { id: "letter", group: "papers", icon: "letter", operation: "paper.letter", days: "none", asks: ["letter"] },
  { id: "entry-list", group: "health", icon: "heart", operation: "paper.health", days: "one" },
  { id: "tracing", group: "health", icon: "heart", operation: "paper.health", days: "one", person: "must", asks: ["look_back"] },
  { id: "disclosures", group: "health", icon: "eye", operation: "disclosure.list", days: "span" },
  { id: "submitted", group: "sent", icon: "upload", operation: "recap.submitted", days: "none" },
];

export const find_paper = (id: string | undefined): PaperRow | undefined => papers.find((one) => one.id === id);
// Who does not look after the whole unit has the papers about himself, and what hangs on the wall.
const personal = ["daily-report", "roster", "day"];
export const is_open = (row: PaperRow): boolean =>
  may(row.operation) &&
  (personal.includes(row.id) ||
    !["paper.make", "day.status"].includes(row.operation) ||
    has_role("clerk", "head", "secretary", "personnel"));
export const is_paper = (row: PaperRow): boolean => row.operation.startsWith("paper.");

// What stands in the address, with what holds where it says nothing.
export interface Filters {
  month: string;
  date: string;
  from: string;
  until: string;
  year: string;
  session: string;
  blank: boolean;
  form: string;
  person: string;
  look_back: string;
  letter: string;
  number: string;
  place: string;
  dated: string;
  size: string;
}

export function filters_of(query: URLSearchParams, row: PaperRow, own: string): Filters {
  const text = (name: string, fallback = "") => query.get(name) ?? fallback;
  const month = /^\d{4}-\d\d$/.test(text("month")) ? text("month") : this_month();
  const is_date = (value: string) => /^\d{4}-\d\d-\d\d$/.test(value);
  const last = add_days(`${add_days(`${month}-28`, 4).slice(0, 7)}-01`, -1);
  return {
    month,
    date: is_date(text("date")) ? text("date") : today(),
    from: is_date(text("from")) ? text("from") : `${month}-01`,
    until: is_date(text("until")) ? text("until") : last,
    year: /^\d{4}$/.test(text("year")) ? text("year") : today().slice(0, 4),
    session: text("session"),
    blank: text("blank") === "1",
    form: text("form"),
    person: text("person", row.id === "daily-report" ? own : ""),
    look_back: text("look_back", "14"),
    letter: text("letter"),
    number: text("number"),
    place: text("place"),
    dated: text("dated"),
    size: text("size"),
  };
}

// The request of an operation; null where something it must have is missing.
export function request_of(row: PaperRow, filters: Filters): Record<string, unknown> | null {
  const asked: Record<string, unknown> = is_paper(row) ? { paper: row.id } : {};
  if (row.days === "one") asked["date"] = filters.date;
  if (row.days === "month") asked["month"] = filters.month;
  if (row.days === "span") Object.assign(asked, { from: filters.from, until: filters.until });
  if (row.days === "year") asked["year"] = filters.year;
  if (row.person && filters.person) asked["person"] = filters.person;
  if (row.person === "must" && !filters.person) return null;
  for (const one of row.asks ?? []) if (one !== "blank" && filters[one]) asked[one] = filters[one];
  if (row.asks?.includes("blank") && filters.blank) asked["blank"] = true;
  if (row.asks?.includes("letter") && !filters.letter) return null;
  if (is_paper(row)) for (const one of ["place", "dated", "size"] as const) if (filters[one]) asked[one] = filters[one];
  return asked;
}
