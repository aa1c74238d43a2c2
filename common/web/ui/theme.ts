// Light or dark: what the system prefers, unless somebody chose.
import { signal } from "@preact/signals";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const chosen = () => document.documentElement.dataset["theme"] as "light" | "dark" | undefined;

export const theme = signal<"light" | "dark">(chosen() ?? (dark.matches ? "dark" : "light"));
dark.addEventListener("change", () => {
  theme.value = chosen() ?? (dark.matches ? "dark" : "light");
});

export function toggle_theme(): void {
  const wanted = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem("hadir.theme", wanted);
  document.documentElement.dataset["theme"] = wanted;
  theme.value = wanted;
}
