// A list of short texts, one a line and numbered: Enter begins the next, Backspace in an empty one goes back, several lines that are
// pasted become several. For activities, evidence, grounds of a letter.
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import { Button, Icon, IconButton, texts, type FieldProps } from "@ui";

const t = texts(
  {
    add: "Tambah baris",
    out: (at: number) => `Hapus baris ${at}`,
    line: (label: string, at: number) => `${label}, baris ${at}`,
    optional: "boleh kosong",
  },
  { add: "Add a line", out: (at) => `Remove line ${at}`, line: (label, at) => `${label}, line ${at}`, optional: "optional" },
);

interface Props extends FieldProps {
  value: string[];
  on_value: (lines: string[]) => void;
  placeholder?: string;
  disabled?: boolean;
}

export const filled = (lines: string[]) => lines.map((one) => one.trim()).filter(Boolean);

export function Lines({ label, hint, error, optional, value, on_value, placeholder, disabled }: Props) {
  const id = useId();
  const box = useRef<HTMLFieldSetElement>(null);
  const go_to = useRef<number | null>(null);
  const lines = value.length ? value : [""];
  useLayoutEffect(() => {
    if (go_to.current === null) return;
    box.current?.querySelectorAll("input")[go_to.current]?.focus();
    go_to.current = null;
  });
  const put = (at: number, texts: string[]) => on_value([...lines.slice(0, at), ...texts, ...lines.slice(at + 1)]);
  const keys = (event: KeyboardEvent, at: number) => {
    if (event.key === "Enter") {
      event.preventDefault();
      go_to.current = at + 1;
      if (at === lines.length - 1) on_value([...lines, ""]);
      else box.current?.querySelectorAll("input")[at + 1]?.focus();
    }
    if (event.key === "Backspace" && lines[at] === "" && lines.length > 1) {
      event.preventDefault();
      go_to.current = Math.max(0, at - 1);
      put(at, []);
    }
    if (event.key === "ArrowUp") box.current?.querySelectorAll("input")[at - 1]?.focus();
    if (event.key === "ArrowDown") box.current?.querySelectorAll("input")[at + 1]?.focus();
  };
  const paste = (event: ClipboardEvent, at: number) => {
    const pasted = filled((event.clipboardData?.getData("text") ?? "").split(/\r?\n/)).map((one) => one.replace(/^(\d+[.)]|[-•*])\s+/, ""));
    if (pasted.length < 2) return;
    event.preventDefault();
    go_to.current = at + pasted.length - 1;
    put(at, lines[at] ? [lines[at]!, ...pasted] : pasted);
  };
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <fieldset class={`field lines ${error ? "wrong" : ""}`} ref={box} aria-describedby={described || undefined}>
      <legend>
        {label}
        {optional && <span class="optional"> {t.optional}</span>}
      </legend>
      <ol>
        {lines.map((text, at) => (
          <li key={at}>
            <input
              class="input"
              type="text"
              autocomplete="off"
              maxLength={1000}
              disabled={disabled ?? false}
              value={text}
              placeholder={at === 0 ? placeholder : undefined}
              aria-label={t.line(label, at + 1)}
              aria-invalid={error ? "true" : undefined}
              onInput={(event) => put(at, [event.currentTarget.value])}
              onKeyDown={(event) => keys(event, at)}
              onPaste={(event) => paste(event, at)}
            />
            {lines.length > 1 && (
              <IconButton
                icon="cross"
                small
                label={t.out(at + 1)}
                disabled={disabled ?? false}
                onClick={() => {
                  go_to.current = Math.max(0, at - 1);
                  put(at, []);
                }}
              />
            )}
          </li>
        ))}
      </ol>
      <Button
        kind="quiet"
        small
        icon="plus"
        disabled={disabled ?? false}
        onClick={() => {
          go_to.current = lines.length;
          on_value([...lines, ""]);
        }}
      >
        {t.add}
      </Button>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          <Icon name="warn" size={15} /> {error}
        </p>
      )}
    </fieldset>
  );
}
