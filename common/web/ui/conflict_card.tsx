// Two or more values that people wrote without knowing of each other, side by side: keep one, or write a third.
import type { ComponentChildren } from "preact";

import { Badge } from "./badge";
import { Button } from "./button";
import { texts } from "./i18n";

const t = texts(
  { keep: "Pakai yang ini", third: "Tulis yang lain…", shown: "yang tampil sekarang", by: "oleh", saw: "Saat menulis" },
  { keep: "Keep this one", third: "Write another…", shown: "shown now", by: "by", saw: "When writing" },
);

export interface Claim {
  value: ComponentChildren;
  who: ComponentChildren;
  when: ComponentChildren;
  trust: ComponentChildren; // how far the time can be trusted, in words
  pc?: ComponentChildren;
  saw?: ComponentChildren; // what the writer had seen
  is_shown?: boolean;
}

export function ConflictCard({
  title,
  about,
  claims,
  on_keep,
  on_third,
  busy,
}: {
  title: ComponentChildren;
  about?: ComponentChildren;
  claims: Claim[];
  on_keep?: (index: number) => void;
  on_third?: () => void;
  busy?: boolean;
}) {
  return (
    <section class="conflict">
      <header class="conflict-head">
        <h3>{title}</h3>
        {about && <p>{about}</p>}
      </header>
      <div class="claims">
        {claims.map((claim, at) => (
          <article key={at} class={`claim ${claim.is_shown ? "current" : ""}`}>
            <div class="claim-value">
              {claim.value}
              {claim.is_shown && (
                <Badge tone="accent" icon="eye">
                  {t.shown}
                </Badge>
              )}
            </div>
            <dl>
              <dt>{t.by}</dt>
              <dd>
                {claim.who}
                {claim.pc && <span class="quiet"> · {claim.pc}</span>}
              </dd>
              <dt class="unseen">·</dt>
              <dd>{claim.when}</dd>
              <dt class="unseen">·</dt>
              <dd class="quiet">{claim.trust}</dd>
              {claim.saw && (
                <>
                  <dt>{t.saw}</dt>
                  <dd>{claim.saw}</dd>
                </>
              )}
            </dl>
            {on_keep && (
              <Button kind={claim.is_shown ? "primary" : "plain"} small busy={busy ?? false} onClick={() => on_keep(at)}>
                {t.keep}
              </Button>
            )}
          </article>
        ))}
      </div>
      {on_third && (
        <Button kind="quiet" small icon="pen" onClick={on_third}>
          {t.third}
        </Button>
      )}
    </section>
  );
}
