// What the pages of this folder share with each other: tabs that the address remembers, an opened matter that it remembers, a month.
import { location, set_query, this_month } from "@ui";

// [what is open, open another]: kept in the address as ?name=….
export function use_query(name: string, fallback = ""): [string, (value: string | null) => void] {
  return [location.value.query.get(name) ?? fallback, (value) => set_query({ [name]: value === fallback ? null : value })];
}

export const use_month = (): [string, (month: string) => void] => use_query("bulan", this_month());
