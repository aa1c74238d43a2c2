// Tabs after the ARIA pattern: arrows move, the panel follows.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface Tab {
  id: string;
  label: ComponentChildren;
  count?: number;
}

export function Tabs({
  tabs,
  current,
  on_current,
  label,
  children,
}: {
  tabs: Tab[];
  current: string;
  on_current: (id: string) => void;
  label: string;
  children: ComponentChildren;
}) {
  const base = useId();
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -tabs.length, End: tabs.length }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.id === current);
    const next = Math.abs(step) > 1 ? (step < 0 ? 0 : tabs.length - 1) : (at + step + tabs.length) % tabs.length;
    on_current(tabs[next]!.id);
    document.getElementById(`${base}-${tabs[next]!.id}`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-${tab.id}`}
            aria-selected={tab.id === current}
            aria-controls={`${base}-panel`}
            tabIndex={tab.id === current ? 0 : -1}
            onClick={() => on_current(tab.id)}
          >
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && <span class="count">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${current}`} tabIndex={-1}>
        {children}
      </div>
    </div>
  );
}
