// Reports that are lists and no papers: status by day, recorded deviations, who saw health data, recaps handed in. Each can be taken
// along as CSV.
import { useState } from "preact/hooks";

import {
  ApiError,
  Badge,
  Button,
  call,
  Card,
  Checkbox,
  clock_text,
  date_range,
  date_time,
  Empty,
  error_of,
  Failure,
  medium_date,
  may,
  month_name,
  MonthPicker,
  name_of,
  nip_text,
  Notice,
  number,
  save_file,
  Select,
  set_query,
  Show,
  Table,
  TextField,
  this_month,
  toast,
  useCall,
  type Column,
} from "@ui";
import { request_of, type Filters, type PaperRow } from "./recaps_papers";
import { t } from "./recaps_texts";

// As an Indonesian Excel opens it: semicolons, a byte order mark, numbers of people kept as texts, nothing that is taken for a formula.
export function csv_of(heads: string[], rows: string[][]): Blob {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) || /^\d{12,}$/.test(text) ? `'${text}` : text;
    return /[;"\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return new Blob(["\ufeff", [heads, ...rows].map((row) => row.map(cell).join(";")).join("\r\n"), "\r\n"], {
    type: "text/csv;charset=utf-8",
  });
}
const CsvButton = ({ name, heads, rows }: { name: string; heads: string[]; rows: string[][] }) => (
  <Button small icon="download" disabled={rows.length === 0} onClick={() => save_file(csv_of(heads, rows), name)}>
    {t.csv}
  </Button>
);

interface StatusRow {
  employee: string;
  name: string;
  date: string;
  status: string;
  in: string | null;
  out: string | null;
  late: string;
  early: string;
  reason: string;
  doubtful: boolean;
  waiting: boolean;
  no_letter: boolean;
}

export function DayList({ row, filters }: { row: PaperRow; filters: Filters }) {
  const loaded = useCall<{ rows: StatusRow[] }>("day.status", request_of(row, filters)!);
  const [status, set_status] = useState("");
  const tone = (one: StatusRow) =>
    (one.status === "absent" || one.status === "candidate"
      ? "bad"
      : one.status === "free" || one.status === "pending"
        ? "plain"
        : one.status === "office" || one.status === "home"
          ? "ok"
          : "info") as "bad" | "plain" | "ok" | "info";
  const columns: Column<StatusRow>[] = [
    {
      name: "name",
      head: t.person,
      cell: (one) => (
        <>
          <strong>{one.name}</strong>
          <br />
          <span class="quiet nowrap">{nip_text(one.employee)}</span>
        </>
      ),
    },
    { name: "status", head: t.status, nowrap: true, cell: (one) => <Badge tone={tone(one)}>{t.statuses[one.status] ?? one.status}</Badge> },
    { name: "in", head: t.in, cell: (one) => (one.in ? clock_text(one.in) : "–") },
    { name: "out", head: t.out, cell: (one) => (one.out ? clock_text(one.out) : "–") },
    { name: "late", head: t.late_head, cell: (one) => one.late || "–" },
    { name: "early", head: t.early_head, cell: (one) => one.early || "–" },
    { name: "reason", head: t.reason, cell: (one) => one.reason },
  ];
  return (
    <Show loaded={loaded} rows={10}>
      {(data) => {
        const known = [...new Set(data.rows.map((one) => one.status))];
        const rows = data.rows.filter((one) => !status || one.status === status);
        return (
          <div class="stack">
            <div class="row">
              <Select
                class="recaps-inline"
                label={t.status}
                value={status}
                on_value={set_status}
                empty={`${t.any_status} (${number(data.rows.length)})`}
                choices={known.map((one) => ({
                  value: one,
                  label: `${t.statuses[one] ?? one} (${number(data.rows.filter((other) => other.status === one).length)})`,
                }))}
              />
              <span class="grow" />
              <CsvButton
                name={`keadaan-${filters.date}.csv`}
                heads={["NIP", t.person, t.date, t.status, t.in, t.out, t.late_head, t.early_head, t.reason]}
                rows={rows.map((one) => [
                  one.employee,
                  one.name,
                  one.date,
                  t.statuses[one.status] ?? one.status,
                  one.in ?? "",
                  one.out ?? "",
                  one.late,
                  one.early,
                  one.reason,
                ])}
              />
            </div>
            {rows.length === 0 ? (
              <Empty icon="people" title={t.nobody} />
            ) : (
              <Table caption={t.papers["day"]![0]} columns={columns} rows={rows} key_of={(one) => `${one.employee} ${one.date}`} tall />
            )}
          </div>
        );
      }}
    </Show>
  );
}

interface DeviationRow {
  at: string;
  subject: string;
  from: string;
  until: string;
  reason: string;
  by: string;
  name: string;
  citations: string[];
}

export function DeviationList({ row, filters }: { row: PaperRow; filters: Filters }) {
  const loaded = useCall<{ rows: DeviationRow[] }>("deviation.list", request_of(row, filters)!);
  return (
    <Show loaded={loaded}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Empty icon="check" title={t.no_deviations} />
        ) : (
          <div class="stack">
            <div class="row end">
              <CsvButton
                name={`penyimpangan-${filters.from}.csv`}
                heads={[t.when, t.subject, t.from, t.until, t.reason, t.who, t.clauses]}
                rows={rows.map((one) => [one.at, one.subject, one.from, one.until, one.reason, one.name, one.citations.join(", ")])}
              />
            </div>
            <Table
              caption={t.papers["deviations"]![0]}
              rows={rows}
              key_of={(one) => `${one.at} ${one.subject}`}
              columns={[
                { name: "at", head: t.when, nowrap: true, cell: (one) => date_time(one.at) },
                { name: "span", head: t.span, cell: (one) => date_range(one.from, one.until) },
                { name: "reason", head: t.reason, cell: (one) => one.reason },
                { name: "who", head: t.who, cell: (one) => one.name },
                { name: "clauses", head: t.clauses, cell: (one) => one.citations.join("; ") },
              ]}
            />
          </div>
        )
      }
    </Show>
  );
}

interface DisclosureRow {
  at: string;
  by: string;
  name: string;
  title: string;
  from: string;
  until: string;
  about: string | null;
  entries: number;
}

export function DisclosureList({ row, filters }: { row: PaperRow; filters: Filters }) {
  const loaded = useCall<{ rows: DisclosureRow[] }>("disclosure.list", request_of(row, filters)!);
  return (
    <Show loaded={loaded}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Empty icon="eye" title={t.no_disclosures} />
        ) : (
          <Table
            caption={t.papers["disclosures"]![0]}
            rows={rows}
            key_of={(one) => `${one.at} ${one.by}`}
            columns={[
              { name: "at", head: t.when, nowrap: true, cell: (one) => date_time(one.at) },
              { name: "who", head: t.who, cell: (one) => one.name },
              { name: "list", head: t.list, cell: (one) => one.title },
              { name: "span", head: t.span, cell: (one) => date_range(one.from, one.until) },
              { name: "about", head: t.about_whom, cell: (one) => (one.about ? name_of(one.about) : t.everyone) },
              { name: "entries", head: t.entries, right: true, cell: (one) => number(one.entries) },
            ]}
          />
        )
      }
    </Show>
  );
}

interface SubmittedRow {
  unit: string;
  subject: string;
  month: string;
  submitted: string;
  nil: boolean;
  entries: number | null;
  number: string;
  through: string;
  by: string;
}

export function Submitted({ filters }: { filters: Filters }) {
  const loaded = useCall<{ rows: SubmittedRow[] }>("recap.submitted", { year: filters.year });
  const [subject, set_subject] = useState("perjalanan");
  const [nil, set_nil] = useState(false);
  const [letter, set_letter] = useState("");
  const [through, set_through] = useState("");
  const [month, set_month] = useState(this_month());
  const [problem, set_problem] = useState<ApiError | null>(null);
  const [busy, set_busy] = useState(false);
  const submit = async () => {
    set_busy(true);
    set_problem(null);
    try {
      const answer = await call<{ message: string }>("recap.submit", {
        subject,
        month,
        ...(nil ? { nil } : {}),
        ...(letter ? { number: letter } : {}),
        ...(through ? { through } : {}),
      });
      toast(answer.message);
      set_letter("");
      await loaded.reload();
    } catch (raised) {
      if (!(raised instanceof ApiError)) throw raised;
      set_problem(raised);
    } finally {
      set_busy(false);
    }
  };
  return (
    <div class="stack">
      {may("recap.submit") && (
        <Card title={t.submit}>
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <p class="whole quiet">{t.submit_text}</p>
            <Select
              label={t.subject}
              value={subject}
              on_value={set_subject}
              choices={Object.entries(t.subjects).map(([value, label]) => ({ value, label }))}
              error={error_of(problem, "subject")}
            />
            <div class="field">
              <span class="recaps-label">{t.month}</span>
              <MonthPicker value={month} on_value={set_month} />
            </div>
            <TextField label={t.number_field} value={letter} on_value={set_letter} optional error={error_of(problem, "number")} />
            <TextField
              label={t.through}
              hint={t.through_hint}
              value={through}
              on_value={set_through}
              optional
              error={error_of(problem, "through")}
            />
            <Checkbox label={t.nil} hint={t.nil_hint} checked={nil} on_checked={set_nil} />
            {problem && !problem.field && (
              <div class="whole">
                <Failure problem={problem} />
              </div>
            )}
            <div class="whole">
              <Button kind="primary" type="submit" icon="check" busy={busy}>
                {t.submit}
              </Button>
            </div>
          </form>
        </Card>
      )}
      <Show loaded={loaded}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Notice tone="info">{t.nothing_submitted}</Notice>
          ) : (
            <Table
              caption={t.papers["submitted"]![0]}
              rows={rows}
              key_of={(one) => `${one.subject} ${one.month}`}
              columns={[
                { name: "month", head: t.month, nowrap: true, cell: (one) => month_name(one.month) },
                { name: "subject", head: t.subject, cell: (one) => t.subjects[one.subject] ?? one.subject },
                { name: "submitted", head: t.submitted_at, nowrap: true, cell: (one) => date_time(one.submitted) },
                { name: "nil", head: t.entries, cell: (one) => (one.nil ? t.nil : (one.entries ?? "–")) },
                { name: "number", head: t.number_field, cell: (one) => one.number || "–" },
                { name: "through", head: t.through, cell: (one) => one.through || "–" },
                { name: "by", head: t.who, cell: (one) => name_of(one.by) },
              ]}
            />
          )
        }
      </Show>
    </div>
  );
}

interface LetterRow {
  subject: string;
  number: string;
  from: string;
  until: string;
  state: string;
}

// The letters of this year and the next weeks, by number.
export function LetterField({ filters }: { filters: Filters }) {
  const loaded = useCall<{ rows: LetterRow[] }>("letter.list", { from: `${filters.year}-01-01`, until: `${filters.year}-12-31` });
  return (
    <Show loaded={loaded} rows={1}>
      {({ rows }) =>
        rows.length === 0 ? (
          <p class="quiet">{t.no_letters}</p>
        ) : (
          <Select
            label={t.letter_field}
            value={filters.letter}
            on_value={(letter) => set_query({ letter })}
            empty={t.letter_empty}
            choices={rows.map((one) => ({
              value: one.subject,
              label: `${one.number || one.subject} · ${medium_date(one.from)} · ${one.state}`,
            }))}
          />
        )
      }
    </Show>
  );
}
