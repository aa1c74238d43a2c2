// One or several people: found in a combobox, and below it who was chosen, each with a button that takes him out again.
import { Button, Combobox, Field, Icon, matching, nip_text, texts, type FieldProps } from "@ui";
import { name_in, type UnitPerson } from "./people";

const t = texts(
  {
    out: (name: string) => `Keluarkan ${name}`,
    chosen: (count: number) => `${count} orang dipilih`,
    section: (name: string) => `+ ${name}`,
    all: "+ Semua",
    clear: "Kosongkan",
  },
  {
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
  const left = people.filter((one) => single || !value.includes(one.nip));
  const add = (nips: string[]) => on_value(single ? nips.slice(0, 1) : [...value, ...nips.filter((nip) => !value.includes(nip))]);
  const sections = [...new Set(left.map((one) => one.section).filter(Boolean))].sort();
  return (
    <Field {...{ label, optional: optional ?? false, error }} hint={hint ?? (single && value[0] ? nip_text(value[0]) : undefined)}>
      {(wiring) => (
        <div class="people-field">
          <Combobox
            {...{ wiring, label }}
            shown={single && value[0] ? name_in(people, value[0]) : ""}
            match={(typed) => matching(left, typed)}
            about={(one) => one.post || one.section}
            on_pick={(one) => add([one.nip])}
            on_cleared={() => single && on_value([])}
            on_back={() => !single && value.length > 0 && on_value(value.slice(0, -1))}
          />
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
