// "Cetak kartu": the button on the page of accounts. What makes the cards is loaded when it is first pressed.
import { useState } from "preact/hooks";
import type { ComponentType } from "preact";

import { Button, texts } from "@ui";
import type { CardsProps } from "./accounts_cards_dialog";

const t = texts({ print: "Cetak kartu" }, { print: "Print cards" });

export function CardsButton({ accounts }: Pick<CardsProps, "accounts">) {
  const [Opened, set_opened] = useState<ComponentType<CardsProps> | null>(null);
  const [busy, set_busy] = useState(false);
  const open = async () => {
    set_busy(true);
    const { CardsDialog } = await import("./accounts_cards_dialog");
    set_opened(() => CardsDialog);
    set_busy(false);
  };
  return (
    <>
      <Button icon="print" busy={busy} onClick={() => void open()}>
        {t.print}
      </Button>
      {Opened && <Opened accounts={accounts} on_close={() => set_opened(null)} />}
    </>
  );
}
