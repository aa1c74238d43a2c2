// Pengaturan: the health of the service and what to do about it, people and imports, posts, this PC.
import type { ComponentType } from "preact";

import { Card, location, may, number, Page, set_query, Tabs, useCall } from "@ui";
import { ImportFile } from "../import_file";
import type { Status } from "../status";
import { HealthTab } from "./settings_health";
import { PcTab } from "./settings_pc";
import { PostsTab } from "./settings_posts";
import { TurnsTab } from "./settings_turns";
import { t } from "./settings_texts";

function PeopleTab() {
  const status = useCall<Status>("status");
  return (
    <Card title={t.import}>
      <p class="quiet">
        {t.import_about} {status.data && t.on_record(number(status.data.records["employee"] ?? 0))}
      </p>
      <ImportFile />
    </Card>
  );
}

const bodies: Record<string, ComponentType> = { health: HealthTab, pc: PcTab, people: PeopleTab, posts: PostsTab, turns: TurnsTab };

export default function Settings() {
  const tab = location.value.query.get("tab") ?? "health";
  const tabs = [
    { id: "health", label: t.health },
    ...(may("setting.list") ? [{ id: "pc", label: t.this_pc }] : []),
    ...(may("import") ? [{ id: "people", label: t.people }] : []),
    ...(may("post.list") ? [{ id: "posts", label: t.posts }] : []),
    ...(may("shift.list") ? [{ id: "turns", label: t.turns }] : []),
  ];
  const shown = tabs.some((one) => one.id === tab) ? tab : "health";
  const Body = bodies[shown]!;
  return (
    <Page title={t.title} about={t.about}>
      <Tabs label={t.title} tabs={tabs} current={shown} on_current={(id) => set_query({ tab: id === "health" ? null : id })}>
        <Body />
      </Tabs>
    </Page>
  );
}
