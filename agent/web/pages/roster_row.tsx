// A row of the roster's grid, and how full a day is above it.
import { Component } from "preact";

import { number, short_date } from "@ui";
import { elsewhere, letter_of, type Count, type Mark, type Sheet } from "./roster_model";
import { t } from "./roster_texts";

export const mark_text = (mark: Mark | null): string =>
  !mark ? t.clear : mark.shift ? `${t.modes[mark.mode]}, ${t.shift(mark.shift)}` : t.modes[mark.mode];

// --- how full a day is ---

const rank = { over: 4, under: 3, full: 2, in: 1, free: 0 };
export const limit_key = (count: Count) => `${count.meter.citation}|${count.meter.unit}|${count.meter.place}`;
export function shown_count(counts: Count[], limit: string): Count | null {
  const among = limit ? counts.filter((one) => limit_key(one) === limit) : counts;
  return among.reduce<Count | null>((worst, one) => (!worst || rank[one.state] > rank[worst.state] ? one : worst), null);
}
export function count_text({ meter, there }: Count): string {
  const said = number(there);
  if (meter.most !== null && meter.least !== null) return t.both(said, number(meter.least), number(meter.most));
  if (meter.most !== null) return t.most(said, number(meter.most));
  return meter.least !== null ? t.least(said, number(meter.least)) : t.alone(said);
}

export function DayMeter({ count, office }: { count: Count | null; office: number }) {
  if (!count)
    return (
      <span aria-hidden="true">
        <b>{office || ""}</b>
      </span>
    );
  const { meter, there, state } = count;
  const limit = meter.most ?? meter.least ?? 0;
  const share = limit > 0 ? Math.min(1, there / limit) : there > 0 ? 1 : 0;
  return (
    <span aria-hidden="true">
      <b>
        {state === "over" ? "▲" : state === "under" ? "▼" : ""}
        {number(there)}
      </b>
      <small>{meter.most !== null ? `/${number(meter.most)}` : `≥${number(limit)}`}</small>
      <i>
        <span style={{ width: `${share * 100}%` }} />
      </i>
    </span>
  );
}

// --- one person ---

interface RowProps {
  sheet: Sheet;
  row: number;
  at: number;
  revision: number;
  left: number;
  right: number;
  focus: number;
  classes: string[];
  language: string;
  conflicts: Map<number, unknown>;
  contested: Set<number>;
}

export class GridRow extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const now = this.props;
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== now[key]);
  }
  render({ sheet, row, at, left, right, focus, classes, conflicts, contested }: RowProps) {
    const person = sheet.board.rows[row]!;
    let office_days = 0;
    const cells = sheet.board.days.map((day, column) => {
      const index = sheet.index(row, column);
      const mark = sheet.mark_at(index);
      if (mark?.mode === "WFO") office_days += 1;
      const gone = sheet.now[index] === elsewhere;
      const changed = sheet.is_changed(index),
        is_conflict = conflicts.has(index),
        is_contested = contested.has(index);
      const reasons = person.reasons ? sheet.reasons_at(row, column) : [];
      const kind = reasons.some((one) => one.kind === "closure")
        ? "closed"
        : reasons.some((one) => one.kind === "granted")
          ? "granted"
          : reasons.length
            ? "waiting"
            : "";
      const said = [short_date(day.date), gone ? t.not_member : mark_text(mark)];
      if (changed) said.push(t.changed);
      if (is_conflict) said.push(t.conflict);
      if (is_contested) said.push(t.contested);
      for (const one of reasons) said.push(reason_text(one));
      if (day.holiday) said.push(day.holiday);
      const name = `roster-cell ${classes[column]} ${gone ? "gone" : mark ? `m-${mark.mode}${mark.shift ? " shift" : ""}` : ""}${changed ? " changed" : ""}${kind ? ` r-${kind}` : ""}${is_conflict || is_contested ? " disputed" : ""}${left <= column && column <= right ? " chosen" : ""}`;
      return (
        <div
          key={column}
          role="gridcell"
          class={name}
          aria-colindex={column + 2}
          aria-selected={left <= column && column <= right}
          aria-label={said.join(", ")}
          tabIndex={focus === column ? 0 : -1}
          data-day={column}
        >
          {gone ? "" : letter_of(mark)}
        </div>
      );
    });
    return (
      <div role="row" class="roster-row" aria-rowindex={at + 3} data-row={at}>
        <div role="rowheader" class="roster-name" aria-colindex={1} title={`${person.name} · ${person.section}`}>
          <span>{person.name}</span>
          {person.section && <small>{person.section}</small>}
        </div>
        {cells}
        <div role="gridcell" class="roster-sum" aria-colindex={sheet.width + 2} aria-label={`${t.office_days}: ${office_days}`}>
          {office_days || ""}
        </div>
      </div>
    );
  }
}

export function reason_text(one: { kind: string; type?: string; subtype?: string; text: string }): string {
  if (one.kind === "closure") return t.closure(one.text);
  const what = `${t.permits[one.type ?? ""] ?? one.type}${one.subtype ? ` ${one.subtype}` : ""}`;
  return one.kind === "granted" ? t.granted(what) : t.waiting(what);
}
