// What the pages of this folder share with each other: tabs that the address remembers, an opened matter that it remembers, a month.
import type { ComponentChildren } from "preact";

import { location, set_query, Tabs, this_month, type Tab } from "@ui";

// [what is open, open another]: kept in the address as ?name=….
export function use_query(name: string, fallback = ""): [string, (value: string | null) => void] {
  return [location.value.query.get(name) ?? fallback, (value) => set_query({ [name]: value === fallback ? null : value })];
}

// Tabs where there are several parts; a single one needs none.
export const Parts = ({
  children,
  ...rest
}: {
  tabs: Tab[];
  current: string;
  on_current: (id: string) => void;
  label: string;
  children: ComponentChildren;
}) => (rest.tabs.length > 1 ? <Tabs {...rest}>{children}</Tabs> : <div class="tab-panel">{children}</div>);

export const use_month = (): [string, (month: string) => void] => use_query("bulan", this_month());
