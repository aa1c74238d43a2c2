// What people would rather look at: who was where against the limit, lateness and daily reports by section.
import { useState } from "preact/hooks";

import { Badge, BarChart, Card, Empty, long_date, number, percent, Select, Show, today, useCall } from "@ui";
import { t } from "./recaps_texts";

interface DayFigures {
  date: string;
  working: boolean;
  why: string;
  planned_office: number;
  planned_home: number;
  office: number;
  home: number;
  leave: number;
  duty: number;
  free: number;
  unknown: number;
  absent: number;
  pending: number;
}
interface Cap {
  date: string;
  unit: string;
  citation: string;
  place: "office" | "home";
  of: number;
  most: number | null;
  least: number | null;
  people: number;
  planned_office: number;
  planned_home: number;
  at_office: number;
  called: number;
}
interface SectionFigures {
  section: string;
  people: number;
  office_days: number;
  late_days: number;
  late_minutes: number;
  early_days: number;
  asked: number;
  on_time: number;
  late: number;
  doubtful: number;
  missing: number;
  approved: number;
}
interface Figures {
  from: string;
  until: string;
  days: DayFigures[];
  caps: Cap[];
  sections: SectionFigures[];
}

export function Charts({ month }: { month: string }) {
  const loaded = useCall<Figures>("recap.figures", { month });
  return (
    <Show loaded={loaded} rows={8}>
      {(data) => {
        const empty = data.days.every((day) => day.office + day.home + day.leave + day.duty + day.planned_office + day.planned_home === 0);
        return empty ? (
          <Card>
            <Empty icon="chart" title={t.charts}>
              {t.nothing}
            </Empty>
          </Card>
        ) : (
          <div class="stack">
            <Presence data={data} />
            <div class="columns">
              <Lateness sections={data.sections} />
              <Reports sections={data.sections} />
            </div>
          </div>
        );
      }}
    </Show>
  );
}

function Presence({ data }: { data: Figures }) {
  const keys = [
    ...new Set(data.caps.filter((one) => one.place === "office" && one.most !== null).map((one) => `${one.citation}|${one.unit}`)),
  ];
  const [chosen, set_chosen] = useState<string | null>(null);
  const counted = chosen ?? keys[0] ?? "";
  const caps = new Map(
    data.caps.filter((one) => one.place === "office" && `${one.citation}|${one.unit}` === counted).map((one) => [one.date, one]),
  );
  const now = today();
  // Under a limit only those whom it counts are drawn, so that the bar and its line speak of the same people. A day to come is as planned.
  const days = data.days.filter((day) => day.working || day.office + day.home + day.planned_office > 0);
  const over = [...caps.values()].filter((one) => one.date <= now && one.most !== null && one.at_office - one.called > one.most).length;
  return (
    <Card
      title={t.presence_chart}
      actions={
        <>
          {counted && <Badge tone={over ? "bad" : "ok"}>{over ? t.over(number(over)) : t.within}</Badge>}
          {keys.length > 0 && (
            <Select
              class="recaps-counted"
              label={t.counted}
              value={counted}
              on_value={set_chosen}
              choices={[...keys.map((key) => ({ value: key, label: key.split("|")[0]! })), { value: "", label: t.everybody }]}
            />
          )}
        </>
      }
    >
      <BarChart
        title={counted ? counted.split("|")[0]! : t.everybody}
        height={176}
        parts={counted ? [t.office, t.planned, t.planned_home] : [t.office, t.home, t.away, t.unknown]}
        bars={days.map((day) => {
          const cap = caps.get(day.date);
          const is_past = day.date <= now;
          return {
            label: String(Number(day.date.slice(8))),
            title: long_date(day.date),
            values: counted
              ? [is_past ? (cap?.at_office ?? 0) : 0, is_past ? 0 : (cap?.planned_office ?? 0), cap?.planned_home ?? 0]
              : is_past
                ? [day.office, day.home, day.leave + day.duty, day.unknown + day.absent + day.pending]
                : [day.planned_office, day.planned_home, day.leave + day.duty, 0],
            ...(cap && cap.most !== null ? { limit: cap.most } : {}),
          };
        })}
      />
    </Card>
  );
}

// One line per section: its name, a bar of parts, what it comes to in words.
function SectionBars({
  caption,
  rows,
}: {
  caption: string;
  rows: { name: string; parts: number[]; of: number; said: string; detail: string }[];
}) {
  return (
    <table class="recaps-bars">
      <caption class="unseen">{caption}</caption>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name || t.no_section}</th>
            <td title={row.detail}>
              <div class="recaps-track" aria-hidden="true">
                {row.parts.map(
                  (part, at) =>
                    part > 0 && <span key={at} class={`part-${at}`} style={{ width: `${(part / Math.max(1, row.of)) * 100}%` }} />,
                )}
              </div>
              <span class="unseen">{row.detail}</span>
            </td>
            <td class="right nowrap">{row.said}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Lateness({ sections }: { sections: SectionFigures[] }) {
  const rows = sections.filter((one) => one.office_days > 0).sort((a, b) => b.late_days / b.office_days - a.late_days / a.office_days);
  const widest = Math.max(0.01, ...rows.map((one) => one.late_days / one.office_days));
  return (
    <Card title={t.late_chart} class="recaps-late">
      {rows.every((one) => one.late_days === 0) ? (
        <p class="quiet">{t.nobody_late}</p>
      ) : (
        <SectionBars
          caption={t.late_chart}
          rows={rows.map((one) => ({
            name: one.section,
            parts: [one.late_days],
            of: one.office_days * widest,
            said: percent(one.late_days / one.office_days, 1),
            detail: `${t.late_of(number(one.late_days), number(one.office_days))}, ${t.minutes(number(one.late_minutes))}`,
          }))}
        />
      )}
    </Card>
  );
}

function Reports({ sections }: { sections: SectionFigures[] }) {
  const rows = sections.filter((one) => one.asked > 0).sort((a, b) => b.missing / b.asked - a.missing / a.asked);
  const names = [t.on_time, t.late, t.doubtful, t.missing];
  return (
    <Card title={t.report_chart}>
      {rows.length === 0 ? (
        <p class="quiet">{t.no_reports}</p>
      ) : (
        <>
          <ul class="recaps-key" aria-hidden="true">
            {names.map((name, at) => (
              <li key={name}>
                <i class={`part-${at}`} />
                {name}
              </li>
            ))}
          </ul>
          <SectionBars
            caption={t.report_chart}
            rows={rows.map((one) => {
              const parts = [one.on_time, one.late, one.doubtful, one.missing];
              return {
                name: one.section,
                parts,
                of: one.asked,
                said: percent((one.asked - one.missing) / one.asked),
                detail: parts.map((part, at) => `${names[at]} ${number(part)}`).join(", "),
              };
            })}
          />
        </>
      )}
    </Card>
  );
}
