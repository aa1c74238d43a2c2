// A table whose header stays in sight. Columns say how a row becomes a cell; on_open makes a row's first cell a button.
import type { ComponentChildren } from "preact";

import { texts } from "./i18n";
import { IconButton } from "./button";

const t = texts(
  {
    pages: "Halaman",
    before: "Halaman sebelumnya",
    after: "Halaman berikutnya",
    shown: (from: number, until: number, of: number) => `${from}–${until} dari ${of}`,
  },
  { pages: "Pages", before: "Previous page", after: "Next page", shown: (from, until, of) => `${from}–${until} of ${of}` },
);

export interface Column<T> {
  name: string;
  head: ComponentChildren;
  cell: (row: T) => ComponentChildren;
  right?: boolean;
  narrow?: boolean;
  nowrap?: boolean;
}

export function Table<T>({
  caption,
  columns,
  rows,
  key_of,
  on_open,
  tall,
  tone_of,
}: {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  key_of: (row: T) => string;
  on_open?: (row: T) => void;
  tall?: boolean;
  tone_of?: (row: T) => string;
}) {
  return (
    <div class={`table-box ${tall ? "tall" : ""}`} role="region" aria-label={caption} tabIndex={0}>
      <table class="table">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((one) => (
              <th key={one.name} scope="col" class={one.right ? "right" : ""}>
                {one.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={key_of(row)}
              class={`${on_open ? "opens" : ""} ${tone_of?.(row) ?? ""}`}
              onClick={
                on_open &&
                ((event) => {
                  if (!(event.target as Element).closest("button, a, input, select, label")) on_open(row);
                })
              }
            >
              {columns.map((one, at) => {
                const content = one.cell(row);
                return (
                  <td key={one.name} class={`${one.right ? "right" : ""} ${one.narrow ? "narrow" : ""} ${one.nowrap ? "nowrap" : ""}`}>
                    {at === 0 && on_open ? (
                      <button type="button" class="row-button" onClick={() => on_open(row)}>
                        {content}
                      </button>
                    ) : (
                      content
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Pagination({ total, size, page, on_page }: { total: number; size: number; page: number; on_page: (page: number) => void }) {
  const last = Math.max(0, Math.ceil(total / size) - 1);
  if (last === 0) return null;
  return (
    <nav class="pagination" aria-label={t.pages}>
      <IconButton icon="left" small label={t.before} disabled={page === 0} onClick={() => on_page(page - 1)} />
      <span aria-live="polite">{t.shown(page * size + 1, Math.min(total, (page + 1) * size), total)}</span>
      <IconButton icon="right" small label={t.after} disabled={page >= last} onClick={() => on_page(page + 1)} />
    </nav>
  );
}
