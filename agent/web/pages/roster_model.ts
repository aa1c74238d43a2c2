// A month's roster while somebody changes it: what is published, what it is to become, every step between, and how many are where
// on each day. No DOM and no network, so that tests run it as it is. roster.board and roster.draft say what the numbers mean
// (common/desk/board.h).
export type Mode = "WFO" | "WFH" | "OFF" | "LEAVE" | "DL";
export interface Mark {
  mode: Mode;
  shift?: string;
}
export interface Day {
  date: string;
  weekday: number;
  working: boolean;
  why: string;
  holiday: string | null;
}
export interface Shift {
  code: string;
  name: string;
  start: number;
  end: number;
}
export interface Reason {
  kind: "granted" | "waiting" | "closure";
  type?: string;
  subtype?: string;
  subject?: string;
  text: string;
  from: number;
  until: number;
}
export interface Row {
  employee: string;
  name: string;
  section: string;
  class: string;
  position: string;
  cells: number[];
  reasons?: Reason[];
}
export interface Meter {
  date: string;
  unit: string;
  citation: string;
  text: string;
  place: "office" | "home";
  moment: boolean;
  of: number;
  most: number | null;
  least: number | null;
  most_there: number;
  least_there: number;
  planned: boolean;
  partial: boolean;
  group: number;
}
export interface Board {
  unit: string;
  unit_name: string;
  from: string;
  until: string;
  today: string;
  days: Day[];
  marks: Mark[];
  shifts: Shift[];
  rows: Row[];
  meters: Meter[];
  groups: number[][];
}
export interface Finding {
  date: string;
  unit: string;
  code: string;
  violation: boolean;
  citation: string;
  people: string[];
  actual: number;
  limit: number;
  text: string;
}
export interface GroupStart {
  employee: string;
  from: string;
  group: string;
}
export interface Spread {
  month: string;
  citation: string;
  people: number;
  least: number;
  most: number;
  allowed: number;
  fair: boolean;
  listed: { employee: string; name: string; days: number; why: string }[];
}
export interface Draft {
  from: string;
  until: string;
  marks: Mark[];
  reasons: { why: string; citation: string }[];
  rows: { employee: string; cells: (number | null)[]; reasons: (number | null)[] }[];
  groups: GroupStart[];
  problems: Finding[];
  spreads: Spread[];
}

export const empty_cell = -1,
  elsewhere = -2;

// One step that can be undone: cells with what they were and what they became.
interface Edit {
  cells: Int32Array;
  before: Int16Array;
  after: Int16Array;
  groups: GroupStart[];
}

const day_minutes = 24 * 60;
const key_of = (mark: Mark) => (mark.shift ? `${mark.mode} ${mark.shift}` : mark.mode);

// NIP -> date -> mark; "": none.
export type Kept = Record<string, Record<string, string>>;

export interface Count {
  meter: Meter;
  there: number;
  state: "under" | "in" | "full" | "over" | "free";
}

export class Sheet {
  readonly marks: Mark[] = [];
  readonly width: number;
  readonly published: Int16Array;
  readonly now: Int16Array;
  // Of each cell: 1 away by a granted permit, 2 closed.
  private readonly blocked: Uint8Array;
  private readonly numbers = new Map<string, number>();
  private readonly rows_by_employee: Map<string, number>;
  private readonly shifts: Map<string, Shift>;
  private readonly meters_by_day: Meter[][];
  private history: Edit[] = [];
  private at = 0; // edits before it are applied
  private counts_by_day: (Count[] | undefined)[];
  private readonly office_by_day: Int32Array; // -1: to be counted
  // Why a generated cell is what it is; gone once somebody changes it.
  readonly why = new Map<number, { why: string; citation: string }>();

  constructor(readonly board: Board) {
    this.width = board.days.length;
    board.shifts.sort((one, other) => one.start - other.start);
    const size = board.rows.length * this.width;
    for (const mark of board.marks) this.number_of(mark);
    this.published = new Int16Array(size);
    this.blocked = new Uint8Array(size);
    board.rows.forEach((row, at) => {
      this.published.set(row.cells, at * this.width);
      for (const one of row.reasons ?? [])
        if (one.kind !== "waiting")
          for (let day = one.from; day <= one.until; ++day) this.blocked[at * this.width + day]! |= one.kind === "granted" ? 1 : 2;
    });
    this.now = this.published.slice();
    this.rows_by_employee = new Map(board.rows.map((row, at) => [row.employee, at]));
    this.shifts = new Map(board.shifts.map((one) => [one.code, one]));
    this.meters_by_day = board.days.map(() => []);
    this.counts_by_day = board.days.map(() => undefined);
    this.office_by_day = new Int32Array(this.width).fill(-1);
    this.hear_meters(board.meters);
  }

  row_of(employee: string): number {
    return this.rows_by_employee.get(employee) ?? -1;
  }
  index(row: number, day: number): number {
    return row * this.width + day;
  }
  mark_at(index: number): Mark | null {
    return this.marks[this.now[index]!] ?? null;
  }
  mark_published(index: number): Mark | null {
    return this.marks[this.published[index]!] ?? null;
  }
  is_changed(index: number): boolean {
    return this.now[index] !== this.published[index];
  }
  is_elsewhere(index: number): boolean {
    return this.now[index] === elsewhere;
  }
  reasons_at(row: number, day: number): Reason[] {
    return (this.board.rows[row]?.reasons ?? []).filter((one) => one.from <= day && day <= one.until);
  }

  number_of(mark: Mark): number {
    const key = key_of(mark);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.marks.length);
    this.marks.push(mark.shift ? { mode: mark.mode, shift: mark.shift } : { mode: mark.mode });
    return this.marks.length - 1;
  }

  // --- changing ---

  // Days that are the whole unit's alone are left out: who is not there has no day. Answers how many cells changed.
  set(cells: Iterable<[index: number, value: number]>, groups: GroupStart[] = []): number {
    const changed = new Map<number, number>();
    for (const [index, value] of cells) if (this.now[index] !== elsewhere && this.now[index] !== value) changed.set(index, value);
    if (changed.size === 0) return 0;
    const edit: Edit = {
      cells: Int32Array.from(changed.keys()),
      before: new Int16Array(changed.size),
      after: Int16Array.from(changed.values()),
      groups,
    };
    edit.cells.forEach((index, at) => {
      edit.before[at] = this.now[index]!;
    });
    this.history.length = this.at;
    this.history.push(edit);
    this.at += 1;
    this.apply(edit, edit.after);
    return changed.size;
  }

  get can_undo(): boolean {
    return this.at > 0;
  }
  get can_redo(): boolean {
    return this.at < this.history.length;
  }
  // Cells that changed; null where there was nothing to take back.
  undo(): Int32Array | null {
    if (!this.can_undo) return null;
    const edit = this.history[--this.at]!;
    this.apply(edit, edit.before);
    return edit.cells;
  }
  redo(): Int32Array | null {
    if (!this.can_redo) return null;
    const edit = this.history[this.at++]!;
    this.apply(edit, edit.after);
    return edit.cells;
  }

  private apply(edit: Edit, values: Int16Array): void {
    edit.cells.forEach((index, at) => {
      this.now[index] = values[at]!;
      const day = index % this.width;
      this.counts_by_day[day] = undefined;
      this.office_by_day[day] = -1;
      if (day + 1 < this.width) this.counts_by_day[day + 1] = undefined; // a night goes on
    });
  }

  // Everything back to what is published, as one more step.
  discard(): number {
    return this.set(this.changed().map((index) => [index, this.published[index]!] as [number, number]));
  }

  changed(): number[] {
    const all: number[] = [];
    for (let index = 0; index < this.now.length; ++index) if (this.now[index] !== this.published[index]) all.push(index);
    return all;
  }
  changed_days(): [first: number, last: number] | null {
    const days = this.changed().map((index) => index % this.width);
    return days.length ? [Math.min(...days), Math.max(...days)] : null;
  }
  // Groups of proposals that are part of what was done and not published yet; of one person and day the last.
  groups(): GroupStart[] {
    const all = new Map<string, GroupStart>();
    for (const edit of this.history.slice(0, this.at)) for (const one of edit.groups) all.set(`${one.employee} ${one.from}`, one);
    return [...all.values()];
  }
  forget_groups(): void {
    for (const edit of this.history.slice(0, this.at)) edit.groups = [];
  }

  // A proposal as one step; its reasons stay beside the cells.
  take_draft(draft: Draft): number {
    const numbers = draft.marks.map((mark) => this.number_of(mark));
    const cells: [number, number][] = [];
    for (const row of draft.rows) {
      const at = this.row_of(row.employee);
      if (at < 0) continue;
      row.cells.forEach((cell, day) => {
        const index = this.index(at, day);
        if (cell === null || this.now[index] === elsewhere) return;
        cells.push([index, numbers[cell]!]);
        const reason = row.reasons[day];
        if (reason !== null && reason !== undefined) this.why.set(index, draft.reasons[reason]!);
      });
    }
    return this.set(cells, draft.groups);
  }
  // How many cells a proposal would change.
  changes_of(draft: Draft): number {
    const keys = draft.marks.map(key_of);
    let count = 0;
    for (const row of draft.rows) {
      const at = this.row_of(row.employee);
      if (at < 0) continue;
      row.cells.forEach((cell, day) => {
        const mark = this.mark_at(this.index(at, day));
        if (cell !== null && !this.is_elsewhere(this.index(at, day)) && keys[cell] !== (mark && key_of(mark))) count += 1;
      });
    }
    return count;
  }

  // What roster.try and roster.save are told: changed cells alone.
  request(): { from: string; until: string; marks: Mark[]; rows: { employee: string; cells: (number | null)[] }[] } {
    const rows: { employee: string; cells: (number | null)[] }[] = [];
    this.board.rows.forEach((row, at) => {
      const cells: (number | null)[] = [];
      let last = -1;
      for (let day = 0; day < this.width; ++day) {
        const index = this.index(at, day);
        const changed = this.is_changed(index);
        cells.push(changed ? this.now[index]! : null);
        if (changed) last = day;
      }
      if (last >= 0) rows.push({ employee: row.employee, cells: cells.slice(0, last + 1) });
    });
    return { from: this.board.from, until: this.board.until, marks: this.marks, rows };
  }

  // --- a newer board: what is not published yet, and every step, stay ---

  // Answers cells that somebody else changed while they were being changed here.
  rebased_on(board: Board): { sheet: Sheet; contested: number[] } {
    const sheet = new Sheet(board);
    const numbers = this.marks.map((mark) => sheet.number_of(mark));
    const value = (from: number) => (from < 0 ? from : numbers[from]!);
    const first_day = new Map(board.days.map((day, at) => [day.date, at]));
    const moved = (index: number): number => {
      const row = sheet.row_of(this.board.rows[Math.floor(index / this.width)]!.employee);
      const day = first_day.get(this.board.days[index % this.width]!.date);
      return row < 0 || day === undefined ? -1 : sheet.index(row, day);
    };
    const contested: number[] = [];
    for (const index of this.changed()) {
      const to = moved(index);
      if (to < 0 || sheet.now[to] === elsewhere) continue;
      if (value(this.published[index]!) !== sheet.published[to] && value(this.now[index]!) !== sheet.published[to]) contested.push(to);
      sheet.now[to] = value(this.now[index]!);
    }
    sheet.history = this.history.map((edit) => {
      const kept = Array.from(edit.cells, (index, at) => [moved(index), at] as const).filter(([to]) => to >= 0);
      return {
        cells: Int32Array.from(kept, ([to]) => to),
        before: Int16Array.from(kept, ([, at]) => value(edit.before[at]!)),
        after: Int16Array.from(kept, ([, at]) => value(edit.after[at]!)),
        groups: edit.groups,
      };
    });
    sheet.at = this.at;
    for (const [index, why] of this.why) {
      const to = moved(index);
      if (to >= 0) sheet.why.set(to, why);
    }
    return { sheet, contested };
  }

  // What a tab keeps of unsaved work, and takes up again; or what was published in its place.
  kept(was = false): Kept {
    const all: Kept = {};
    for (const index of this.changed()) {
      const mark = was ? this.mark_published(index) : this.mark_at(index);
      (all[this.board.rows[Math.floor(index / this.width)]!.employee] ??= {})[this.board.days[index % this.width]!.date] = mark
        ? key_of(mark)
        : "";
    }
    return all;
  }
  take_kept(kept: Kept): number {
    const day_of = new Map(this.board.days.map((day, at) => [day.date, at]));
    const cells: [number, number][] = [];
    for (const [employee, days] of Object.entries(kept)) {
      const row = this.row_of(employee);
      if (row < 0) continue;
      for (const [date, text] of Object.entries(days)) {
        const day = day_of.get(date);
        if (day === undefined) continue;
        const space = text.indexOf(" ");
        const [mode, shift] = space < 0 ? [text, ""] : [text.slice(0, space), text.slice(space + 1)];
        cells.push([this.index(row, day), text ? this.number_of({ mode: mode as Mode, ...(shift ? { shift } : {}) }) : empty_cell]);
      }
    }
    return this.set(cells);
  }

  // --- how many are where ---

  // The place of a limit's people in this board's groups, for a limit that was told later; -1: not here any more.
  same_group(later: Meter): number {
    const day = this.board.days.findIndex((one) => one.date === later.date);
    return (
      this.meters_by_day[day]?.find((one) => one.citation === later.citation && one.unit === later.unit && one.place === later.place)
        ?.group ?? -1
    );
  }

  // Bounds as the service sees them, for the days it names; the numbers are counted here.
  hear_meters(meters: Meter[]): void {
    const days = new Set(meters.map((one) => one.date));
    this.board.days.forEach((day, at) => {
      if (!days.has(day.date)) return;
      this.meters_by_day[at] = meters.filter((one) => one.date === day.date);
      this.counts_by_day[at] = undefined;
    });
  }

  counts(day: number): Count[] {
    return (this.counts_by_day[day] ??= this.meters_by_day[day]!.map((meter) => this.count(meter, day)));
  }

  // Everybody at the office by the schedule, whether or not anything limits them.
  at_office(day: number): number {
    if (this.office_by_day[day]! >= 0) return this.office_by_day[day]!;
    const is_office = this.marks.map((mark) => mark.mode === "WFO");
    let count = 0;
    for (let index = day; index < this.now.length; index += this.width) if (is_office[this.now[index]!] && !this.blocked[index]) count += 1;
    return (this.office_by_day[day] = count);
  }

  private count(meter: Meter, day: number): Count {
    const wanted: Mode = meter.place === "office" ? "WFO" : "WFH";
    const stays: { from: number; until: number; is_night: boolean }[] = [];
    let whole = 0,
      is_planned = false;
    for (const row of this.board.groups[meter.group] ?? []) {
      const index = this.index(row, day);
      if (wanted === "WFO" && meter.moment && day > 0) {
        const night = this.shift_of(this.mark_at(index - 1));
        if (night && night.end > day_minutes) stays.push({ from: 0, until: night.end - day_minutes, is_night: true });
      }
      const mark = this.mark_at(index);
      if (mark?.mode === "WFO" || mark?.mode === "WFH") is_planned = true;
      if (mark?.mode !== wanted || this.blocked[index]) continue;
      const shift = meter.moment ? this.shift_of(mark) : null;
      if (shift) stays.push({ from: shift.start, until: Math.min(shift.end, day_minutes), is_night: false });
      else whole += 1;
    }
    const minutes = new Set(stays.map((one) => one.from));
    const there_at = Array.from(minutes, (minute) => whole + stays.filter((one) => one.from <= minute && minute < one.until).length);
    const most = Math.max(whole, ...there_at),
      least = there_at.length ? Math.min(...there_at) : whole;
    const is_over = meter.most !== null && most > meter.most,
      is_under = meter.least !== null && least < meter.least;
    const state = !is_planned ? "free" : is_over ? "over" : is_under ? "under" : meter.most !== null && most === meter.most ? "full" : "in";
    return { meter, there: is_under && !is_over ? least : most, state };
  }

  private shift_of(mark: Mark | null): Shift | null {
    return mark?.mode === "WFO" && mark.shift ? (this.shifts.get(mark.shift) ?? null) : null;
  }
}

// --- letters ---

// K kantor, R rumah, C cuti, D dinas luar, – libur; a shift by its first two letters.
export const letters: Record<Mode, string> = { WFO: "K", WFH: "R", OFF: "–", LEAVE: "C", DL: "D" };
export const letter_of = (mark: Mark | null): string =>
  !mark ? "" : mark.mode === "WFO" && mark.shift ? mark.shift.slice(0, 2) : letters[mark.mode];

// What a typed key means; undefined: nothing. Digits choose a shift by its place in the list.
export function mark_of_key(key: string, shifts: Shift[]): Mark | null | undefined {
  const modes: Record<string, Mode> = { k: "WFO", r: "WFH", c: "LEAVE", d: "DL", l: "OFF", "-": "OFF" };
  const mode = modes[key.toLowerCase()];
  if (mode) return { mode };
  if (key === "Delete" || key === "Backspace") return null;
  const shift = /^[1-9]$/.test(key) ? shifts[Number(key) - 1] : undefined;
  return shift ? { mode: "WFO", shift: shift.code } : undefined;
}

// A copied range as a spreadsheet takes it, and back; undefined for what is no mark.
export const text_of_marks = (rows: (Mark | null)[][]): string =>
  rows.map((row) => row.map((mark) => (!mark ? "" : (mark.shift ?? letters[mark.mode]))).join("\t")).join("\n");
export const marks_of_text = (text: string, shifts: Shift[]): (Mark | null | undefined)[][] =>
  text
    .replace(/\r/g, "")
    .replace(/\n$/, "")
    .split("\n")
    .map((line) =>
      line.split("\t").map((cell) => {
        const word = cell.trim();
        if (!word) return null;
        const shift = shifts.find((one) => one.code.toLowerCase() === word.toLowerCase());
        if (shift) return { mode: "WFO" as Mode, shift: shift.code };
        const mode = (["WFO", "WFH", "OFF", "LEAVE", "DL"] as Mode[]).find((one) => one === word.toUpperCase());
        if (mode) return { mode };
        return word === "–" ? { mode: "OFF" as Mode } : word.length === 1 ? mark_of_key(word, []) : undefined;
      }),
    );
