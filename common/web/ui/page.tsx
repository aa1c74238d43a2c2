// What every page begins with, and what it shows while it has nothing: a heading, a skeleton, an empty state, an error.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

import type { ApiError } from "./api";
import { Notice } from "./badge";
import { Button } from "./button";
import { texts } from "./i18n";
import { Icon, type IconName } from "./icons";
import type { Loaded } from "./use_call";

const t = texts(
  { loading: "Memuat…", again: "Coba lagi", failed: "Belum dapat ditampilkan" },
  { loading: "Loading…", again: "Try again", failed: "This cannot be shown yet" },
);

export function Page({
  title,
  about,
  actions,
  tools,
  children,
  wide,
}: {
  title: string;
  about?: ComponentChildren;
  actions?: ComponentChildren;
  tools?: ComponentChildren;
  children: ComponentChildren;
  wide?: boolean;
}) {
  useEffect(() => {
    document.title = `${title} · hadir`;
  }, [title]);
  return (
    <div class={`page ${wide ? "wide" : ""}`}>
      <header class="page-head">
        <div class="page-title">
          <h1 tabIndex={-1}>{title}</h1>
          {about && <p>{about}</p>}
        </div>
        {actions && <div class="page-actions">{actions}</div>}
      </header>
      {tools && <div class="page-tools">{tools}</div>}
      {children}
    </div>
  );
}

export function Card({
  title,
  actions,
  children,
  class: extra = "",
  id,
}: {
  title?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
  class?: string;
  id?: string;
}) {
  return (
    <section class={`card ${extra}`} id={id}>
      {(title || actions) && (
        <header class="card-head">
          {title && <h2>{title}</h2>}
          {actions && <div class="card-actions">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

// Name and value, one under the other: <Facts rows={[["Hub", "https://…"]]} />
export const Facts = ({ rows }: { rows: [ComponentChildren, ComponentChildren][] }) => (
  <dl class="facts">
    {rows.map(([name, value], at) => (
      <div key={at}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

// `whole`: it is all that the page has, so its title is the page's heading.
export function Empty({
  icon = "info",
  title,
  children,
  actions,
  whole,
}: {
  icon?: IconName;
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
  whole?: boolean;
}) {
  return (
    <div class="empty">
      <span class="empty-mark">
        <Icon name={icon} size={26} />
      </span>
      {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children && <p>{children}</p>}
      {actions && <div class="empty-actions">{actions}</div>}
    </div>
  );
}

export const Skeleton = ({ rows = 5 }: { rows?: number }) => (
  <div class="skeleton" role="status" aria-label={t.loading}>
    {Array.from({ length: rows }, (_, at) => (
      <div key={at} class="bone" />
    ))}
  </div>
);

export const Failure = ({ problem, on_retry }: { problem: ApiError; on_retry?: () => void }) => (
  <Notice
    tone="bad"
    live
    title={problem.message || t.failed}
    {...(on_retry
      ? {
          actions: (
            <Button small icon="sync" onClick={on_retry}>
              {t.again}
            </Button>
          ),
        }
      : {})}
  >
    {problem.hint}
  </Notice>
);

// Chooses between skeleton, error and content for what useCall answers.
export function Show<T>({ loaded, children, rows }: { loaded: Loaded<T>; children: (data: T) => ComponentChildren; rows?: number }) {
  if (loaded.data !== undefined)
    return (
      <div class="shown" aria-busy={loaded.loading ? "true" : undefined}>
        {loaded.error && <Failure problem={loaded.error} on_retry={() => void loaded.reload()} />}
        {children(loaded.data)}
      </div>
    );
  if (loaded.error) return <Failure problem={loaded.error} on_retry={() => void loaded.reload()} />;
  return <Skeleton {...(rows ? { rows } : {})} />;
}
