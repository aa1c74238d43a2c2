// One person of the unit.
import { Combobox } from "./combobox";
import { Field, type FieldProps } from "./field";
import { nip_text } from "./format";
import { matching, name_of, people, type Employee } from "./people";

interface Props extends FieldProps {
  value: string;
  on_value: (nip: string) => void;
  among?: (one: Employee) => boolean;
  disabled?: boolean;
}

export function PersonPicker({ label, hint, error, optional, class: extra, value, on_value, among, disabled }: Props) {
  return (
    <Field
      {...{ label, optional: optional ?? false, error, class: `person-field ${extra ?? ""}` }}
      hint={hint ?? (value ? nip_text(value) : undefined)}
    >
      {(wiring) => (
        <Combobox
          {...{ wiring, label, disabled: disabled ?? false }}
          shown={value ? name_of(value) : ""}
          match={(typed) => matching(among ? people.value.filter(among) : people.value, typed)}
          about={(one) => one.post ?? ""}
          on_pick={(one) => on_value(one.nip)}
          on_cleared={() => on_value("")}
        />
      )}
    </Field>
  );
}
