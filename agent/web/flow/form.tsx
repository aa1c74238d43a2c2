// A form from a description: which fields, in which order, when each is asked. What is missing or refused is said beside its field, and
// the first wrong one gets the focus; what belongs to none is said above the buttons.
import { useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

import { ApiError, Button, Checkbox, DateField, Dialog, Notice, Radios, Select, TextArea, TextField, texts, type Choice } from "@ui";
import { filled, Lines } from "./lines";
import type { UnitPerson } from "./people";
import { PeopleField } from "./people_field";
import { TimeField } from "./time_field";

const t = texts(
  {
    missing: "Bagian ini belum diisi.",
    choose: "Pilih salah satu.",
    nobody: "Pilih paling sedikit satu orang.",
    cancel: "Batal",
    pick: "pilih…",
  },
  {
    missing: "This is not filled in yet.",
    choose: "Choose one.",
    nobody: "Choose at least one person.",
    cancel: "Cancel",
    pick: "choose…",
  },
);

export type Value = string | string[] | boolean;
export type Values = Record<string, Value>;

export interface Question {
  name: string;
  kind: "text" | "area" | "lines" | "date" | "time" | "number" | "select" | "radios" | "check" | "person" | "people";
  label: string;
  hint?: string;
  optional?: boolean;
  choices?: (Choice & { hint?: string })[];
  people?: UnitPerson[];
  when?: (values: Values) => boolean;
  placeholder?: string;
  min?: string;
  max?: string;
  half?: boolean; // beside the next one of its kind
  also?: string[]; // other members of the request whose errors belong here
}

const is_empty = (value: Value | undefined) => value === undefined || value === "" || (Array.isArray(value) && filled(value).length === 0);

// The values of the questions that are asked; lists without empty lines.
export function answers_of(questions: Question[], values: Values): Values {
  const answers: Values = {};
  for (const one of questions) {
    if (one.when && !one.when(values)) continue;
    const value = values[one.name];
    if (value !== undefined && value !== "")
      answers[one.name] = Array.isArray(value) ? filled(value) : typeof value === "string" ? value.trim() : value;
  }
  return answers;
}

function missing(questions: Question[], values: Values): Record<string, string> {
  const wrong: Record<string, string> = {};
  for (const one of questions)
    if (!one.optional && one.kind !== "check" && (!one.when || one.when(values)) && is_empty(values[one.name]))
      wrong[one.name] =
        one.kind === "people" || one.kind === "person" ? t.nobody : one.kind === "radios" || one.kind === "select" ? t.choose : t.missing;
  return wrong;
}

interface Props {
  questions: Question[];
  start?: Values;
  deed: string;
  // Answers or throws an ApiError.
  on_send: (answers: Values) => Promise<unknown>;
  on_cancel?: (() => void) | undefined;
  before?: ComponentChildren;
  // Shown above the buttons, from what is filled in so far.
  about?: (values: Values) => ComponentChildren;
  // Offered where a rule refuses: sends again with a reason in spite of it.
  despite?: { label: string; hint: string; deed: string };
}

export function Form({ questions, start = {}, deed, on_send, on_cancel, before, about, despite }: Props) {
  const [values, set_values] = useState<Values>(start);
  const [wrong, set_wrong] = useState<Record<string, string>>({});
  const [problem, set_problem] = useState<ApiError | null>(null);
  const [busy, set_busy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const asked = questions.filter((one) => !one.when || one.when(values));
  const is_refused = despite && problem?.problem.fault === "refused";
  const put = (name: string, value: Value) => {
    set_values((now) => ({ ...now, [name]: value }));
    set_wrong(({ [name]: _, ...rest }) => rest);
  };
  const show = (found: Record<string, string>) => {
    set_wrong(found);
    setTimeout(() =>
      form.current?.querySelector<HTMLElement>("[aria-invalid='true'], .wrong input, .wrong select, .wrong textarea")?.focus(),
    );
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    (document.activeElement as HTMLElement | null)?.blur?.(); // a date or time that is being typed is taken
    await new Promise((done) => setTimeout(done));
    const latest = latest_values.current;
    const found = missing(questions, latest);
    if (Object.keys(found).length) {
      set_problem(null);
      return show(found);
    }
    set_busy(true);
    set_problem(null);
    try {
      const answers = answers_of(questions, latest);
      if (despite && latest["despite"]) answers["despite"] = String(latest["despite"]).trim();
      await on_send(answers);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      const owner = cause.field && asked.find((one) => one.name === cause.field || one.also?.includes(cause.field!));
      if (owner) show({ [owner.name]: [cause.message, cause.hint].filter(Boolean).join(". ") });
      else set_problem(cause);
    } finally {
      set_busy(false);
    }
  };
  const latest_values = useRef(values);
  latest_values.current = values;
  return (
    <form class="flow-form" ref={form} noValidate onSubmit={(event) => void send(event)}>
      {before}
      <div class="questions">
        {asked.map((one) => (
          <Asked
            key={one.name}
            question={one}
            value={values[one.name]}
            error={wrong[one.name]}
            on_value={(value) => put(one.name, value)}
          />
        ))}
      </div>
      {about?.(values)}
      {problem && (
        <Notice tone="bad" live title={problem.message}>
          {problem.hint}
        </Notice>
      )}
      {is_refused && (
        <TextArea
          label={despite.label}
          hint={despite.hint}
          value={String(values["despite"] ?? "")}
          on_value={(text) => put("despite", text)}
        />
      )}
      <div class="form-actions">
        {on_cancel && <Button onClick={on_cancel}>{t.cancel}</Button>}
        <Button kind="primary" type="submit" busy={busy}>
          {is_refused && values["despite"] ? despite.deed : deed}
        </Button>
      </div>
    </form>
  );
}

function Asked({
  question,
  value,
  error,
  on_value,
}: {
  question: Question;
  value: Value | undefined;
  error: string | undefined;
  on_value: (value: Value) => void;
}) {
  const { kind, label, hint, optional } = question;
  const shared = { label, error, ...(hint ? { hint } : {}), ...(optional ? { optional } : {}) };
  const text = typeof value === "string" ? value : "";
  const list = Array.isArray(value) ? value : [];
  const inner = () => {
    switch (kind) {
      case "area":
        return (
          <TextArea
            {...shared}
            value={text}
            on_value={on_value}
            maxLength={1000}
            {...(question.placeholder ? { placeholder: question.placeholder } : {})}
          />
        );
      case "lines":
        return (
          <Lines {...shared} value={list} on_value={on_value} {...(question.placeholder ? { placeholder: question.placeholder } : {})} />
        );
      case "date":
        return (
          <DateField
            {...shared}
            value={text}
            on_value={on_value}
            {...(question.min ? { min: question.min } : {})}
            {...(question.max ? { max: question.max } : {})}
          />
        );
      case "time":
        return <TimeField {...shared} value={text} on_value={on_value} />;
      case "number":
        return <TextField {...shared} inputMode="numeric" value={text} on_value={(typed) => on_value(typed.replace(/\D/g, ""))} />;
      case "select":
        return <Select {...shared} value={text} on_value={on_value} choices={question.choices ?? []} empty={optional ? "–" : t.pick} />;
      case "radios":
        return (
          <div class={error ? "wrong" : ""}>
            <Radios legend={label} value={text} on_value={on_value} choices={question.choices ?? []} />
            {error && (
              <p class="error" role="alert">
                {error}
              </p>
            )}
          </div>
        );
      case "check":
        return <Checkbox label={label} checked={value === true} on_checked={on_value} {...(hint ? { hint } : {})} />;
      case "person":
        return (
          <PeopleField
            {...shared}
            single
            people={question.people ?? []}
            value={text ? [text] : []}
            on_value={(people) => on_value(people[0] ?? "")}
          />
        );
      case "people":
        return <PeopleField {...shared} people={question.people ?? []} value={list} on_value={on_value} />;
      default:
        return (
          <TextField
            {...shared}
            value={text}
            on_value={on_value}
            maxLength={300}
            {...(question.placeholder ? { placeholder: question.placeholder } : {})}
          />
        );
    }
  };
  return <div class={question.half ? "question half" : "question"}>{inner()}</div>;
}

export const FormDialog = ({
  title,
  on_close,
  wide,
  ...form
}: Omit<Props, "on_cancel"> & { title: string; on_close: () => void; wide?: boolean }) => (
  <Dialog title={title} on_close={on_close} {...(wide ? { wide } : {})}>
    <Form {...form} on_cancel={on_close} />
  </Dialog>
);
