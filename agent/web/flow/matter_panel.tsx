// One matter at the side of the page: what it says, where it stands, and what whoever looks may decide. After a decision the next one that
// waits can be opened at once.
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

import { ApiError, Button, Dialog, may, nip_text, Notice, Show, TextArea, texts, toast, useCall } from "@ui";
import { MatterFacts } from "./facts";
import { decide, matter_text, needs_note, operation_of, words, type Decision, type Matter } from "./matter";
import { StateChip } from "./states";
import { Tiers } from "./tiers";

const t = texts(
  {
    note: "Catatan",
    note_hint: "Wajib diisi bila dikembalikan atau ditolak: apa yang harus diperbaiki.",
    note_missing: "Tulis dahulu apa yang harus diperbaiki.",
    round: (round: number) => `Pengajuan ke-${round}`,
    way: "Jalannya keputusan",
    clash: "Keputusan saling bertentangan",
    next: (left: number) => `Berikutnya (${left} lagi)`,
    decide: "Keputusan Anda",
    done: "Sudah diputuskan.",
  },
  {
    note: "Note",
    note_hint: "Needed where you return or reject: what has to be put right.",
    note_missing: "Write first what has to be put right.",
    round: (round) => `Submission ${round}`,
    way: "Way of the decision",
    clash: "Decisions contradict each other",
    next: (left) => `Next (${left} more)`,
    decide: "Your decision",
    done: "Decided.",
  },
);

interface Props {
  subject: string;
  on_close: () => void;
  on_decided?: (() => void) | undefined;
  next?: { left: number; go: () => void } | undefined; // the next one that waits
  actions?: (matter: Matter, reload: () => void) => ComponentChildren;
}

export function MatterPanel({ subject, on_close, on_decided, next, actions }: Props) {
  const loaded = useCall<Matter>("matter.show", { subject });
  return (
    <Dialog side title={matter_text(subject)} on_close={on_close}>
      <Show loaded={loaded}>
        {(matter) => (
          <div class="matter">
            <header class="matter-head">
              <div>
                <h3>{matter.name}</h3>
                <p class="quiet">{nip_text(matter.employee)}</p>
              </div>
              <div class="matter-state">
                <StateChip state={matter.state} />
                {matter.round > 1 && <span class="quiet">{t.round(matter.round)}</span>}
              </div>
            </header>
            <MatterFacts matter={matter} />
            {matter.contradictions.length > 0 && (
              <Notice tone="warn" title={t.clash}>
                {matter.contradictions.join(" ")}
              </Notice>
            )}
            {matter.state !== "draf" && (
              <section>
                <h4>{t.way}</h4>
                <Tiers matter={matter} />
              </section>
            )}
            <Decide
              key={`${subject} ${matter.round}`}
              matter={matter}
              on_decided={() => {
                void loaded.reload();
                on_decided?.();
              }}
            />
            {matter.may.length === 0 && next && (
              <Button kind="primary" icon="right" onClick={next.go}>
                {t.next(next.left)}
              </Button>
            )}
            {actions?.(matter, () => void loaded.reload())}
          </div>
        )}
      </Show>
    </Dialog>
  );
}

const verbs: Record<Decision, "approve" | "forward" | "return" | "reject"> = {
  approved: "approve",
  forwarded: "forward",
  returned: "return",
  rejected: "reject",
};

function Decide({ matter, on_decided }: { matter: Matter; on_decided: () => void }) {
  const [note, set_note] = useState("");
  const [error, set_error] = useState<string | undefined>();
  const [problem, set_problem] = useState<ApiError | null>(null);
  const [busy, set_busy] = useState<Decision | null>(null);
  const offered = (["approved", "forwarded", "returned", "rejected"] as Decision[]).filter(
    (one) => matter.may.includes(one) && may(operation_of[one]),
  );
  // Below the last tier to approve is to forward: one button says both.
  const own = matter.tiers.findIndex((tier) => tier.waits);
  const is_last = own < 0 || own === matter.tiers.length - 1;
  const shown = offered.filter((one) => (is_last ? one !== "forwarded" : one !== "approved" || !offered.includes("forwarded")));
  if (shown.length === 0) return null;
  const run = async (decision: Decision) => {
    if (needs_note(decision) && !note.trim()) {
      set_error(t.note_missing);
      document.querySelector<HTMLElement>(".matter textarea")?.focus();
      return;
    }
    set_busy(decision);
    set_problem(null);
    try {
      toast((await decide(decision, matter.subject, note.trim())).message.split(":")[0] ?? t.done);
      on_decided();
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      set_problem(cause);
    } finally {
      set_busy(null);
    }
  };
  return (
    <section class="decide" aria-label={t.decide}>
      <h4>{t.decide}</h4>
      <TextArea
        label={t.note}
        hint={t.note_hint}
        optional
        error={error}
        value={note}
        maxLength={500}
        on_value={(text) => {
          set_note(text);
          set_error(undefined);
        }}
      />
      {problem && (
        <Notice tone="bad" live title={problem.message}>
          {problem.hint}
        </Notice>
      )}
      <div class="form-actions">
        {shown.map((one) => (
          <Button
            key={one}
            kind={one === "approved" || one === "forwarded" ? "primary" : one === "rejected" ? "danger" : "plain"}
            busy={busy === one}
            disabled={busy !== null}
            onClick={() => void run(one)}
          >
            {words[verbs[one]]}
          </Button>
        ))}
      </div>
    </section>
  );
}
