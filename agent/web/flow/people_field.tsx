// One or several people: a combobox after the ARIA pattern, and below it who was chosen, each with a button that takes him out again.
import { useId, useState } from "preact/hooks";

import { Button, Field, Icon, nip_text, texts, type FieldProps } from "@ui";
import { matching, name_in, type UnitPerson } from "./people";

const t = texts(
  {
    placeholder: "ketik nama atau NIP",
    nobody: "Tidak ada pegawai yang cocok",
    found: (count: number) => `${count} pegawai cocok`,
    out: (name: string) => `Keluarkan ${name}`,
    chosen: (count: number) => `${count} orang dipilih`,
    section: (name: string) => `+ ${name}`,
    all: "+ Semua",
    clear: "Kosongkan",
  },
  {
    placeholder: "type a name or NIP",
    nobody: "Nobody matches",
    found: (count) => `${count} people match`,
    out: (name) => `Take out ${name}`,
    chosen: (count) => `${count} people chosen`,
    section: (name) => `+ ${name}`,
    all: "+ Everybody",
    clear: "Clear",
  },
);

interface Props extends FieldProps {
  value: string[];
  on_value: (people: string[]) => void;
  people: UnitPerson[];
  single?: boolean;
}

export function PeopleField({ label, hint, error, optional, value, on_value, people, single }: Props) {
  const [typed, set_typed] = useState<string | null>(null); // null: nobody types
  const [at, set_at] = useState(0);
  const list = useId();
  const left = people.filter((one) => single || !value.includes(one.nip));
  const found = typed === null ? [] : matching(left, typed, 8);
  const add = (nips: string[]) => on_value(single ? nips.slice(0, 1) : [...value, ...nips.filter((nip) => !value.includes(nip))]);
  const pick = (one: UnitPerson | undefined) => {
    if (one) add([one.nip]);
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
      event.preventDefault();
      if (found[at]) pick(found[at]);
    } // does not send the form
    if (event.key === "Escape" && typed !== null) {
      event.stopPropagation();
      event.preventDefault();
      set_typed(null);
    }
    if (event.key === "Backspace" && !typed && !single && value.length > 0) on_value(value.slice(0, -1));
  };
  const sections = [...new Set(left.map((one) => one.section).filter(Boolean))].sort();
  const shown = typed ?? (single && value[0] ? name_in(people, value[0]) : "");
  return (
    <Field {...{ label, optional: optional ?? false, error }} hint={hint ?? (single && value[0] ? nip_text(value[0]) : undefined)}>
      {(wiring) => (
        <div class="people-field">
          <div class="combo">
            <input
              {...wiring}
              class="input"
              type="text"
              role="combobox"
              autocomplete="off"
              spellcheck={false}
              placeholder={t.placeholder}
              aria-expanded={found.length > 0}
              aria-controls={list}
              aria-autocomplete="list"
              aria-activedescendant={found[at] ? `${list}-${at}` : undefined}
              value={shown}
              onKeyDown={keys}
              onFocus={(event) => event.currentTarget.select()}
              onInput={(event) => {
                set_typed(event.currentTarget.value);
                set_at(0);
                if (single && !event.currentTarget.value) on_value([]);
              }}
              onBlur={() => setTimeout(() => set_typed(null), 120)}
            />
            <ul id={list} role="listbox" aria-label={label} class="combo-list" hidden={found.length === 0}>
              {found.map((one, index) => (
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
                    {one.post || one.section ? ` · ${one.post || one.section}` : ""}
                  </span>
                </li>
              ))}
            </ul>
            {typed !== null && (
              <div class="unseen" role="status">
                {found.length ? t.found(found.length) : t.nobody}
              </div>
            )}
            {typed && found.length === 0 && <div class="combo-list nobody">{t.nobody}</div>}
          </div>
          {!single && (
            <div class="people-quick">
              {left.length > 1 && (
                <Button kind="quiet" small onClick={() => add(left.map((one) => one.nip))}>
                  {t.all}
                </Button>
              )}
              {sections.length > 1 &&
                sections.slice(0, 6).map((name) => (
                  <Button
                    key={name}
                    kind="quiet"
                    small
                    onClick={() => add(left.filter((one) => one.section === name).map((one) => one.nip))}
                  >
                    {t.section(name)}
                  </Button>
                ))}
              {value.length > 1 && (
                <Button kind="quiet" small icon="cross" onClick={() => on_value([])}>
                  {t.clear}
                </Button>
              )}
            </div>
          )}
          {!single && value.length > 0 && (
            <>
              <p class="hint" aria-live="polite">
                {t.chosen(value.length)}
              </p>
              <ul class="chips" aria-label={label}>
                {value.map((nip) => (
                  <li key={nip}>
                    <span>{name_in(people, nip)}</span>
                    <button
                      type="button"
                      aria-label={t.out(name_in(people, nip))}
                      onClick={() => on_value(value.filter((one) => one !== nip))}
                    >
                      <Icon name="cross" size={12} />
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </Field>
  );
}
