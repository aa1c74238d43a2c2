// What waits for whoever is signed in: one by one in the panel, or several of them approved at once.
import { useState } from "preact/hooks";

import { ApiError, Button, call, Checkbox, Empty, may, Show, Table, texts, toast, useCall, type Loaded } from "@ui";
import { decide, matter_of, subject_text, type Matter, type Waiting } from "./matter";
import { MatterPanel } from "./matter_panel";

const t = texts(
  {
    caption: "Yang menunggu keputusan Anda",
    from: "Dari",
    about: "Tentang",
    round: "Pengajuan",
    pick: "Pilih",
    pick_one: (name: string) => `Pilih ${name}`,
    all: "Pilih semua",
    approve: (count: number) => `Setujui ${count} terpilih`,
    empty: "Tidak ada yang menunggu Anda",
    empty_hint: "Yang diajukan bawahan Anda muncul di sini begitu sampai di PC ini.",
    done: (count: number) => `${count} disetujui atau diteruskan.`,
    nth: (round: number) => (round > 1 ? `ke-${round}` : "pertama"),
  },
  {
    caption: "What waits for your decision",
    from: "From",
    about: "About",
    round: "Submission",
    pick: "Choose",
    pick_one: (name) => `Choose ${name}`,
    all: "Choose all",
    approve: (count) => `Approve ${count} chosen`,
    empty: "Nothing waits for you",
    empty_hint: "What your staff hand in appears here as soon as it reaches this PC.",
    done: (count) => `${count} approved or forwarded.`,
    nth: (round) => (round > 1 ? `no. ${round}` : "first"),
  },
);

export interface Inbox {
  rows: Waiting[];
  loaded: Loaded<{ rows: Waiting[] }>;
}

// Of one matter, e.g. "daily_report".
export function use_inbox(matter: string): Inbox {
  const loaded = useCall<{ rows: Waiting[] }>("approvals.waiting", {}, { skip: !may("approvals.waiting") });
  const day = (subject: string) => /\d{4}-\d\d-\d\d/.exec(subject)?.[0] ?? "";
  const rows = (loaded.data?.rows ?? [])
    .filter((row) => matter_of(row.subject) === matter)
    .sort((a, b) => day(a.subject).localeCompare(day(b.subject)) || a.name.localeCompare(b.name));
  return { rows, loaded };
}

// Below the last tier "approve" is refused where only forwarding is left; each matter says itself what it takes.
async function approve(subject: string): Promise<void> {
  const matter = await call<Matter>("matter.show", { subject });
  const own = matter.tiers.findIndex((tier) => tier.waits);
  const decision = own >= 0 && own < matter.tiers.length - 1 && matter.may.includes("forwarded") ? "forwarded" : "approved";
  await decide(decision, subject, "");
}

export function InboxList({
  inbox,
  opened,
  on_open,
  on_changed,
}: {
  inbox: Inbox;
  opened: string | null;
  on_open: (subject: string | null) => void;
  on_changed?: () => void;
}) {
  const [picked, set_picked] = useState<string[]>([]);
  const [busy, set_busy] = useState(false);
  const chosen = picked.filter((subject) => inbox.rows.some((row) => row.subject === subject));
  const reload = () => {
    void inbox.loaded.reload();
    on_changed?.();
  };
  const approve_all = async () => {
    set_busy(true);
    let done = 0;
    for (const subject of chosen) {
      try {
        await approve(subject);
        ++done;
      } catch (problem) {
        if (!(problem instanceof ApiError)) throw problem;
        toast(problem);
      }
    }
    set_busy(false);
    set_picked([]);
    if (done) toast(t.done(done));
    reload();
  };
  const others = inbox.rows.filter((row) => row.subject !== opened);
  return (
    <Show loaded={inbox.loaded}>
      {() => (
        <>
          {inbox.rows.length === 0 ? (
            <Empty icon="check" title={t.empty}>
              {t.empty_hint}
            </Empty>
          ) : (
            <>
              <div class="bulk">
                <Checkbox
                  label={t.all}
                  checked={chosen.length === inbox.rows.length}
                  on_checked={(all) => set_picked(all ? inbox.rows.map((row) => row.subject) : [])}
                />
                <Button small icon="check" disabled={chosen.length === 0} busy={busy} onClick={() => void approve_all()}>
                  {t.approve(chosen.length)}
                </Button>
              </div>
              <Table
                caption={t.caption}
                rows={inbox.rows}
                key_of={(row) => row.subject}
                on_open={(row) => on_open(row.subject)}
                columns={[
                  { name: "from", head: t.from, cell: (row) => row.name },
                  {
                    name: "about",
                    head: t.about,
                    cell: (row) => (
                      <>
                        {subject_text(row.subject)}
                        <span class="quiet cell-more">{row.about.replace(/^[^:]*: ?/, "")}</span>
                      </>
                    ),
                  },
                  { name: "round", head: t.round, cell: (row) => t.nth(row.round), nowrap: true },
                  {
                    name: "pick",
                    head: t.pick,
                    narrow: true,
                    cell: (row) => (
                      <input
                        type="checkbox"
                        aria-label={t.pick_one(`${row.name}, ${subject_text(row.subject)}`)}
                        checked={picked.includes(row.subject)}
                        onChange={(event) =>
                          set_picked(event.currentTarget.checked ? [...picked, row.subject] : picked.filter((one) => one !== row.subject))
                        }
                      />
                    ),
                  },
                ]}
              />
            </>
          )}
          {opened && (
            <MatterPanel
              key={opened}
              subject={opened}
              on_close={() => on_open(null)}
              on_decided={reload}
              next={others[0] ? { left: others.length, go: () => on_open(others[0]!.subject) } : undefined}
            />
          )}
        </>
      )}
    </Show>
  );
}
