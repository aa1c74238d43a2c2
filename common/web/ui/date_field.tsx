// A date in Indonesian order (12-07-2021), typed in many ways ("12 jul", "besok") or picked from a month that the keyboard can walk.
import type { RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

import { Button, IconButton } from "./button";
import { Field, type FieldProps } from "./field";
import { add_days, add_months, day_names_short, days_of_month, long_date, month_name, parse_date, typed_date, weekday_of } from "./format";
import { texts } from "./i18n";
import { usePopup } from "./popup";
import { today } from "./session";

const t = texts(
  {
    example: "mis. 12-07-2021",
    open: "Pilih dari kalender",
    bad: "Tanggal ini tidak dapat dibaca. Tulis misalnya 12-07-2021.",
    before: "Bulan sebelumnya",
    after: "Bulan berikutnya",
    today: "Hari ini",
  },
  {
    example: "e.g. 12-07-2021",
    open: "Choose from a calendar",
    bad: "This date cannot be read. Write for example 12-07-2021.",
    before: "Previous month",
    after: "Next month",
    today: "Today",
  },
);

interface Props extends FieldProps {
  value: string;
  on_value: (date: string) => void;
  min?: string;
  max?: string;
  disabled?: boolean;
}

// `value` is "2021-07-12", or "" for none; on_value is called with a whole date or "".
export function DateField({ label, hint, error, optional, class: extra, value, on_value, min, max, disabled }: Props) {
  const [text, set_text] = useState(typed_date(value));
  const [is_bad, set_bad] = useState(false);
  const [is_open, set_open] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  usePopup(box, popup, is_open);
  useEffect(() => {
    set_text(typed_date(value));
    set_bad(false);
  }, [value]);
  useEffect(() => {
    if (!is_open) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) set_open(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [is_open]);
  const take = () => {
    if (!text.trim()) {
      set_bad(false);
      if (value) on_value("");
      return;
    }
    const date = parse_date(text, today());
    set_bad(!date);
    if (!date) return;
    set_text(typed_date(date));
    if (date !== value) on_value(date);
  };
  const close = () => {
    set_open(false);
    box.current?.querySelector("input")?.focus();
  };
  return (
    <Field
      {...{ label, optional: optional ?? false, class: `date-field ${extra ?? ""}` }}
      hint={hint ?? (value ? long_date(value) : t.example)}
      error={is_bad ? t.bad : error}
    >
      {(wiring) => (
        <div
          class="date-box"
          ref={box}
          onKeyDown={(event) => {
            if (event.key === "Escape" && is_open) {
              event.stopPropagation();
              close();
            }
          }}
        >
          <input
            {...wiring}
            class="input"
            type="text"
            inputMode="numeric"
            autocomplete="off"
            disabled={disabled ?? false}
            value={text}
            onInput={(event) => set_text(event.currentTarget.value)}
            onBlur={take}
            onKeyDown={(event) => {
              if (event.key === "Enter") take();
              if (event.key === "ArrowDown" && event.altKey) set_open(true);
            }}
          />
          <IconButton
            icon="calendar"
            label={t.open}
            aria-expanded={is_open}
            disabled={disabled ?? false}
            onClick={() => set_open(!is_open)}
          />
          {is_open && (
            <Calendar
              popup={popup}
              value={value || today()}
              chosen={value}
              {...(min ? { min } : {})}
              {...(max ? { max } : {})}
              on_pick={(date) => {
                on_value(date);
                close();
              }}
            />
          )}
        </div>
      )}
    </Field>
  );
}

function Calendar({
  popup,
  value,
  chosen,
  min,
  max,
  on_pick,
}: {
  popup: RefObject<HTMLDivElement | null>;
  value: string;
  chosen: string;
  min?: string;
  max?: string;
  on_pick: (date: string) => void;
}) {
  const [at, set_at] = useState(value);
  const grid = useRef<HTMLTableElement>(null);
  const title = useId();
  useEffect(() => {
    grid.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }, [at]);
  const first = `${at.slice(0, 7)}-01`;
  const lead = (weekday_of(first) + 6) % 7; // weeks begin on Monday
  const cells = [...Array<string>(lead).fill(""), ...days_of_month(at.slice(0, 7))];
  while (cells.length % 7) cells.push("");
  const steps: Record<string, (date: string) => string> = {
    ArrowLeft: (date) => add_days(date, -1),
    ArrowRight: (date) => add_days(date, 1),
    ArrowUp: (date) => add_days(date, -7),
    ArrowDown: (date) => add_days(date, 7),
    PageUp: (date) => add_months(date, -1),
    PageDown: (date) => add_months(date, 1),
    Home: (date) => add_days(date, -((weekday_of(date) + 6) % 7)),
    End: (date) => add_days(date, 6 - ((weekday_of(date) + 6) % 7)),
  };
  const is_allowed = (date: string) => (!min || date >= min) && (!max || date <= max);
  const names = day_names_short();
  return (
    <div class="calendar" ref={popup} role="dialog" aria-labelledby={title}>
      <div class="calendar-head">
        <IconButton icon="left" small label={t.before} onClick={() => set_at(add_months(at, -1))} />
        <strong id={title} aria-live="polite">
          {month_name(at)}
        </strong>
        <IconButton icon="right" small label={t.after} onClick={() => set_at(add_months(at, 1))} />
      </div>
      <table
        role="grid"
        aria-labelledby={title}
        ref={grid}
        onKeyDown={(event) => {
          const step = steps[event.key];
          if (!step) return;
          event.preventDefault();
          set_at(step(at));
        }}
      >
        <thead>
          <tr>
            {[1, 2, 3, 4, 5, 6, 0].map((day) => (
              <th key={day} scope="col">
                {names[day]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: cells.length / 7 }, (_, week) => (
            <tr key={week}>
              {cells.slice(week * 7, week * 7 + 7).map((date, column) => (
                <td key={column} role="gridcell" aria-selected={date ? date === chosen : undefined}>
                  {date && (
                    <button
                      type="button"
                      tabIndex={date === at ? 0 : -1}
                      disabled={!is_allowed(date)}
                      class={`${date === chosen ? "chosen" : ""} ${date === today() ? "today" : ""} ${column > 4 ? "weekend" : ""}`}
                      aria-label={long_date(date)}
                      aria-current={date === today() ? "date" : undefined}
                      onClick={() => on_pick(date)}
                    >
                      {Number(date.slice(8))}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Button kind="quiet" small onClick={() => on_pick(today())}>
        {t.today}
      </Button>
    </div>
  );
}

// A month: earlier, later, or typed by its two selects' arrows. `value` is "2021-07".
export function MonthPicker({ value, on_value }: { value: string; on_value: (month: string) => void }) {
  const go = (count: number) => on_value(add_months(`${value}-01`, count).slice(0, 7));
  return (
    <div class="month-picker" role="group" aria-label={month_name(value)}>
      <IconButton icon="left" small label={t.before} onClick={() => go(-1)} />
      <strong aria-live="polite">{month_name(value)}</strong>
      <IconButton icon="right" small label={t.after} onClick={() => go(1)} />
    </div>
  );
}
