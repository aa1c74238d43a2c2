// Small marks: a badge says its meaning in words and by an icon, and in colour only besides; a meter fills up against its limit.
import type { ComponentChildren } from "preact";

import { number } from "./format";
import { Icon, type IconName } from "./icons";

export type Tone = "ok" | "warn" | "bad" | "info" | "plain" | "accent";
const icons: Record<Tone, IconName | null> = { ok: "check", warn: "warn", bad: "stop", info: "info", plain: null, accent: null };

export function Badge({
  tone = "plain",
  icon,
  children,
  title,
}: {
  tone?: Tone;
  icon?: IconName | null;
  children: ComponentChildren;
  title?: string;
}) {
  const shown = icon === undefined ? icons[tone] : icon;
  return (
    <span class={`badge ${tone}`} title={title}>
      {shown && <Icon name={shown} size={13} />}
      {children}
    </span>
  );
}

// A line of text with a tone: what went well, what needs doing. Announced when it appears where `live`.
export function Notice({
  tone = "info",
  title,
  children,
  live,
  actions,
}: {
  tone?: Tone;
  title?: ComponentChildren;
  children?: ComponentChildren;
  live?: boolean;
  actions?: ComponentChildren;
}) {
  const icon = icons[tone] ?? "info";
  return (
    <div class={`notice ${tone}`} role={live ? (tone === "bad" ? "alert" : "status") : undefined}>
      <Icon name={icon} size={20} />
      <div class="notice-text">
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {actions && <div class="notice-actions">{actions}</div>}
    </div>
  );
}

// value of limit, in words and as a bar; over the limit it says so by its tone, its stripes and its text.
export function Meter({
  label,
  value,
  limit,
  text,
  compact,
}: {
  label: string;
  value: number;
  limit: number;
  text?: string;
  compact?: boolean;
}) {
  const is_over = value > limit;
  const said = text ?? `${number(value)} / ${number(limit)}`;
  const share = limit > 0 ? Math.min(1, value / limit) : value > 0 ? 1 : 0;
  return (
    <div class={`meter ${is_over ? "over" : share === 1 ? "full" : ""} ${compact ? "compact" : ""}`}>
      <div class="meter-words">
        <span>{label}</span>
        <span class="meter-said">
          {is_over && <Icon name="warn" size={13} />}
          {said}
        </span>
      </div>
      <div
        class="meter-track"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(limit, value)}
        aria-valuenow={value}
        aria-valuetext={said}
      >
        <div class="meter-fill" style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}
