// One person, found by a part of the name or the NIP: a combobox after the ARIA pattern.
import { useId, useRef, useState } from "preact/hooks";

import { Field, type FieldProps } from "./field";
import { nip_text } from "./format";
import { texts } from "./i18n";
import { name_of, people, type Employee } from "./people";
import { usePopup } from "./popup";

const t = texts(
  { placeholder: "nama atau NIP", nobody: "Tidak ada pegawai yang cocok", found: (count: number) => `${count} pegawai` },
  { placeholder: "name or NIP", nobody: "Nobody matches", found: (count) => `${count} people` },
);

interface Props extends FieldProps {
  value: string;
  on_value: (nip: string) => void;
  among?: (one: Employee) => boolean;
  disabled?: boolean;
}

export function PersonPicker({ label, hint, error, optional, class: extra, value, on_value, among, disabled }: Props) {
  const [typed, set_typed] = useState<string | null>(null); // null: not being typed into
  const [at, set_at] = useState(0);
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const popup = useRef<HTMLUListElement>(null);
  const nobody = useRef<HTMLDivElement>(null);
  const words = (typed ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const digits = (typed ?? "").replace(/\s/g, "");
  const matching =
    typed === null
      ? []
      : people.value
          .filter(
            (one) =>
              (!among || among(one)) &&
              (words.every((word) => one.name?.toLowerCase().includes(word)) ||
                (/^[\dA-Z-]{3,}$/i.test(digits) && one.nip.includes(digits))),
          )
          .slice(0, 8);
  usePopup(input, popup, matching.length > 0);
  usePopup(input, nobody, typed !== null && typed !== "" && matching.length === 0);
  const pick = (one: Employee | undefined) => {
    if (one) on_value(one.nip);
    set_typed(null);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      typed === null ? set_typed("") : set_at(Math.min(at + 1, matching.length - 1));
    }
    if (event.key === "ArrowUp") {
      event.preventDefault();
      set_at(Math.max(0, at - 1));
    }
    if (event.key === "Enter" && typed !== null) {
      event.preventDefault();
      pick(matching[at]);
    }
    if (event.key === "Escape" && typed !== null) {
      event.stopPropagation();
      event.preventDefault();
      set_typed(null);
    }
  };
  return (
    <Field
      {...{ label, optional: optional ?? false, error, class: `person-field ${extra ?? ""}` }}
      hint={hint ?? (value && typed === null ? nip_text(value) : undefined)}
    >
      {(wiring) => (
        <div class="combo">
          <input
            {...wiring}
            ref={input}
            class="input"
            type="text"
            role="combobox"
            autocomplete="off"
            spellcheck={false}
            disabled={disabled ?? false}
            placeholder={t.placeholder}
            aria-expanded={typed !== null && matching.length > 0}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={matching[at] ? `${list}-${at}` : undefined}
            value={typed ?? (value ? name_of(value) : "")}
            onFocus={(event) => event.currentTarget.select()}
            onKeyDown={keys}
            onInput={(event) => {
              set_typed(event.currentTarget.value);
              set_at(0);
              if (!event.currentTarget.value) on_value("");
            }}
            onBlur={() => setTimeout(() => set_typed(null), 120)}
          />
          <ul id={list} ref={popup} role="listbox" aria-label={label} class="combo-list" hidden={typed === null || matching.length === 0}>
            {matching.map((one, index) => (
              <li
                key={one.nip}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === at}
                onPointerDown={(event) => {
                  event.preventDefault();
                  pick(one);
                }}
              >
                <strong>{one.name}</strong>
                <span>
                  {nip_text(one.nip)}
                  {one.post ? ` · ${one.post}` : ""}
                </span>
              </li>
            ))}
          </ul>
          {typed !== null && (
            <div class="unseen" role="status">
              {matching.length ? t.found(matching.length) : t.nobody}
            </div>
          )}
          {typed !== null && typed !== "" && matching.length === 0 && (
            <div class="combo-list nobody" ref={nobody}>
              {t.nobody}
            </div>
          )}
        </div>
      )}
    </Field>
  );
}
