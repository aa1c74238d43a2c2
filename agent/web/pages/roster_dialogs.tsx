// What the roster page asks and shows beside its grid: the proposal, publishing, what the check found, two PCs' different entries, help.
import { useRef, useState } from "preact/hooks";

import {
  ApiError,
  Badge,
  Button,
  call,
  Checkbox,
  ConflictCard,
  date_range,
  date_time,
  Dialog,
  error_of,
  long_date,
  month_name,
  name_of,
  Notice,
  number,
  Show,
  short_date,
  Skeleton,
  Table,
  TextArea,
  toast,
  useLoaded,
} from "@ui";
import { mark_text } from "./roster_row";
import { letter_of, type Draft, type Finding, type Mode, type Sheet } from "./roster_model";
import { t } from "./roster_texts";
import type { Checked, Conflict } from "./roster_work";

const shown_findings = 6,
  shown_added = 2;

export function FindingList({
  findings,
  on_go,
  most = findings.length,
}: {
  findings: Finding[];
  on_go?: (finding: Finding) => void;
  most?: number;
}) {
  const sorted = [...findings].sort((a, b) => Number(b.violation) - Number(a.violation) || a.date.localeCompare(b.date));
  return (
    <ul class="roster-findings">
      {sorted.slice(0, most).map((one, at) => (
        <li key={at}>
          <div class="row">
            <Badge tone={one.violation ? "bad" : "warn"}>{one.violation ? t.violation : t.warning}</Badge>
            <strong>{short_date(one.date)}</strong>
            {one.citation && <span class="quiet">{one.citation}</span>}
          </div>
          <p>{one.text}</p>
          {on_go && (
            <Button kind="quiet" small icon="moved" onClick={() => on_go(one)}>
              {t.go_to}
            </Button>
          )}
        </li>
      ))}
      {sorted.length > most && <li class="quiet">{t.more(number(sorted.length - most))}</li>}
    </ul>
  );
}

export function FindingsDialog({
  checked,
  on_go,
  on_close,
}: {
  checked: Checked | undefined;
  on_go: (finding: Finding) => void;
  on_close: () => void;
}) {
  return (
    <Dialog title={t.findings_title} on_close={on_close} side>
      {!checked ? (
        <Skeleton />
      ) : checked.findings.length === 0 ? (
        <Notice tone="ok" title={t.no_findings} />
      ) : (
        <FindingList findings={checked.findings} on_go={on_go} />
      )}
    </Dialog>
  );
}

// --- the proposal ---

export function GenerateDialog({
  sheet,
  month,
  on_take,
  on_close,
}: {
  sheet: Sheet;
  month: string;
  on_take: (draft: Draft) => void;
  on_close: () => void;
}) {
  const [keep, set_keep] = useState(sheet.published.some((cell) => cell >= 0));
  const [asked, set_asked] = useState<{ keep: boolean; at: number } | null>(null);
  const loaded = useLoaded<Draft>(
    (abort) => call<Draft>("roster.draft", { month, keep_published: asked?.keep ?? false }, abort),
    `roster.draft ${month} ${asked?.keep} ${asked?.at}`,
    { skip: !asked },
  );
  const lost = sheet.changed().length;
  const draft = asked && loaded.data && !loaded.loading ? loaded.data : null;
  const count = draft ? sheet.changes_of(draft) : 0;
  return (
    <Dialog
      title={`${t.gen_title} ${month_name(month)}`}
      on_close={on_close}
      wide={asked !== null}
      actions={
        <>
          <Button
            kind={draft && count > 0 ? "plain" : "primary"}
            icon="sync"
            busy={loaded.loading && asked !== null}
            onClick={() => set_asked({ keep, at: (asked?.at ?? 0) + 1 })}
          >
            {asked ? (loaded.loading ? t.gen_busy : t.gen_again) : t.gen_make}
          </Button>
          {draft && count > 0 && (
            <Button kind="primary" icon="check" onClick={() => on_take(draft)}>
              {t.gen_take}
            </Button>
          )}
        </>
      }
    >
      <div class="stack">
        <p>{t.gen_text(month_name(month))}</p>
        <Checkbox label={t.gen_keep} hint={t.gen_keep_hint} checked={keep} on_checked={set_keep} />
        {lost > 0 && <Notice tone="warn">{t.gen_lost(number(lost))}</Notice>}
        {asked && (
          <Show loaded={loaded} rows={6}>
            {(data) => <Proposal sheet={sheet} draft={data} count={sheet.changes_of(data)} />}
          </Show>
        )}
      </div>
    </Dialog>
  );
}

function Proposal({ sheet, draft, count }: { sheet: Sheet; draft: Draft; count: number }) {
  const by_reason = new Map<number, { cells: number; modes: Map<Mode, number> }>();
  for (const row of draft.rows)
    row.cells.forEach((cell, day) => {
      const reason = row.reasons[day];
      if (cell === null || reason === null || reason === undefined) return;
      const one = by_reason.get(reason) ?? { cells: 0, modes: new Map() };
      const { mode } = draft.marks[cell]!;
      one.cells += 1;
      one.modes.set(mode, (one.modes.get(mode) ?? 0) + 1);
      by_reason.set(reason, one);
    });
  // The same sentence for many numbers (turn 1, turn 2 …) is one line each; the longest lists are told by the commonest.
  const reasons = [...by_reason].sort((a, b) => b[1].cells - a[1].cells).slice(0, 40);
  return (
    <div class="stack">
      <div aria-live="polite">
        {count > 0 ? (
          <Notice tone="info" title={t.gen_changes(number(count))}>
            {t.gen_take_hint}
          </Notice>
        ) : (
          <Notice tone="ok" title={t.gen_same} />
        )}
      </div>
      <section class="stack tight">
        <h3>{t.gen_problems}</h3>
        {draft.problems.length === 0 ? (
          <p class="row">
            <Badge tone="ok">{t.gen_no_problems}</Badge>
          </p>
        ) : (
          <FindingList findings={draft.problems} most={shown_findings} />
        )}
        {draft.spreads.map((one, at) => (
          <p key={at} class="row">
            <span>
              {t.gen_spread(number(one.least), number(one.most))} ({month_name(one.month)}, {t.people(number(one.people))})
            </span>
            <Badge tone={one.fair ? "ok" : "warn"}>{one.fair ? t.gen_fair : t.gen_unfair(number(one.allowed))}</Badge>
            {one.listed.slice(0, 5).map((who) => (
              <span key={who.employee} class="quiet">
                {who.name}: {number(who.days)}, {who.why}
              </span>
            ))}
          </p>
        ))}
      </section>
      <section class="stack tight">
        <h3>{t.gen_days}</h3>
        <div class="table-box roster-preview" role="region" aria-label={t.gen_days} tabIndex={0}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t.day_head}</th>
                {sheet.board.days.map((day) => (
                  <th key={day.date} scope="col" class={day.working ? "right" : "right quiet"} aria-label={long_date(day.date)}>
                    {Number(day.date.slice(8))}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(["WFO", "WFH", "LEAVE", "DL"] as Mode[]).map((mode) => (
                <tr key={mode}>
                  <th scope="row">
                    {letter_of({ mode })} {t.modes[mode]}
                  </th>
                  {sheet.board.days.map((day, column) => (
                    <td key={day.date} class="right">
                      {draft.rows.reduce((sum, row) => {
                        const cell = row.cells[column];
                        return sum + (cell !== null && cell !== undefined && draft.marks[cell]!.mode === mode ? 1 : 0);
                      }, 0) || ""}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section class="stack tight">
        <h3>{t.gen_reasons}</h3>
        <Table
          caption={t.gen_reasons}
          rows={reasons}
          key_of={([reason]) => String(reason)}
          columns={[
            { name: "count", head: t.gen_count, right: true, cell: ([, one]) => number(one.cells) },
            {
              name: "marks",
              head: t.legend,
              nowrap: true,
              cell: ([, one]) => [...one.modes].map(([mode, cells]) => `${letter_of({ mode })} ${number(cells)}`).join("  "),
            },
            { name: "why", head: t.gen_reason, cell: ([reason]) => draft.reasons[reason]!.why },
            { name: "basis", head: t.gen_basis, cell: ([reason]) => draft.reasons[reason]!.citation || "–" },
          ]}
        />
      </section>
    </div>
  );
}

// --- publishing ---

export function PublishDialog({
  sheet,
  contested,
  on_done,
  on_close,
  on_fix,
}: {
  sheet: Sheet;
  contested: number;
  on_done: (cells: number) => void;
  on_close: () => void;
  on_fix: (finding: Finding) => void;
}) {
  const loaded = useLoaded<Checked>((abort) => call<Checked>("roster.try", sheet.request(), abort), "roster.try before publishing");
  const [reason, set_reason] = useState("");
  const [problem, set_problem] = useState<ApiError | null>(null);
  const [missing, set_missing] = useState(false);
  const [busy, set_busy] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const cells = sheet.changed();
  const people = new Set(cells.map((index) => Math.floor(index / sheet.width))).size;
  const [first, last] = sheet.changed_days() ?? [0, 0];
  const added = loaded.data?.added ?? [];
  const violates = added.length > 0;
  const publish = async () => {
    if (violates && reason.trim().length < 5) {
      set_missing(true);
      box.current?.querySelector("textarea")?.focus();
      return;
    }
    set_busy(true);
    set_problem(null);
    try {
      const answer = await call<{ cells: number }>("roster.save", {
        ...sheet.request(),
        groups: sheet.groups(),
        ...(violates ? { despite: reason.trim() } : {}),
      });
      on_done(answer.cells);
    } catch (raised) {
      if (!(raised instanceof ApiError)) throw raised;
      set_problem(raised);
      void loaded.reload();
    } finally {
      set_busy(false);
    }
  };
  return (
    <Dialog
      title={t.publish_title}
      on_close={on_close}
      wide={violates}
      actions={
        <>
          <Button onClick={() => (violates ? on_fix(added[0]!) : on_close())}>{violates ? t.fix : t.cancel}</Button>
          <Button
            kind={violates ? "danger" : "primary"}
            icon="check"
            busy={busy}
            disabled={!loaded.data}
            onClick={() => void publish()}
            autofocus
          >
            {t.publish_deed}
          </Button>
        </>
      }
    >
      <div class="stack" ref={box}>
        <p>
          {t.publish_summary(number(cells.length), number(people), date_range(sheet.board.days[first]!.date, sheet.board.days[last]!.date))}
        </p>
        {contested > 0 && <Notice tone="warn">{t.contested_text(number(contested))}</Notice>}
        <Show loaded={loaded} rows={2}>
          {() =>
            violates ? (
              <>
                <Notice tone="bad" title={t.violates} live>
                  {t.violates_text}
                </Notice>
                <FindingList findings={added} most={shown_added} />
                <TextArea
                  label={t.reason}
                  hint={t.reason_hint}
                  value={reason}
                  on_value={(value) => {
                    set_reason(value);
                    set_missing(false);
                  }}
                  error={missing ? t.reason_needed : error_of(problem, "despite")}
                />
              </>
            ) : (
              <p class="row">
                <Badge tone="ok">{t.keeps}</Badge>
              </p>
            )
          }
        </Show>
        {problem && (
          <Notice tone="bad" live title={problem.message}>
            {problem.hint}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}

// --- conflicts ---

const claimed = (field: string, value: unknown) =>
  field === "mode" ? mark_text({ mode: String(value) as Mode }) : value ? t.shift(String(value)) : t.clear;

export function ConflictsDialog({
  conflicts,
  only,
  on_settled,
  on_close,
}: {
  conflicts: Conflict[];
  only: string | null;
  on_settled: () => void;
  on_close: () => void;
}) {
  const [busy, set_busy] = useState("");
  const settle = async (one: Conflict, how: { keep: number } | { value: string }) => {
    set_busy(one.id);
    try {
      await call("conflicts.settle", { id: one.id, ...how });
      toast(t.settled);
      on_settled();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      toast(problem);
    } finally {
      set_busy("");
    }
  };
  const shown = only ? conflicts.filter((one) => one.id.startsWith(only)) : conflicts;
  return (
    <Dialog title={t.conflicts_title} on_close={on_close} wide>
      <div class="stack">
        <p>{t.conflict_text}</p>
        {shown.map((one) => (
          <div key={one.id} class="stack tight">
            <ConflictCard
              title={`${name_of(one.record.employee)}, ${long_date(one.record.date)}`}
              about={one.field === "mode" ? t.field_mode : t.field_shift}
              busy={busy === one.id}
              on_keep={(index) => void settle(one, { keep: index + 1 })}
              claims={one.values.map((value, at) => ({
                value: claimed(one.field, value.value),
                who: name_of(value.author),
                when: value.at ? date_time(value.at) : "–",
                trust: t.trust[value.quality] ?? "",
                pc: value.origin ? `PC ${value.origin.slice(0, 8)}` : "",
                is_shown: at === 0,
              }))}
            />
            {one.field === "mode" && (
              <div class="row">
                <span class="quiet">{t.third}:</span>
                {(["WFO", "WFH", "LEAVE", "DL", "OFF"] as Mode[])
                  .filter((mode) => !one.values.some((value) => value.value === mode))
                  .map((mode) => (
                    <Button key={mode} small busy={busy === one.id} onClick={() => void settle(one, { value: mode })}>
                      {mark_text({ mode })}
                    </Button>
                  ))}
              </div>
            )}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

// --- help ---

export function HelpDialog({ on_close }: { on_close: () => void }) {
  return (
    <Dialog title={t.help_title} on_close={on_close}>
      <dl class="roster-keys">
        {t.keys.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(/(?:, | atau | or )/).map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
