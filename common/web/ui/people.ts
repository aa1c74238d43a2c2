// The unit's people, loaded once and shared by everything that shows a name.
import { computed, signal } from "@preact/signals";

import { call } from "./api";
import { nip_text } from "./format";

export interface Employee {
  nip: string;
  name: string;
  section?: string;
  post?: string;
}

const employees = signal<Employee[] | null>(null);
let loading: Promise<void> | null = null;

export async function load_people(again = false): Promise<void> {
  if (employees.peek() && !again) return;
  loading ??= call<{ rows: Employee[] }>("people.list")
    .then(({ rows }) => {
      employees.value = rows.sort((a, b) => a.name.localeCompare(b.name, "id"));
    })
    .finally(() => {
      loading = null;
    });
  return loading;
}

export const people = computed(() => {
  if (!employees.value) void load_people().catch(() => {});
  return employees.value ?? [];
});
const by_nip = computed(() => new Map(people.value.map((one) => [one.nip, one])));

export const person_of = (nip: string): Employee | undefined => by_nip.value.get(nip);
// The name, or the number where nobody of that number is known.
export const name_of = (nip: string | null | undefined): string => (nip ? by_nip.value.get(nip)?.name || nip_text(nip) : "–");

// By parts of a name, or digits of the number.
export function matching<T extends Employee>(among: T[], typed: string, most = 8): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const digits = typed.replace(/\s/g, "");
  return among
    .filter(
      (one) => words.every((word) => one.name.toLowerCase().includes(word)) || (/^[\dA-Z-]{3,}$/i.test(digits) && one.nip.includes(digits)),
    )
    .slice(0, most);
}
