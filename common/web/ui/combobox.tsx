// Somebody found by a part of the name or the NIP: the ARIA combobox pattern, without field and label. Who uses it says who matches and
// what is done with whoever is taken.
import { useId, useRef, useState } from "preact/hooks";

import type { Wiring } from "./field";
import { nip_text } from "./format";
import { texts } from "./i18n";
import { usePopup } from "./popup";

const t = texts(
  { placeholder: "ketik nama atau NIP", nobody: "Tidak ada pegawai yang cocok", found: (count: number) => `${count} pegawai cocok` },
  { placeholder: "type a name or NIP", nobody: "Nobody matches", found: (count) => `${count} people match` },
);

interface Somebody {
  nip: string;
  name: string;
}

interface Props<T extends Somebody> {
  wiring: Wiring;
  label: string;
  shown: string; // while nobody types
  match: (typed: string) => T[];
  about: (one: T) => string; // beside the NIP; "" for nothing
  on_pick: (one: T) => void;
  on_cleared?: () => void; // everything that was typed or shown was taken out
  on_back?: () => void; // Backspace where nothing is typed
  disabled?: boolean;
}

export function Combobox<T extends Somebody>({ wiring, label, shown, match, about, on_pick, on_cleared, on_back, disabled }: Props<T>) {
  const [typed, set_typed] = useState<string | null>(null); // null: nobody types
  const [at, set_at] = useState(0);
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const popup = useRef<HTMLUListElement>(null);
  const nobody = useRef<HTMLDivElement>(null);
  const found = typed === null ? [] : match(typed);
  const none = typed !== null && typed !== "" && found.length === 0;
  usePopup(input, popup, found.length > 0);
  usePopup(input, nobody, none);
  const pick = (one: T) => {
    on_pick(one);
    set_typed(null);
    set_at(0);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      typed === null ? set_typed("") : set_at(Math.min(at + 1, found.length - 1));
    }
    if (event.key === "ArrowUp") {
      event.preventDefault();
      set_at(Math.max(0, at - 1));
    }
    if (event.key === "Enter" && typed !== null) {
      event.preventDefault(); // does not send the form
      if (found[at]) pick(found[at]);
    }
    if (event.key === "Escape" && typed !== null) {
      event.stopPropagation();
      event.preventDefault();
      set_typed(null);
    }
    if (event.key === "Backspace" && !typed) on_back?.();
  };
  return (
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
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={found[at] ? `${list}-${at}` : undefined}
        value={typed ?? shown}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={keys}
        onInput={(event) => {
          set_typed(event.currentTarget.value);
          set_at(0);
          if (!event.currentTarget.value) on_cleared?.();
        }}
        onBlur={() => set_typed(null)}
      />
      <ul id={list} ref={popup} role="listbox" aria-label={label} class="combo-list" hidden={found.length === 0}>
        {found.map((one, index) => (
          <li
            key={one.nip}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerDown={(event) => {
              event.preventDefault(); // the input keeps the focus
              pick(one);
            }}
          >
            <strong>{one.name}</strong>
            <span>
              {nip_text(one.nip)}
              {about(one) ? ` · ${about(one)}` : ""}
            </span>
          </li>
        ))}
      </ul>
      {typed !== null && (
        <div class="unseen" role="status">
          {found.length ? t.found(found.length) : t.nobody}
        </div>
      )}
      {none && (
        <div class="combo-list nobody" ref={nobody}>
          {t.nobody}
        </div>
      )}
    </div>
  );
}
