// A time of day as offices write it, 07.30; typed in many ways (7, 730, 7:30), kept as "07:30".
import { useEffect, useState } from "preact/hooks";

import { clock_text, Field, texts, type FieldProps } from "@ui";

const t = texts(
  { bad: "Jam ini tidak dapat dibaca. Tulis misalnya 07.30.", example: "mis. 07.30" },
  { bad: "This time cannot be read. Write for example 07:30.", example: "e.g. 07:30" },
);

// "07:30", or null where it is no time.
export function parse_time(typed: string): string | null {
  const found = /^(\d{1,2})(?:[.:](\d{2}))?$/.exec(typed.trim()) ?? /^(\d{1,2})(\d{2})$/.exec(typed.trim());
  if (!found) return null;
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)];
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}` : null;
}

export function TimeField({
  label,
  hint,
  error,
  optional,
  value,
  on_value,
}: FieldProps & { value: string; on_value: (time: string) => void }) {
  const [text, set_text] = useState(clock_text(value));
  const [is_bad, set_bad] = useState(false);
  useEffect(() => {
    set_text(clock_text(value));
    set_bad(false);
  }, [value]);
  const take = () => {
    if (!text.trim()) {
      set_bad(false);
      if (value) on_value("");
      return;
    }
    const time = parse_time(text);
    set_bad(!time);
    if (time) {
      set_text(clock_text(time));
      if (time !== value) on_value(time);
    }
  };
  return (
    <Field {...{ label, optional: optional ?? false, class: "time-field" }} hint={hint ?? t.example} error={is_bad ? t.bad : error}>
      {(wiring) => (
        <input
          {...wiring}
          class="input"
          type="text"
          inputMode="numeric"
          autocomplete="off"
          maxLength={5}
          value={text}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            set_text(typed);
            // A whole time is taken at once: an error that vanished only on the way to a button would move the button away.
            const time = /^(\d{4}|\d{1,2}[.:]\d{2})$/.test(typed) && parse_time(typed);
            if (time && time !== value) on_value(time);
          }}
          onBlur={take}
          onKeyDown={(event) => {
            if (event.key === "Enter") take();
          }}
        />
      )}
    </Field>
  );
}
