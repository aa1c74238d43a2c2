// A modal dialog on the browser's own <dialog>: focus stays inside, Escape closes, focus returns to where it was.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

import { Button, IconButton } from "./button";
import { texts } from "./i18n";

const t = texts({ close: "Tutup", cancel: "Batal" }, { close: "Close", cancel: "Cancel" });

interface Props {
  title: string;
  on_close: () => void;
  children: ComponentChildren;
  actions?: ComponentChildren;
  wide?: boolean;
  side?: boolean;
}

export function Dialog({ title, on_close, children, actions, wide, side }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const close = useRef(on_close);
  close.current = on_close;
  useEffect(() => {
    const own = dialog.current!;
    const before = document.activeElement as HTMLElement | null;
    own.showModal();
    (
      own.querySelector<HTMLElement>("[autofocus], .dialog-body input, .dialog-body select, .dialog-body textarea") ??
      own.querySelector<HTMLElement>(".dialog-actions button")
    )?.focus();
    return () => {
      own.close();
      before?.focus?.();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${wide ? "wide" : ""} ${side ? "side" : ""}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        close.current();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) close.current();
      }}
    >
      <header class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <IconButton icon="cross" label={t.close} onClick={() => on_close()} />
      </header>
      <div class="dialog-body">{children}</div>
      {actions && <footer class="dialog-actions">{actions}</footer>}
    </dialog>
  );
}

// "Terbitkan jadwal Juli?" with what it means, and the deed named on the button.
export function Confirm({
  title,
  children,
  deed,
  danger,
  busy,
  on_yes,
  on_close,
}: Omit<Props, "actions"> & { deed: string; danger?: boolean; busy?: boolean; on_yes: () => void }) {
  return (
    <Dialog
      title={title}
      on_close={on_close}
      actions={
        <>
          <Button onClick={on_close}>{t.cancel}</Button>
          <Button kind={danger ? "danger" : "primary"} busy={busy ?? false} onClick={on_yes} autofocus>
            {deed}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
