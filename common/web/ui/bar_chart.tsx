// Bars as SVG, stacked where a bar has several parts, with an optional limit line. The same numbers are a table for screen readers;
// parts differ by pattern as well as by colour.
import { useId } from "preact/hooks";

import { number } from "./format";
import { texts } from "./i18n";

const t = texts({ limit: "batas" }, { limit: "limit" });

export interface Bar {
  label: string;
  values: number[];
  limit?: number;
  title?: string;
}

export function BarChart({
  title,
  parts,
  bars,
  height = 190,
  unit = "",
}: {
  title: string;
  parts: string[];
  bars: Bar[];
  height?: number;
  unit?: string;
}) {
  const id = useId();
  const top = Math.max(
    1,
    ...bars.map((bar) =>
      Math.max(
        bar.limit ?? 0,
        bar.values.reduce((a, b) => a + b, 0),
      ),
    ),
  );
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000].find((one) => top / one <= 5) ?? Math.ceil(top / 5);
  const high = Math.ceil(top / step) * step;
  const [left, bottom, above] = [36, 22, 8];
  const slot = Math.max(18, Math.min(64, 900 / Math.max(1, bars.length)));
  const width = left + slot * bars.length + 4;
  const y = (value: number) => above + (height - bottom - above) * (1 - value / high);
  const every = Math.ceil((bars.length * 34) / (slot * bars.length));
  return (
    <figure class="chart">
      <figcaption id={id}>
        {title}
        <ul class="legend" aria-hidden="true">
          {parts.map((part, at) => (
            <li key={part}>
              <svg width="12" height="12">
                <rect class={`part-${at}`} width="12" height="12" rx="2" />
              </svg>
              {part}
            </li>
          ))}
          {bars.some((bar) => bar.limit !== undefined) && (
            <li>
              <svg width="14" height="12">
                <line class="limit" x1="0" x2="14" y1="6" y2="6" />
              </svg>
              {t.limit}
            </li>
          )}
        </ul>
      </figcaption>
      <div class="chart-scroll">
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-labelledby={id}>
          {Array.from({ length: high / step + 1 }, (_, at) => at * step).map((value) => (
            <g key={value}>
              <line class="rule" x1={left} x2={width} y1={y(value)} y2={y(value)} />
              <text class="axis" x={left - 6} y={y(value) + 4} text-anchor="end">
                {number(value)}
              </text>
            </g>
          ))}
          {bars.map((bar, at) => {
            let base = 0;
            const x = left + at * slot + slot * 0.16;
            return (
              <g key={`${at} ${bar.label}`}>
                <title>{`${bar.title ?? bar.label}: ${parts.map((part, index) => `${part} ${number(bar.values[index] ?? 0)}${unit}`).join(", ")}${bar.limit !== undefined ? `, ${t.limit} ${number(bar.limit)}${unit}` : ""}`}</title>
                {bar.values.map((value, index) => {
                  const from = base;
                  base += value;
                  return (
                    value > 0 && (
                      <rect
                        key={index}
                        class={`part-${index}`}
                        x={x}
                        width={slot * 0.68}
                        y={y(base)}
                        height={Math.max(0, y(from) - y(base))}
                        rx="1.5"
                      />
                    )
                  );
                })}
                {bar.limit !== undefined && (
                  <line class="limit" x1={left + at * slot} x2={left + (at + 1) * slot} y1={y(bar.limit)} y2={y(bar.limit)} />
                )}
                {at % every === 0 && (
                  <text class="axis" x={left + at * slot + slot / 2} y={height - 6} text-anchor="middle">
                    {bar.label}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      </div>
      <div class="unseen">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <td />
              {parts.map((part) => (
                <th key={part} scope="col">
                  {part}
                </th>
              ))}
              <th scope="col">{t.limit}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar, at) => (
              <tr key={at}>
                <th scope="row">{bar.title ?? bar.label}</th>
                {parts.map((part, index) => (
                  <td key={part}>
                    {number(bar.values[index] ?? 0)}
                    {unit}
                  </td>
                ))}
                <td>{bar.limit ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
