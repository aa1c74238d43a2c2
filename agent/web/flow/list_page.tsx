// A page that is a list and one thing that can be added to it: the same button above the list, and where it is still empty.
import type { ComponentChildren } from "preact";

import { Button, Card, Empty, Page, Show, type IconName, type Loaded } from "@ui";

interface Props<T> {
  title: string;
  about: string;
  tools?: ComponentChildren;
  deed: { label: string; icon: IconName; allowed: boolean; run: () => void };
  loaded: Loaded<T>;
  none: { is: boolean; icon: IconName; title: string; hint: string };
  before?: ComponentChildren; // above the list
  list: ComponentChildren;
  children?: ComponentChildren; // below it: dialogs
}

export function ListPage<T>({ title, about, tools, deed, loaded, none, before, list, children }: Props<T>) {
  const button = (kind?: "primary") =>
    deed.allowed && (
      <Button {...(kind ? { kind } : {})} icon={deed.icon} onClick={deed.run}>
        {deed.label}
      </Button>
    );
  return (
    <Page {...{ title, about, tools }} actions={button("primary")}>
      {before}
      <Card class="flush">
        <Show loaded={loaded}>
          {() =>
            none.is ? (
              <Empty icon={none.icon} title={none.title} actions={button()}>
                {none.hint}
              </Empty>
            ) : (
              list
            )
          }
        </Show>
      </Card>
      {children}
    </Page>
  );
}
