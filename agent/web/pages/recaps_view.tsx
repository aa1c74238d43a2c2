// A paper on the screen, as it is printed: letterhead, titles, tables with their sums, legend, signatures.
import { useEffect, useState } from "preact/hooks";

import { Button, number } from "@ui";
import { t } from "./recaps_texts";

type Cell = string | { text: string; shade?: string; bold?: boolean };
interface Column {
  title: string;
  align: "left" | "right" | "centre";
  group?: string;
  beneath?: boolean;
  shade?: string;
}
interface Line {
  kind: "row" | "heading" | "subtotal" | "total" | "nothing";
  label?: string;
  cells?: Cell[];
}
interface TablePart {
  is: "table";
  title: string;
  columns: Column[];
  label_columns: number;
  lines: Line[];
}
type Part =
  | TablePart
  | { is: "paragraph"; text: string; align: string; bold: boolean }
  | { is: "facts"; label: string; lines: { label: string; value: string }[] }
  | { is: "points"; label: string; items: string[] }
  | { is: "legend"; label: string; entries: { code: string; meaning: string; shade: string }[] }
  | { is: "signatures"; people: { above: string[]; name: string; below: string[] }[] }
  | { is: "page"; title: string };
export interface Shown {
  name: string;
  landscape: boolean;
  paper: string;
  letterhead: string[];
  titles: string[];
  footer: string;
  watermark: string;
  sections: Part[];
}

const first_rows = 120;
const text_of = (cell: Cell) => (typeof cell === "string" ? cell : cell.text);

// Columns that print beneath the one before them share its cell.
function printed(columns: Column[]): { at: number; beneath: number[] }[] {
  const all: { at: number; beneath: number[] }[] = [];
  columns.forEach((column, at) => {
    column.beneath && all.length ? all[all.length - 1]!.beneath.push(at) : all.push({ at, beneath: [] });
  });
  return all;
}

function PaperTable({ part, all, on_all }: { part: TablePart; all: boolean; on_all: () => void }) {
  const columns = printed(part.columns);
  const has_groups = part.columns.some((one) => one.group);
  const groups: { title: string; count: number; first: number }[] = [];
  columns.forEach(({ at }, place) => {
    const title = part.columns[at]!.group ?? "";
    const last = groups[groups.length - 1];
    title && last?.title === title ? (last.count += 1) : groups.push({ title, count: 1, first: place });
  });
  const label_span = columns.filter(({ at }) => at < part.label_columns).length;
  const lines = all ? part.lines : part.lines.slice(0, first_rows);
  const head = ({ at, beneath }: { at: number; beneath: number[] }, rows?: number) => (
    <th key={at} scope="col" rowSpan={rows} class={`${part.columns[at]!.align} ${part.columns[at]!.shade ?? ""}`}>
      {part.columns[at]!.title}
      {beneath.map((other) => (
        <small key={other}>{part.columns[other]!.title}</small>
      ))}
    </th>
  );
  const cell = (line: Line, { at, beneath }: { at: number; beneath: number[] }) => {
    const own = line.cells?.[at] ?? "";
    const shade = (typeof own === "object" && own.shade) || part.columns[at]!.shade || "";
    return (
      <td key={at} class={`${part.columns[at]!.align} ${shade}${typeof own === "object" && own.bold ? " strong" : ""}`}>
        {text_of(own)}
        {beneath.map((other) => (
          <small key={other}>{text_of(line.cells?.[other] ?? "")}</small>
        ))}
      </td>
    );
  };
  return (
    <div class="recaps-table">
      {part.title && <h3>{part.title}</h3>}
      <div class="recaps-scroll" role="region" aria-label={part.title || t.table} tabIndex={0}>
        <table>
          <thead>
            {has_groups && (
              <tr>
                {groups.map((group) =>
                  group.title ? (
                    <th key={group.first} scope="colgroup" colSpan={group.count} class="centre">
                      {group.title}
                    </th>
                  ) : (
                    head(columns[group.first]!, 2)
                  ),
                )}
              </tr>
            )}
            <tr>{columns.filter(({ at }) => !has_groups || part.columns[at]!.group).map((one) => head(one))}</tr>
          </thead>
          <tbody>
            {lines.map((line, row) => {
              if (line.kind === "heading")
                return (
                  <tr key={row} class="heading">
                    <th scope="rowgroup" colSpan={columns.length}>
                      {line.label}
                    </th>
                  </tr>
                );
              if (line.kind === "nothing")
                return (
                  <tr key={row}>
                    <td class="centre" colSpan={columns.length}>
                      {line.label}
                    </td>
                  </tr>
                );
              if (line.kind === "row") return <tr key={row}>{columns.map((one) => cell(line, one))}</tr>;
              return (
                <tr key={row} class="sum">
                  {label_span > 0 && (
                    <th scope="row" colSpan={label_span}>
                      {line.label}
                    </th>
                  )}
                  {columns.slice(label_span).map((one) => cell(line, one))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {lines.length < part.lines.length && (
        <p class="row no-print">
          <span class="quiet">{t.shown_rows(number(lines.length), number(part.lines.length))}</span>
          <Button small onClick={on_all}>
            {t.show_all(number(part.lines.length))}
          </Button>
        </p>
      )}
    </div>
  );
}

function Section({ part, all, on_all }: { part: Part; all: boolean; on_all: () => void }) {
  switch (part.is) {
    case "table":
      return <PaperTable {...{ part, all, on_all }} />;
    case "paragraph":
      return <p class={`${part.align}${part.bold ? " strong" : ""}`}>{part.text}</p>;
    case "facts":
      return (
        <div class="recaps-facts">
          {part.label && <p>{part.label}</p>}
          <dl>
            {part.lines.map((line, at) => (
              <div key={at}>
                <dt>{line.label}</dt>
                <dd>{line.value}</dd>
              </div>
            ))}
          </dl>
        </div>
      );
    case "points":
      return (
        <div class="recaps-points">
          <p>{part.label}</p>
          <ul>
            {part.items.map((item, at) => (
              <li key={at}>{item}</li>
            ))}
          </ul>
        </div>
      );
    case "legend":
      return (
        <div class="recaps-legend">
          <strong>{part.label || t.legend}:</strong>{" "}
          <ul>
            {part.entries.map((one, at) => (
              <li key={at}>
                {(one.code || one.shade) && <b class={one.shade}>{one.code || "\u00a0"}</b>} {one.meaning}
              </li>
            ))}
          </ul>
        </div>
      );
    case "signatures":
      return (
        <div class={`recaps-signatures n-${Math.min(2, part.people.length)}`}>
          {part.people.map((one, at) => (
            <div key={at}>
              {one.above.map((line, place) => (
                <p key={place}>{line || "\u00a0"}</p>
              ))}
              <p class="room" />
              <p>
                <strong>{one.name}</strong>
              </p>
              {one.below.map((line, place) => (
                <p key={place}>{line}</p>
              ))}
            </div>
          ))}
        </div>
      );
    case "page":
      return <hr class="recaps-page" aria-label={part.title} />;
  }
}

export function PaperView({ shown }: { shown: Shown }) {
  const [all, set_all] = useState(false);
  // A print has every row, however few the screen shows.
  useEffect(() => {
    const before = () => set_all(true);
    window.addEventListener("beforeprint", before);
    return () => window.removeEventListener("beforeprint", before);
  }, []);
  return (
    <article class={`recaps-paper ${shown.landscape ? "landscape" : "portrait"} ${shown.paper}`} aria-label={shown.titles[0] ?? shown.name}>
      {shown.watermark && <p class="recaps-mark">{shown.watermark}</p>}
      {shown.letterhead.length > 0 && (
        <header>
          {shown.letterhead.map((line, at) => (
            <p key={at}>{line}</p>
          ))}
        </header>
      )}
      <div class="recaps-titles">{shown.titles.map((line, at) => (at === 0 ? <h2 key={at}>{line}</h2> : <p key={at}>{line}</p>))}</div>
      {shown.sections.map((part, at) => (
        <Section key={at} part={part} all={all} on_all={() => set_all(true)} />
      ))}
      {shown.footer && <footer>{shown.footer}</footer>}
    </article>
  );
}

// All rows are in the document before the browser is asked to print.
export function print_all(): void {
  window.dispatchEvent(new Event("beforeprint"));
  requestAnimationFrame(() => requestAnimationFrame(() => window.print())); // drawn in the first, there in the second
}
