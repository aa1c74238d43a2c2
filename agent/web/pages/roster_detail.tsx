// Of the day that has the keyboard: what it is, why, what stands against it; how full the day is; the letters.
import { Badge, Button, long_date, Meter, nip_text, number, short_date } from "@ui";
import type { Selection } from "./roster_grid";
import { letters, type Mode, type Sheet } from "./roster_model";
import { count_text, limit_key, mark_text, reason_text, shown_count } from "./roster_row";
import { t } from "./roster_texts";
import type { Work } from "./roster_work";

export function Detail({
  sheet,
  rows,
  selection,
  limit,
  work,
  conflicts,
  on_settle,
  on_help,
}: {
  sheet: Sheet;
  rows: number[];
  selection: Selection;
  limit: string;
  work: Work;
  conflicts: Map<number, string>;
  on_settle: (id: string) => void;
  on_help: () => void;
}) {
  const { focus } = selection;
  const row = rows[focus.row],
    day = sheet.board.days[focus.day]!;
  const counts = sheet.counts(focus.day);
  const first = shown_count(counts, limit);
  const sorted = first ? [first, ...counts.filter((one) => one !== first)] : counts;
  const who = row === undefined ? undefined : sheet.board.rows[row];
  const index = row === undefined ? -1 : sheet.index(row, focus.day);
  const why = index >= 0 && sheet.is_changed(index) ? sheet.why.get(index) : undefined;
  const conflict = conflicts.get(index);
  return (
    <div class="roster-detail">
      {who && (
        <section class="roster-about">
          <p>
            <strong>{who.name}</strong>{" "}
            <span class="quiet">
              {nip_text(who.employee)}
              {who.position && ` · ${who.position}`}
            </span>
          </p>
          <p class="row">
            <span>
              {long_date(day.date)}: <strong>{mark_text(sheet.mark_at(index))}</strong>
            </span>
            {sheet.is_changed(index) && (
              <Badge tone="accent" icon="pen">
                {t.changed}; {t.was(mark_text(sheet.mark_published(index)))}
              </Badge>
            )}
            {!day.working && <Badge tone="info">{day.holiday ?? day.why}</Badge>}
            {sheet.reasons_at(row!, focus.day).map((one, at) => (
              <Badge key={at} tone={one.kind === "waiting" ? "warn" : "info"}>
                {reason_text(one)}
              </Badge>
            ))}
            {work.contested.has(index) && <Badge tone="warn">{t.contested}</Badge>}
            {conflict && (
              <>
                <Badge tone="bad">{t.conflict}</Badge>
                <Button small onClick={() => on_settle(conflict)}>
                  {t.settle}
                </Button>
              </>
            )}
          </p>
          {why && (
            <p class="roster-why">
              <span class="quiet">{t.why}:</span> {why.why}
              {why.citation && <span class="quiet"> · {why.citation}</span>}
            </p>
          )}
        </section>
      )}
      <section class="roster-limits" aria-label={`${t.limit}, ${long_date(day.date)}`}>
        {sorted.length === 0 && (
          <p class="quiet">
            {short_date(day.date)}: {t.at_office} {number(sheet.at_office(focus.day))}. {t.no_limit}
          </p>
        )}
        {sorted.slice(0, 3).map((one) => (
          <Meter
            key={limit_key(one)}
            compact
            label={`${Number(day.date.slice(8))} · ${one.meter.citation}`}
            value={one.there}
            limit={one.meter.most ?? Math.max(one.there, one.meter.least ?? 0)}
            text={`${count_text(one)}${one.state === "under" || one.state === "over" ? `, ${t.states[one.state]}` : ""}`}
          />
        ))}
      </section>
      <section class="roster-legend" aria-label={t.legend}>
        {(Object.keys(letters) as Mode[]).map((mode) => (
          <span key={mode}>
            <i class={`roster-sample m-${mode}`}>{letters[mode]}</i>
            {t.modes[mode]}
          </span>
        ))}
        {sheet.board.shifts.slice(0, 4).map((one, at) => (
          <span key={one.code}>
            <i class="roster-sample m-WFO shift">{one.code.slice(0, 2)}</i>
            {one.name || one.code} <kbd>{at + 1}</kbd>
          </span>
        ))}
        <Button kind="quiet" small icon="info" onClick={on_help}>
          {t.help}
        </Button>
      </section>
    </div>
  );
}
