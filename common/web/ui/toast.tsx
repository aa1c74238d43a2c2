// Short messages that come and go: toast("Tercatat.") and toast(problem). Errors stay until they are closed.
import { signal } from "@preact/signals";

import { ApiError } from "./api";
import type { Tone } from "./badge";
import { IconButton } from "./button";
import { texts } from "./i18n";
import { Icon } from "./icons";

const t = texts({ close: "Tutup", region: "Pemberitahuan" }, { close: "Close", region: "Notices" });

interface Toast {
  id: number;
  tone: Tone;
  text: string;
  hint?: string;
  undo?: { label: string; run: () => void };
}
const toasts = signal<Toast[]>([]);
let next = 1;

const drop = (id: number) => {
  toasts.value = toasts.value.filter((one) => one.id !== id);
};

export function toast(what: string | unknown, { tone = "ok", undo }: { tone?: Tone; undo?: Toast["undo"] } = {}): void {
  const id = next++;
  const is_problem = typeof what !== "string";
  const one: Toast = is_problem
    ? {
        id,
        tone: "bad",
        text: what instanceof Error ? what.message : String(what),
        ...(what instanceof ApiError && what.hint ? { hint: what.hint } : {}),
      }
    : { id, tone, text: what, ...(undo ? { undo } : {}) };
  toasts.value = [...toasts.value.slice(-2), one];
  if (!is_problem) setTimeout(() => drop(id), undo ? 10_000 : 5_000);
}

export function Toasts() {
  return (
    <div class="toasts" role="region" aria-label={t.region} aria-live="polite">
      {toasts.value.map((one) => (
        <div key={one.id} class={`toast ${one.tone}`} role={one.tone === "bad" ? "alert" : undefined}>
          <Icon name={one.tone === "bad" ? "warn" : "check"} />
          <div>
            <strong>{one.text}</strong>
            {one.hint && <p>{one.hint}</p>}
          </div>
          {one.undo && (
            <button
              type="button"
              class="toast-undo"
              onClick={() => {
                one.undo!.run();
                drop(one.id);
              }}
            >
              {one.undo.label}
            </button>
          )}
          <IconButton icon="cross" small label={t.close} onClick={() => drop(one.id)} />
        </div>
      ))}
    </div>
  );
}
