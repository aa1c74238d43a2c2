// Laporan harian: one's own reports day by day, what waits for a superior, and the unit's day.
import { useState } from "preact/hooks";

import { has_role, may, Page, person, texts, type Tab } from "@ui";
import { InboxList, use_inbox } from "../flow/inbox";
import { Parts, use_query } from "../flow/parts";
import { OwnReports } from "./daily_own";
import { UnitReports } from "./daily_unit";

const t = texts(
  {
    title: "Laporan harian",
    about: "Laporan Kinerja Harian (LKH) dan laporan kehadiran dari rumah.",
    tabs: "Bagian halaman",
    own: "Laporan saya",
    inbox: "Perlu keputusan saya",
    unit: "Laporan unit",
  },
  {
    title: "Daily reports",
    about: "Daily work reports (LKH) and attendance from home.",
    tabs: "Parts of this page",
    own: "My reports",
    inbox: "For me to decide",
    unit: "The unit's reports",
  },
);

export default function Daily() {
  const inbox = use_inbox("daily_report");
  const decides = may("decide.approve") && (has_role("superior", "head", "secretary") || inbox.rows.length > 0);
  const sees_unit = has_role("clerk", "head", "secretary", "personnel", "superior");
  const tabs: Tab[] = [
    ...(may("daily_report.submit") ? [{ id: "saya", label: t.own }] : []),
    ...(decides ? [{ id: "putusan", label: t.inbox, count: inbox.rows.length }] : []),
    ...(sees_unit ? [{ id: "unit", label: t.unit }] : []),
  ];
  const [wanted, set_tab] = use_query("bagian", inbox.rows.length > 0 && decides ? "putusan" : (tabs[0]?.id ?? "saya"));
  const tab = tabs.some((one) => one.id === wanted) ? wanted : (tabs[0]?.id ?? "saya");
  const [opened, set_opened] = useState<string | null>(null);
  return (
    <Page title={t.title} about={t.about}>
      <Parts
        label={t.tabs}
        tabs={tabs}
        current={tab}
        on_current={(id) => {
          set_tab(id);
          set_opened(null);
        }}
      >
        {tab === "saya" && person.value && <OwnReports nip={person.value.nip} />}
        {tab === "putusan" && <InboxList inbox={inbox} opened={opened} on_open={set_opened} />}
        {tab === "unit" && <UnitReports />}
      </Parts>
    </Page>
  );
}
