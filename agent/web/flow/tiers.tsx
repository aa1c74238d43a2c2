// The tiers that a matter goes through, from the first to the last: who decided what and when, who is asked now, who is still to come, and
// which posts are passed over.
import { date_time, Icon, texts, type IconName } from "@ui";
import { words, type Matter, type Step } from "./matter";

const t = texts(
  {
    label: "Jalannya keputusan",
    waits: "Menunggu keputusan",
    later: "Belum sampai ke sini",
    skipped: "dilewati",
    doubtful: "jam PC-nya diragukan",
    without: "tidak berlaku",
    earlier: (round: number) => `Pengajuan ke-${round}`,
    nobody: "Belum ada atasan yang tercatat. Minta petugas mengisi jabatan di Pengaturan.",
  },
  {
    label: "Way of the decision",
    waits: "Waiting for a decision",
    later: "Not here yet",
    skipped: "passed over",
    doubtful: "that PC's clock is in doubt",
    without: "without effect",
    earlier: (round) => `Submission ${round}`,
    nobody: "No superior is recorded. Ask the clerk to fill in the posts under Settings.",
  },
);

const marks: Record<string, IconName> = { approved: "check", forwarded: "moved", returned: "undo", rejected: "stop" };

const Said = ({ step }: { step: Step }) => (
  <>
    <span class="tier-said">
      {words[step.decision]} · {date_time(step.at)}
      {step.doubtful && ` · ${t.doubtful}`}
      {!step.counts && ` · ${t.without}: ${step.why_not}`}
    </span>
    {step.note && <q>{step.note}</q>}
  </>
);

export function Tiers({ matter }: { matter: Matter }) {
  const latest = (person: string) => matter.steps.filter((step) => step.by === person && step.round === matter.round).pop();
  const others = matter.steps.filter((step) => step.round !== matter.round || !matter.tiers.some((tier) => tier.person === step.by));
  if (matter.tiers.length === 0 && matter.steps.length === 0) return <p class="hint">{t.nobody}</p>;
  return (
    <div class="tiers-box">
      <ol class="tiers" aria-label={t.label}>
        {matter.tiers.flatMap((tier, at) => {
          const step = latest(tier.person);
          const state = step ? step.decision : tier.waits ? "waits" : "later";
          return [
            ...matter.skipped
              .filter((one) => one.below === at)
              .map((one) => (
                <li key={`s${one.post}`} class="tier skipped">
                  <span class="tier-mark">
                    <Icon name="minus" size={13} />
                  </span>
                  <div>
                    <span class="quiet">
                      {one.title || one.post}: {one.why}, {t.skipped}
                    </span>
                  </div>
                </li>
              )),
            <li key={tier.tier} class={`tier ${state}`} aria-current={state === "waits" ? "step" : undefined}>
              <span class="tier-mark">{step ? <Icon name={marks[step.decision]!} size={13} /> : tier.tier}</span>
              <div>
                <strong>{tier.name}</strong>
                {tier.title && (
                  <span class="quiet">
                    {" "}
                    · {tier.standing !== "definitif" && `${tier.standing.charAt(0).toUpperCase()}${tier.standing.slice(1)}. `}
                    {tier.title}
                  </span>
                )}
                {step ? <Said step={step} /> : <span class="tier-said">{tier.waits ? t.waits : t.later}</span>}
              </div>
            </li>,
          ];
        })}
      </ol>
      {others.length > 0 && (
        <ul class="tier-past">
          {others.map((step, at) => (
            <li key={at}>
              <span class="quiet">{t.earlier(step.round)} · </span>
              <strong>{step.name}</strong> <Said step={step} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
