// Two languages, Indonesian first. Each page writes its texts once per language, and the compiler holds both to the same keys.
import { signal } from "@preact/signals";

export type Language = "id" | "en";

export const language = signal<Language>(localStorage.getItem("hadir.language") === "en" ? "en" : "id");

export function choose_language(wanted: Language): void {
  localStorage.setItem("hadir.language", wanted);
  document.documentElement.lang = wanted;
  language.value = wanted;
}

type Same<T> = T extends string ? string : T extends (...args: infer A) => string ? (...args: A) => string : { [K in keyof T]: Same<T[K]> };

// texts({title: "Rapat", count: (n: number) => `${n} rapat`}, {title: "Meetings", count: (n) => `${n} meetings`}): read as t.title and
// t.count(3). Whatever component reads one is drawn anew when the language changes.
export function texts<T extends object>(id: T, en: Same<T>): T {
  const both = {} as T;
  const english: T = en as never;
  for (const key of Object.keys(id) as (keyof T)[])
    Object.defineProperty(both, key, { enumerable: true, get: () => (language.value === "id" ? id : english)[key] });
  return both;
}
