// The address bar: links work without loading the page anew, Back works, and an address can be copied.
import { signal } from "@preact/signals";

export const location = signal({ path: window.location.pathname, query: new URLSearchParams(window.location.search) });

// What must be asked before leaving: a form with unsaved edits. Answers whether to go.
let may_leave: (() => boolean) | null = null;
export const guard_leaving = (ask: (() => boolean) | null) => {
  may_leave = ask;
};

function read(): void {
  location.value = { path: window.location.pathname, query: new URLSearchParams(window.location.search) };
}

export function navigate(to: string, { replace = false } = {}): void {
  if (!replace && may_leave && !may_leave()) return;
  may_leave = null;
  window.history[replace ? "replaceState" : "pushState"](null, "", to);
  const before = location.value.path;
  read();
  if (location.value.path !== before) window.scrollTo(0, 0);
}

// Changes what the page shows (?month=…) without a new entry of the history.
export function set_query(changed: Record<string, string | null | undefined>): void {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changed)) value ? query.set(name, value) : query.delete(name);
  const text = query.toString();
  window.history.replaceState(null, "", window.location.pathname + (text ? `?${text}` : ""));
  read();
}

window.addEventListener("popstate", read);
document.addEventListener("click", (event) => {
  const link = (event.target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null;
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== window.location.origin || link.target || link.hasAttribute("download")) return;
  if (link.pathname.startsWith("/api/") || link.pathname.startsWith("/assets/")) return;
  if (link.hash && link.pathname === window.location.pathname) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
});
