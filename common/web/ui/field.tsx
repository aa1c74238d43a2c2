// Form fields: a label above, a hint below it, and what is wrong beside the input, tied to it for screen readers.
import type { ComponentChildren, Ref } from "preact";
import { useId } from "preact/hooks";

import type { ApiError } from "./api";
import { texts } from "./i18n";
import { Icon } from "./icons";

const t = texts({ optional: "boleh kosong" }, { optional: "optional" });

export interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  optional?: boolean;
  class?: string;
}
export interface Wiring {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: "true";
  "aria-required"?: "true";
}

export function Field({
  label,
  hint,
  error,
  optional,
  class: extra = "",
  children,
}: FieldProps & { children: (wiring: Wiring) => ComponentChildren }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class={`field ${error ? "wrong" : ""} ${extra}`}>
      <label for={id}>
        {label}
        {optional && <span class="optional"> {t.optional}</span>}
      </label>
      {children({ id, ...(described ? { "aria-describedby": described } : {}), ...(error ? { "aria-invalid": "true" } : {}) })}
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
    </div>
  );
}

// What of the native inputs forms need.
interface Native {
  name?: string;
  type?: "text" | "password" | "search" | "time" | "tel";
  placeholder?: string;
  maxLength?: number;
  rows?: number;
  disabled?: boolean;
  readOnly?: boolean;
  autofocus?: boolean;
  inputMode?: "text" | "numeric" | "decimal" | "search";
  autocomplete?: "off" | "username" | "current-password" | "new-password" | "one-time-code";
  list?: string;
  onKeyDown?: (event: KeyboardEvent) => void;
  onBlur?: (event: FocusEvent) => void;
  ref_input?: Ref<HTMLInputElement>;
}
type Typed = FieldProps & Native & { value: string; on_value: (value: string) => void };

export function TextField({
  label,
  hint,
  error,
  optional,
  class: extra,
  value,
  on_value,
  ref_input,
  type = "text",
  rows: _,
  ...rest
}: Typed) {
  return (
    <Field {...{ label, hint, error, optional: optional ?? false, class: extra ?? "" }}>
      {(wiring) => (
        <input
          autocomplete="off"
          spellcheck={false}
          {...rest}
          {...wiring}
          type={type as "text"}
          ref={ref_input ?? null}
          class="input"
          value={value}
          onInput={(event) => on_value(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  optional,
  class: extra,
  value,
  on_value,
  rows = 3,
  maxLength,
  placeholder,
  disabled,
  readOnly,
  autofocus,
  onKeyDown,
}: Typed) {
  return (
    <Field {...{ label, hint, error, optional: optional ?? false, class: extra ?? "" }}>
      {(wiring) => (
        <textarea
          {...{ rows, maxLength, placeholder, disabled, readOnly, autofocus, onKeyDown }}
          {...wiring}
          class="input"
          value={value}
          onInput={(event) => on_value(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Choice {
  value: string;
  label: string;
  disabled?: boolean;
}

export function Select({
  label,
  hint,
  error,
  optional,
  class: extra,
  value,
  on_value,
  choices,
  empty,
  disabled,
  autofocus,
}: Typed & { choices: Choice[]; empty?: string }) {
  return (
    <Field {...{ label, hint, error, optional: optional ?? false, class: extra ?? "" }}>
      {(wiring) => (
        <select
          {...{ disabled, autofocus }}
          {...wiring}
          class="input"
          value={value}
          onChange={(event) => on_value(event.currentTarget.value)}
        >
          {empty !== undefined && <option value="">{empty}</option>}
          {choices.map((one) => (
            <option key={one.value} value={one.value} disabled={one.disabled ?? false}>
              {one.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Checkbox({
  label,
  checked,
  on_checked,
  hint,
  disabled,
}: {
  label: ComponentChildren;
  checked: boolean;
  on_checked: (checked: boolean) => void;
  hint?: string;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div class="check">
      <input
        type="checkbox"
        id={id}
        checked={checked}
        disabled={disabled ?? false}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => on_checked(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

// One of a few: radio buttons under one legend. `segmented` draws them as one strip.
export function Radios({
  legend,
  value,
  on_value,
  choices,
  segmented,
  hide_legend,
}: {
  legend: string;
  value: string;
  on_value: (value: string) => void;
  choices: (Choice & { hint?: string })[];
  segmented?: boolean;
  hide_legend?: boolean;
}) {
  const name = useId();
  return (
    <fieldset class={segmented ? "radios segmented" : "radios"}>
      <legend class={hide_legend ? "unseen" : ""}>{legend}</legend>
      <div class="options">
        {choices.map((one) => (
          <div key={one.value} class="option">
            <input
              type="radio"
              id={`${name}-${one.value}`}
              name={name}
              value={one.value}
              checked={one.value === value}
              disabled={one.disabled ?? false}
              onChange={() => on_value(one.value)}
            />
            <label for={`${name}-${one.value}`}>
              {one.label}
              {one.hint && <small>{one.hint}</small>}
            </label>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

// After a form was refused: the first wrong field gets the focus, so that its error is read out and can be mended at once.
export const focus_wrong = (form: EventTarget | null) => {
  const box = form instanceof Element ? form : document;
  requestAnimationFrame(() => requestAnimationFrame(() => box.querySelector<HTMLElement>("[aria-invalid='true']")?.focus()));
};

// The error for one field of a form, and the one that belongs to none: error_of(problem, "nip").
export const error_of = (problem: ApiError | undefined | null, field: string): string | undefined =>
  problem && problem.field === field ? [problem.message, problem.hint].filter(Boolean).join(" ") : undefined;
