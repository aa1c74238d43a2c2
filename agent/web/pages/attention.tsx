// Perlu perhatian: one list of everything that needs somebody, by what kind of thing it is, each with what to do next.
import { useState } from "preact/hooks";

import { Button, ButtonLink, Card, Empty, has_role, Icon, may, Page, person, Show, short_date, texts, useCall } from "@ui";
import { ConflictDialog, Settled } from "./attention_conflict";
import { gathered, group_names, group_order, headline, step_of, type Group, type Item } from "./attention_items";
import { AbsenceDialog, TimesDialog } from "./attention_people";
import { QuarantineDialog } from "./attention_quarantine";
import { MatterPanel } from "../flow/matter_panel";
import { use_query } from "../flow/parts";

const t = texts(
  {
    title: "Perlu perhatian",
    about: "Yang menunggu seseorang bertindak, masing-masing dengan langkah berikutnya.",
    own: "Yang menyangkut Anda, masing-masing dengan langkah berikutnya.",
    all: "Semua",
    groups: "Saring menurut jenis",
    none: "Tidak ada yang perlu perhatian",
    none_hint: "Pertentangan, laporan yang belum ada, dan hal lain yang perlu Anda tangani muncul di sini dengan sendirinya.",
    more: (count: number) => `Tampilkan ${count} lagi`,
    urgent: "mendesak",
    people: (names: string, more: number) => (more > 0 ? `${names} dan ${more} lagi` : names),
  },
  {
    title: "Needs attention",
    about: "What waits for somebody to act, each with the next step.",
    own: "What concerns you, each with the next step.",
    all: "All",
    groups: "Filter by kind",
    none: "Nothing needs attention",
    none_hint: "Conflicts, missing reports and whatever else needs you appear here by themselves.",
    more: (count) => `Show ${count} more`,
    urgent: "urgent",
    people: (names, more) => (more > 0 ? `${names} and ${more} more` : names),
  },
);

const at_first = 5;

export default function Attention() {
  const sees_unit = has_role("clerk", "head", "secretary", "personnel");
  const loaded = useCall<{ rows: Item[] }>("attention", sees_unit ? {} : { employee: person.value?.nip });
  const [chosen, set_chosen] = use_query("jenis");
  const [opened, set_opened] = useState<Item | null>(null);
  const rows = loaded.data?.rows ?? [];
  const groups = group_order
    .map((group) => ({
      group,
      rows: rows.filter((row) => row.group === group),
      lines: gathered(rows.filter((row) => row.group === group)),
    }))
    .filter((one) => one.rows.length > 0);
  const shown = groups.filter((one) => !chosen || one.group === chosen);
  const close = () => {
    set_opened(null);
    void loaded.reload();
  };
  return (
    <Page title={t.title} about={sees_unit ? t.about : t.own}>
      <Show loaded={loaded} rows={8}>
        {() => (
          <>
            {groups.length > 1 && (
              <div class="attention-filter" role="group" aria-label={t.groups}>
                <button type="button" class={`count-chip ${chosen ? "" : "on"}`} aria-pressed={!chosen} onClick={() => set_chosen(null)}>
                  {t.all} <span class="count">{rows.length}</span>
                </button>
                {groups.map((one) => (
                  <button
                    key={one.group}
                    type="button"
                    class={`count-chip ${chosen === one.group ? "on" : ""}`}
                    aria-pressed={chosen === one.group}
                    onClick={() => set_chosen(chosen === one.group ? null : one.group)}
                  >
                    {group_names[one.group]} <span class="count">{one.rows.length}</span>
                  </button>
                ))}
              </div>
            )}
            {rows.length === 0 && (
              <Card>
                <Empty icon="check" title={t.none}>
                  {t.none_hint}
                </Empty>
              </Card>
            )}
            {shown.map((one) => (
              <GroupCard
                key={one.group}
                group={one.group}
                count={one.rows.length}
                rows={one.lines}
                whole={chosen === one.group}
                on_open={set_opened}
              />
            ))}
          </>
        )}
      </Show>
      {may("conflicts.settled") && (!chosen || chosen === "conflicts") && (
        <Settled key={rows.filter((row) => row.group === "conflicts").length} on_changed={() => void loaded.reload()} />
      )}
      {opened && <Opened item={opened} items={rows} on_close={close} on_next={set_opened} />}
    </Page>
  );
}

function GroupCard({
  group,
  count,
  rows,
  whole,
  on_open,
}: {
  group: Group;
  count: number;
  rows: Item[];
  whole: boolean;
  on_open: (item: Item) => void;
}) {
  const [all, set_all] = useState(false);
  const shown = all || whole ? rows : rows.slice(0, at_first);
  return (
    <Card
      class="flush"
      title={
        <>
          {group_names[group]} <span class="count">{count}</span>
        </>
      }
    >
      <ul class="attention-list">
        {shown.map((item, at) => (
          <Line key={`${item.code} ${item.subject} ${at}`} item={item} on_open={() => on_open(item)} />
        ))}
      </ul>
      {shown.length < rows.length && (
        <div class="attention-more">
          <Button kind="quiet" small icon="down" onClick={() => set_all(true)}>
            {t.more(rows.length - shown.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}

// Sentences of the service are Indonesian in both languages.
const is_ours = (item: Item) => item.group === "conflicts" || item.code.startsWith("waits_");

function Line({ item, on_open }: { item: Item; on_open: () => void }) {
  const step = step_of(item);
  const names = item.people
    .slice(0, 3)
    .map((one) => one.name)
    .join(", ");
  const { title, detail } = headline(item);
  return (
    <li class={item.urgent ? "urgent" : ""}>
      <Icon name={item.urgent ? "warn" : "info"} size={18} />
      <div class="attention-words">
        <strong>{title}</strong>
        {item.urgent && <span class="unseen"> ({t.urgent})</span>}
        {detail && <p lang={is_ours(item) ? undefined : "id"}>{detail}</p>}
        <p class="quiet">
          {[
            !item.code.startsWith("waits_") && short_date(item.date),
            item.people.length > 1 && !detail.includes(names) && t.people(names, item.people.length - 3),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {step &&
        (step.href ? (
          <ButtonLink small href={step.href}>
            {step.label}
          </ButtonLink>
        ) : (
          <Button small {...(item.group === "conflicts" || item.group === "decide" ? { kind: "primary" as const } : {})} onClick={on_open}>
            {step.label}
          </Button>
        ))}
    </li>
  );
}

// What a line opens, by its kind.
function Opened({ item, items, on_close, on_next }: { item: Item; items: Item[]; on_close: () => void; on_next: (item: Item) => void }) {
  switch (step_of(item)?.opens) {
    case "conflict":
      return <ConflictDialog id={item.subject} on_close={on_close} />;
    case "quarantine":
      return <QuarantineDialog source={item.subject} on_close={on_close} />;
    case "absence":
      return <AbsenceDialog item={item} on_close={on_close} />;
    case "times":
      return <TimesDialog item={item} on_close={on_close} />;
    case "matter": {
      const others = items.filter((one) => one.code.startsWith("waits_") && one.subject !== item.subject);
      return (
        <MatterPanel
          key={item.subject}
          subject={item.subject}
          on_close={on_close}
          next={others[0] ? { left: others.length, go: () => on_next(others[0]!) } : undefined}
        />
      );
    }
    default:
      return null;
  }
}
