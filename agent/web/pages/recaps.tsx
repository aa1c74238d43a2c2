// Rekap & cetak: every report on screen with its filters, as it is printed; charts; PDF, Excel and CSV. Reports with health data ask
// before they show, because each look is recorded.
import { useEffect, useState } from "preact/hooks";

import {
  ApiError,
  Button,
  ButtonLink,
  call,
  Card,
  Checkbox,
  Confirm,
  DateField,
  Empty,
  Failure,
  Icon,
  location,
  MonthPicker,
  navigate,
  Notice,
  Page,
  person,
  PersonPicker,
  save_file,
  Select,
  set_query,
  Show,
  Skeleton,
  TextField,
  this_month,
  toast,
  useLoaded,
  may,
} from "@ui";
import { Charts } from "./recaps_charts";
import { DayList, DeviationList, DisclosureList, LetterField, Submitted } from "./recaps_lists";
import { filters_of, find_paper, is_open, is_paper, papers, request_of, type Filters, type Group, type PaperRow } from "./recaps_papers";
import { t } from "./recaps_texts";
import { PaperView, print_all, type Shown } from "./recaps_view";

interface Answer {
  document: { name: string; format: string; text?: string; content?: string };
}
type Format = "pdf" | "xlsx" | "csv";

const bytes_of = (base64: string) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
const types: Record<Format, string> = {
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv;charset=utf-8",
};

async function download(row: PaperRow, asked: Record<string, unknown>, format: Format): Promise<void> {
  const { document } = await call<Answer>(row.operation, { ...asked, format });
  save_file(new Blob([document.content ? bytes_of(document.content) : (document.text ?? "")], { type: types[format] }), document.name);
  toast(t.downloaded(document.name));
}

export default function RecapsPage({ rest }: { rest: string[] }) {
  const row = find_paper(rest[0]);
  return row ? <Report key={row.id} row={row} /> : <Overview />;
}

// --- all reports ---

function Overview() {
  const { query } = location.value;
  const month = /^\d{4}-\d\d$/.test(query.get("month") ?? "") ? query.get("month")! : this_month();
  const groups = Object.keys(t.groups) as Group[];
  return (
    <Page
      title={t.title}
      about={t.about}
      wide
      tools={may("recap.figures") ? <MonthPicker value={month} on_value={(value) => set_query({ month: value })} /> : undefined}
    >
      <div class="recaps-overview">
        <nav class="recaps-list" aria-label={t.all}>
          {groups.map((group) => {
            const rows = papers.filter((one) => one.group === group && is_open(one));
            return (
              rows.length > 0 && (
                <section key={group}>
                  <h2>{t.groups[group]}</h2>
                  <ul>
                    {rows.map((one) => (
                      <li key={one.id}>
                        <a href={`/rekap/${one.id}?month=${month}`}>
                          <Icon name={one.icon} />
                          <span>
                            <strong>{t.papers[one.id]![0]}</strong>
                            <small>{t.papers[one.id]![1]}</small>
                          </span>
                        </a>
                      </li>
                    ))}
                  </ul>
                </section>
              )
            );
          })}
        </nav>
        {may("recap.figures") && (
          <div class="recaps-charts">
            <Charts month={month} />
          </div>
        )}
      </div>
    </Page>
  );
}

// --- one report ---

function Report({ row }: { row: PaperRow }) {
  const filters = filters_of(location.value.query, row, person.value?.nip ?? "");
  const asked = request_of(row, filters);
  const others = papers.filter(is_open);
  const is_health = row.operation === "paper.health";
  const [ready, set_ready] = useState(false);
  const [busy, set_busy] = useState<Format | null>(null);
  const [confirming, set_confirming] = useState<Format | null>(null);
  const get = async (format: Format) => {
    set_confirming(null);
    set_busy(format);
    try {
      await download(row, asked!, format);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      toast(problem);
    } finally {
      set_busy(null);
    }
  };
  const formats: [Format, string][] = [
    ["pdf", t.pdf],
    ["xlsx", t.xlsx],
    ["csv", t.csv],
  ];
  const [title, about] = t.papers[row.id]!;
  if (!is_open(row))
    return (
      <Page title={title}>
        <Empty
          icon="shield"
          title={t.denied}
          actions={
            <ButtonLink href="/rekap" icon="left">
              {t.all}
            </ButtonLink>
          }
        >
          {t.denied_hint}
        </Empty>
      </Page>
    );
  return (
    <Page
      title={title}
      about={about}
      wide
      actions={
        is_paper(row) && asked ? (
          <>
            <Button icon="print" disabled={!ready} onClick={print_all}>
              {t.print}
            </Button>
            {formats.map(([format, name]) => (
              <Button
                key={format}
                icon="download"
                kind={format === "pdf" ? "primary" : "plain"}
                busy={busy === format}
                onClick={() => (is_health ? set_confirming(format) : void get(format))}
              >
                {name}
              </Button>
            ))}
          </>
        ) : !is_paper(row) && row.id !== "submitted" ? (
          <Button icon="print" onClick={() => window.print()}>
            {t.print}
          </Button>
        ) : undefined
      }
    >
      <div class="recaps-filters no-print">
        <ButtonLink href={`/rekap?month=${filters.month}`} kind="quiet" icon="left">
          {t.all}
        </ButtonLink>
        <Select
          label={t.choose}
          value={row.id}
          on_value={(id) => navigate(`/rekap/${id}${window.location.search}`)}
          choices={others.map((one) => ({ value: one.id, label: t.papers[one.id]![0] }))}
        />
        <FilterFields row={row} filters={filters} />
      </div>
      {!asked ? (
        <Empty icon={row.icon} title={row.asks?.includes("letter") ? t.need_letter : t.need_person} />
      ) : is_health ? (
        <HealthPaper key={JSON.stringify(asked)} row={row} asked={asked} on_ready={set_ready} />
      ) : is_paper(row) ? (
        <LivePaper row={row} asked={asked} on_ready={set_ready} />
      ) : row.id === "day" ? (
        <DayList row={row} filters={filters} />
      ) : row.id === "deviations" ? (
        <DeviationList row={row} filters={filters} />
      ) : row.id === "disclosures" ? (
        <DisclosureList row={row} filters={filters} />
      ) : (
        <Submitted filters={filters} />
      )}
      {confirming && (
        <Confirm
          title={t.health_ask(confirming.toUpperCase())}
          deed={t.health_download}
          on_yes={() => void get(confirming)}
          on_close={() => set_confirming(null)}
        >
          {t.health_why}
        </Confirm>
      )}
    </Page>
  );
}

function FilterFields({ row, filters }: { row: PaperRow; filters: Filters }) {
  const set = (name: keyof Filters) => (value: string) => set_query({ [name]: value });
  const asks = (name: string) => row.asks?.includes(name as never) ?? false;
  return (
    <>
      {row.days === "month" && (
        <div class="field">
          <span class="recaps-label">{t.month}</span>
          <MonthPicker value={filters.month} on_value={set("month")} />
        </div>
      )}
      {row.days === "one" && <DateField label={t.date} value={filters.date} on_value={set("date")} />}
      {row.days === "span" && (
        <>
          <DateField label={t.from} value={filters.from} on_value={set("from")} />
          <DateField label={t.until} value={filters.until} on_value={set("until")} min={filters.from} />
        </>
      )}
      {(row.days === "year" || row.id === "submitted" || asks("letter")) && (
        <Select
          label={t.year}
          value={filters.year}
          on_value={set("year")}
          choices={Array.from({ length: 6 }, (_, back) => String(Number(this_month().slice(0, 4)) - back)).map((value) => ({
            value,
            label: value,
          }))}
        />
      )}
      {row.person && (
        <PersonPicker
          label={row.id === "tracing" ? t.sick_person : t.person}
          value={filters.person}
          on_value={set("person")}
          optional={row.person === "may"}
        />
      )}
      {asks("letter") && <LetterField filters={filters} />}
      {asks("session") && (
        <Select
          label={t.session}
          value={filters.session || "pagi"}
          on_value={set("session")}
          choices={Object.entries(t.sessions).map(([value, label]) => ({ value, label }))}
        />
      )}
      {asks("form") && (
        <Select
          label={t.form}
          value={filters.form || "berau"}
          on_value={set("form")}
          choices={Object.entries(t.forms).map(([value, label]) => ({ value, label }))}
        />
      )}
      {asks("look_back") && <TextField label={t.look_back} value={filters.look_back} inputMode="numeric" on_value={set("look_back")} />}
      {asks("blank") && (
        <Checkbox label={t.blank} checked={filters.blank} on_checked={(checked) => set_query({ blank: checked ? "1" : null })} />
      )}
      {is_paper(row) && (
        <details class="recaps-more">
          <summary>{t.printing}</summary>
          <div class="form">
            <TextField label={t.place} hint={t.place_hint} value={filters.place} on_value={set("place")} optional />
            <DateField label={t.dated} hint={t.dated_hint} value={filters.dated} on_value={set("dated")} optional />
            {asks("number") && <TextField label={t.number} value={filters.number} on_value={set("number")} optional />}
            <Select
              label={t.size}
              value={filters.size}
              on_value={set("size")}
              choices={Object.entries(t.sizes).map(([value, label]) => ({ value, label }))}
            />
          </div>
        </details>
      )}
    </>
  );
}

// Made anew when its filters or the records change; what is typed waits until it stands still.
function LivePaper({ row, asked, on_ready }: { row: PaperRow; asked: Record<string, unknown>; on_ready: (ready: boolean) => void }) {
  const wanted = JSON.stringify(asked);
  const [still, set_still] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => set_still(wanted), 300);
    return () => clearTimeout(timer);
  }, [wanted]);
  const loaded = useLoaded<Shown>(
    async (abort) =>
      JSON.parse((await call<Answer>(row.operation, { ...JSON.parse(still), format: "screen" }, abort)).document.text!) as Shown,
    `${row.operation} ${still}`,
  );
  const ready = loaded.data !== undefined && !loaded.error;
  useEffect(() => {
    on_ready(ready);
    return () => on_ready(false);
  }, [ready]);
  if (loaded.error) return <Failure problem={loaded.error} on_retry={() => void loaded.reload()} />;
  return (
    <Show loaded={loaded} rows={10}>
      {(shown) => <PaperView shown={shown} />}
    </Show>
  );
}

// Shown once, after somebody said so; never loaded anew by itself, since every time would be one more look on record.
function HealthPaper({ row, asked, on_ready }: { row: PaperRow; asked: Record<string, unknown>; on_ready: (ready: boolean) => void }) {
  const [shown, set_shown] = useState<Shown | null>(null);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const [busy, set_busy] = useState(false);
  useEffect(() => {
    on_ready(shown !== null);
    return () => on_ready(false);
  }, [shown]);
  const show = async () => {
    set_busy(true);
    set_problem(null);
    try {
      set_shown(JSON.parse((await call<Answer>(row.operation, { ...asked, format: "screen" })).document.text!) as Shown);
    } catch (raised) {
      if (!(raised instanceof ApiError)) throw raised;
      set_problem(raised);
    } finally {
      set_busy(false);
    }
  };
  if (busy) return <Skeleton rows={8} />;
  if (shown)
    return (
      <div class="stack">
        <div class="no-print">
          <Notice
            tone="ok"
            live
            actions={
              <Button small onClick={() => set_shown(null)}>
                {t.health_hide}
              </Button>
            }
          >
            {t.health_recorded}
          </Notice>
        </div>
        <PaperView shown={shown} />
      </div>
    );
  return (
    <Card>
      <div class="stack recaps-ask">
        <Notice tone="warn" title={t.health_title}>
          {t.health_text(person.value?.name ?? "")}
        </Notice>
        {problem && <Failure problem={problem} />}
        <div>
          <Button kind="primary" icon="eye" onClick={() => void show()}>
            {t.health_show}
          </Button>
        </div>
      </div>
    </Card>
  );
}
