// People by days. Only rows in sight are in the document, so that five hundred people scroll as lightly as twenty; one cell is in
// the Tab order, and arrows move it (the ARIA grid pattern).
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import { long_date, number, office_now_ms, short_date, day_names_short } from "@ui";
import { letter_of, mark_of_key, marks_of_text, text_of_marks, type Mark, type Mode, type Sheet } from "./roster_model";
import { DayMeter, GridRow, shown_count, count_text } from "./roster_row";
import { t } from "./roster_texts";

export const row_height = 28;
const name_width = 218,
  sum_width = 36,
  narrowest_cell = 24,
  spare_rows = 6;

let day_width = 28; // as it was last time

export interface Place {
  row: number;
  day: number;
} // row: among those shown
export interface Selection {
  focus: Place;
  anchor: Place;
}

export interface GridProps {
  sheet: Sheet;
  revision: number; // counts up with every change of the sheet
  rows: number[]; // of the sheet, as they are shown
  selection: Selection;
  on_selection: (selection: Selection) => void;
  on_fill: (mark: Mark | null) => void;
  on_paste: (marks: (Mark | null | undefined)[][]) => void;
  on_copied: (count: number) => void;
  on_undo: () => void;
  on_redo: () => void;
  on_publish: () => void;
  on_settle: (index: number) => void;
  conflicts: Map<number, unknown>;
  contested: Set<number>;
  limit: string; // which limit the heading shows; "": the most pressing
  editable: boolean;
}

export const bounds = ({ focus, anchor }: Selection) => ({
  top: Math.min(focus.row, anchor.row),
  bottom: Math.max(focus.row, anchor.row),
  left: Math.min(focus.day, anchor.day),
  right: Math.max(focus.day, anchor.day),
});

// --- the grid ---

export function RosterGrid(props: GridProps & { language: string }) {
  const { sheet, revision, rows, selection, on_selection, conflicts, contested, limit, editable, language } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, set_view] = useState({ first: 0, count: 22 });
  const [open, set_open] = useState(false);
  const moved_by_key = useRef(false);
  const dragging = useRef(false);
  const first_style = useMemo(() => ({ "--day": `${day_width}px` }), []);
  const range = bounds(selection);
  const { days } = sheet.board;

  // Which rows are in sight, and how wide a day is.
  useLayoutEffect(() => {
    const own = box.current!;
    const measure = () => {
      const count = Math.ceil(own.clientHeight / row_height) + 2 * spare_rows;
      const first = Math.max(0, Math.floor(own.scrollTop / row_height) - spare_rows);
      set_view((before) => (before.first === first && before.count === count ? before : { first, count }));
    };
    // All is read before anything is set, so that the browser lays out once.
    const resize = () => {
      const cell = Math.max(narrowest_cell, Math.floor((own.clientWidth - name_width - sum_width) / sheet.width));
      measure();
      if (own.style.getPropertyValue("--day") === `${cell}px`) return;
      day_width = cell;
      own.style.setProperty("--day", `${cell}px`);
    };
    const observer = new ResizeObserver(resize);
    observer.observe(own);
    resize();
    let asked = 0;
    const scroll = () => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        measure();
      });
    };
    own.addEventListener("scroll", scroll, { passive: true });
    return () => {
      observer.disconnect();
      own.removeEventListener("scroll", scroll);
      cancelAnimationFrame(asked);
    };
  }, [sheet.width, rows.length]);

  useLayoutEffect(() => {
    box.current!.scrollTop = Math.max(0, (selection.focus.row - 3) * row_height);
  }, []);

  const cell_of = (place: Place) => box.current?.querySelector<HTMLElement>(`[data-row="${place.row}"] [data-day="${place.day}"]`) ?? null;

  // Into sight, then the keyboard's focus onto it.
  useLayoutEffect(() => {
    const own = box.current!;
    if (!moved_by_key.current) return;
    const head = own.querySelector<HTMLElement>(".roster-head")!.offsetHeight;
    const top = selection.focus.row * row_height,
      seen = own.clientHeight - head;
    if (top < own.scrollTop) own.scrollTop = top;
    if (top + row_height > own.scrollTop + seen) own.scrollTop = top + row_height - seen;
    const cell = cell_of(selection.focus);
    if (cell) {
      moved_by_key.current = false;
      const left = cell.offsetLeft;
      if (left - name_width < own.scrollLeft) own.scrollLeft = left - name_width;
      if (left + cell.offsetWidth > own.scrollLeft + own.clientWidth) own.scrollLeft = left + cell.offsetWidth - own.clientWidth;
      cell.focus({ preventScroll: true });
    }
  }, [selection, view]);

  const go = (place: Place, extend: boolean) => {
    const focus = { row: Math.max(0, Math.min(rows.length - 1, place.row)), day: Math.max(0, Math.min(sheet.width - 1, place.day)) };
    moved_by_key.current = true;
    on_selection({ focus, anchor: extend ? selection.anchor : focus });
  };

  const keys = (event: KeyboardEvent) => {
    if (open) return;
    const { row, day } = selection.focus;
    const page = Math.max(1, Math.floor((box.current!.clientHeight - 90) / row_height));
    const control = event.ctrlKey || event.metaKey;
    const to: Record<string, Place> = {
      ArrowUp: { row: control ? 0 : row - 1, day },
      ArrowDown: { row: control ? rows.length - 1 : row + 1, day },
      ArrowLeft: { row, day: control ? 0 : day - 1 },
      ArrowRight: { row, day: control ? sheet.width - 1 : day + 1 },
      Home: { row: control ? 0 : row, day: 0 },
      End: { row: control ? rows.length - 1 : row, day: sheet.width - 1 },
      PageUp: { row: row - page, day },
      PageDown: { row: row + page, day },
    };
    const target = to[event.key];
    if (target && !event.altKey) {
      event.preventDefault();
      return go(target, event.shiftKey);
    }
    if (control && event.key.toLowerCase() === "a") {
      event.preventDefault();
      return on_selection({ anchor: { row: 0, day: 0 }, focus: { row: rows.length - 1, day: sheet.width - 1 } });
    }
    if (event.key === "Escape" && (range.top !== range.bottom || range.left !== range.right)) return go(selection.focus, false);
    const index = sheet.index(rows[row]!, day);
    if ((event.key === "Enter" || event.key === "F2") && conflicts.has(index)) {
      event.preventDefault();
      return props.on_settle(index);
    }
    if (!editable || event.altKey) return;
    if (control) {
      const undo = event.key.toLowerCase() === "z" && !event.shiftKey,
        redo = event.key.toLowerCase() === "y" || (event.key.toLowerCase() === "z" && event.shiftKey);
      if (undo || redo) {
        event.preventDefault();
        event.stopPropagation();
        undo ? props.on_undo() : props.on_redo();
      }
      if (event.key.toLowerCase() === "s") {
        event.preventDefault();
        props.on_publish();
      }
      return;
    }
    if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      return set_open(true);
    }
    const mark = mark_of_key(event.key, sheet.board.shifts);
    if (mark === undefined) return;
    event.preventDefault();
    fill(mark);
  };

  // One day at a time goes on to the next, so that a month is typed in one go.
  const fill = (mark: Mark | null) => {
    props.on_fill(mark);
    if (range.top === range.bottom && range.left === range.right && mark !== null)
      go({ row: selection.focus.row, day: selection.focus.day + 1 }, false);
  };

  const place_of = (event: Event): Place | null => {
    const cell = (event.target as Element).closest<HTMLElement>("[data-day]");
    const row = cell?.closest<HTMLElement>("[data-row]");
    return cell && row ? { row: Number(row.dataset["row"]), day: Number(cell.dataset["day"]) } : null;
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const place = place_of(event);
    if (place) {
      event.preventDefault();
      dragging.current = true;
      go(place, event.shiftKey);
      return;
    }
    // A day's heading chooses the day of everybody, a name all days of somebody; with Shift from where one is.
    const head = (event.target as Element).closest<HTMLElement>("[data-head]");
    const name = (event.target as Element).closest<HTMLElement>(".roster-body .roster-name")?.parentElement;
    if (!head && !name) return;
    event.preventDefault();
    moved_by_key.current = true;
    const anchor = event.shiftKey ? selection.anchor : null;
    if (head) {
      const day = Number(head.dataset["head"]);
      on_selection({ anchor: { row: rows.length - 1, day: anchor?.day ?? day }, focus: { row: 0, day } });
    } else if (name) {
      const row = Number(name.dataset["row"]);
      on_selection({ anchor: { row: anchor?.row ?? row, day: sheet.width - 1 }, focus: { row, day: 0 } });
    }
  };
  const move = (event: PointerEvent) => {
    if (!dragging.current) return;
    const place = place_of(event);
    if (place && (place.row !== selection.focus.row || place.day !== selection.focus.day)) {
      moved_by_key.current = true;
      on_selection({ focus: place, anchor: selection.anchor });
    }
  };
  useEffect(() => {
    const up = () => {
      dragging.current = false;
    };
    document.addEventListener("pointerup", up);
    return () => document.removeEventListener("pointerup", up);
  }, []);

  // Copy and paste as spreadsheets do.
  const copy = (event: ClipboardEvent) => {
    const marks: (Mark | null)[][] = [];
    for (let row = range.top; row <= range.bottom; ++row)
      marks.push(Array.from({ length: range.right - range.left + 1 }, (_, at) => sheet.mark_at(sheet.index(rows[row]!, range.left + at))));
    event.clipboardData?.setData("text/plain", text_of_marks(marks));
    event.preventDefault();
    props.on_copied(marks.length * marks[0]!.length);
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData("text/plain");
    if (!editable || !text) return;
    event.preventDefault();
    props.on_paste(marks_of_text(text, sheet.board.shifts));
  };

  const names = day_names_short();
  const now = new Date(office_now_ms()).toISOString();
  const today = sheet.board.today || now.slice(0, 10);
  const classes = useMemo(
    () => days.map((day) => `${day.holiday ? "holiday" : day.working ? "" : "free"}${day.date === today ? " today" : ""}`),
    [days, today],
  );
  const shown = rows.slice(view.first, view.first + view.count);
  const focus_in_sight = selection.focus.row >= view.first && selection.focus.row < view.first + view.count;
  return (
    <div
      class="roster-grid"
      ref={box}
      style={first_style}
      onKeyDown={keys}
      onPointerDown={down}
      onPointerMove={move}
      onDblClick={(event) => {
        const place = place_of(event);
        if (place && editable) {
          const index = sheet.index(rows[place.row]!, place.day);
          conflicts.has(index) ? props.on_settle(index) : set_open(true);
        }
      }}
      onCopy={copy}
      onPaste={paste}
    >
      <div
        role="grid"
        class="roster-table"
        aria-label={t.title}
        aria-rowcount={rows.length + 2}
        aria-colcount={sheet.width + 2}
        aria-multiselectable="true"
        aria-readonly={!editable}
      >
        <div role="rowgroup" class="roster-head">
          <div role="row" class="roster-row" aria-rowindex={1}>
            <div role="columnheader" class="roster-name" aria-colindex={1}>
              {t.people(number(rows.length))}
            </div>
            {days.map((day, column) => (
              <div
                key={day.date}
                role="columnheader"
                class={`roster-day ${classes[column]}${range.left <= column && column <= range.right ? " chosen" : ""}`}
                aria-colindex={column + 2}
                data-head={column}
                aria-label={`${long_date(day.date)}${day.working ? "" : `, ${day.holiday ?? day.why}`}`}
                title={day.working ? long_date(day.date) : `${long_date(day.date)}: ${day.holiday ?? day.why}`}
              >
                <span>{(names[day.weekday % 7] ?? "").slice(0, 2)}</span>
                <b>{Number(day.date.slice(8))}</b>
                {day.holiday && <em aria-hidden="true">●</em>}
              </div>
            ))}
            <div role="columnheader" class="roster-sum" aria-colindex={sheet.width + 2} aria-label={t.office_days} title={t.office_days}>
              {t.office_days_short}
            </div>
          </div>
          <div role="row" class="roster-row roster-meters" aria-rowindex={2}>
            <div role="rowheader" class="roster-name" aria-colindex={1}>
              {t.cap_row}
            </div>
            {days.map((day, column) => {
              const count = shown_count(sheet.counts(column), limit);
              const office = sheet.at_office(column);
              const said = count
                ? `${short_date(day.date)}, ${t[count.meter.place]}: ${count_text(count)}, ${t.states[count.state]}`
                : `${short_date(day.date)}, ${t.at_office}: ${number(office)}`;
              return (
                <div
                  key={day.date}
                  role="gridcell"
                  class={`roster-meter ${count?.state ?? "none"} ${classes[column]}`}
                  aria-colindex={column + 2}
                  title={said}
                >
                  <span class="unseen">{said}</span>
                  <DayMeter count={count} office={office} />
                </div>
              );
            })}
            <div role="gridcell" class="roster-sum" aria-colindex={sheet.width + 2} aria-label=" " />
          </div>
        </div>
        <div role="rowgroup" class="roster-body" style={{ height: `${rows.length * row_height}px` }}>
          <div role="presentation" class="roster-window" style={{ transform: `translateY(${view.first * row_height}px)` }}>
            {shown.map((row, offset) => {
              const at = view.first + offset;
              const inside = range.top <= at && at <= range.bottom;
              // Where the focused cell is out of sight another one takes its place in the Tab order.
              const focus = at === selection.focus.row ? selection.focus.day : !focus_in_sight && offset === 0 ? selection.focus.day : -1;
              return (
                <GridRow
                  key={sheet.board.rows[row]!.employee}
                  {...{ sheet, row, at, revision, language, conflicts, contested, classes, focus }}
                  left={inside ? range.left : -1}
                  right={inside ? range.right : -2}
                />
              );
            })}
          </div>
        </div>
      </div>
      {open && (
        <Choices
          {...{ sheet }}
          cell={cell_of(selection.focus)}
          box={box.current!}
          on_pick={(mark) => {
            set_open(false);
            moved_by_key.current = true;
            fill(mark);
            cell_of(selection.focus)?.focus({ preventScroll: true });
          }}
          on_close={() => {
            set_open(false);
            cell_of(selection.focus)?.focus({ preventScroll: true });
          }}
        />
      )}
    </div>
  );
}

// What a day can be, beside its cell.
function Choices({
  sheet,
  cell,
  box,
  on_pick,
  on_close,
}: {
  sheet: Sheet;
  cell: HTMLElement | null;
  box: HTMLElement;
  on_pick: (mark: Mark | null) => void;
  on_close: () => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const { shifts } = sheet.board;
  const choices: { key: string; letter: string; text: string; mark: Mark | null }[] = [
    ...(["WFO", "WFH", "LEAVE", "DL", "OFF"] as Mode[]).map((mode) => ({
      key: { WFO: "K", WFH: "R", LEAVE: "C", DL: "D", OFF: "L" }[mode],
      letter: letter_of({ mode }),
      text: t.modes[mode],
      mark: { mode },
    })),
    ...shifts.slice(0, 9).map((one, at) => ({
      key: String(at + 1),
      letter: one.code.slice(0, 2),
      text: t.shift(one.name || one.code),
      mark: { mode: "WFO" as Mode, shift: one.code },
    })),
    { key: "Del", letter: "", text: t.clear, mark: null },
  ];
  useLayoutEffect(() => {
    const own = list.current!;
    if (cell) {
      const row = cell.parentElement!;
      const top = row.getBoundingClientRect().bottom - box.getBoundingClientRect().top + box.scrollTop;
      const left = cell.getBoundingClientRect().left - box.getBoundingClientRect().left + box.scrollLeft;
      const over = top + own.offsetHeight > box.scrollTop + box.clientHeight;
      own.style.top = `${over ? Math.max(box.scrollTop + 60, top - own.offsetHeight - row_height) : top}px`;
      own.style.left = `${Math.min(left, box.scrollLeft + box.clientWidth - own.offsetWidth - 8)}px`;
    }
    own.querySelector<HTMLElement>("button")?.focus({ preventScroll: true });
    const outside = (event: Event) => {
      if (!own.contains(event.target as Node)) on_close();
    };
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, []);
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation();
    const buttons = [...list.current!.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      buttons[(at + step + buttons.length) % buttons.length]!.focus({ preventScroll: true });
    }
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      on_close();
    }
    const mark = mark_of_key(event.key, shifts);
    if (mark !== undefined) {
      event.preventDefault();
      on_pick(mark);
    }
  };
  return (
    <ul
      class="roster-choices"
      ref={list}
      role="menu"
      aria-label={t.fill}
      onKeyDown={keys}
      onPointerDown={(event) => event.stopPropagation()}
      onDblClick={(event) => event.stopPropagation()}
    >
      {choices.map((one) => (
        <li key={one.key} role="none">
          <button type="button" role="menuitem" tabIndex={-1} onClick={() => on_pick(one.mark)}>
            <span class={`roster-sample ${one.mark ? `m-${one.mark.mode}${one.mark.shift ? " shift" : ""}` : ""}`} aria-hidden="true">
              {one.letter}
            </span>
            <span>{one.text}</span>
            <kbd>{one.key}</kbd>
          </button>
        </li>
      ))}
    </ul>
  );
}
