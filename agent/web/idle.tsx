// Signs out whoever left the PC, and warns a minute before. What somebody does keeps the session alive, not what the page does itself.
import { useEffect, useRef, useState } from "preact/hooks";

import { Button, Dialog, load_session, session, sign_out, texts } from "@ui";

const t = texts(
  {
    title: "Anda masih di sini?",
    left: (seconds: number) =>
      `Tidak ada kegiatan beberapa lama. Anda akan dikeluarkan dalam ${seconds} detik agar orang lain tidak memakai akun Anda.`,
    stay: "Tetap masuk",
    out: "Keluar sekarang",
  },
  {
    title: "Are you still there?",
    left: (seconds) =>
      `Nothing has happened for a while. You will be signed out in ${seconds} seconds, so that nobody else uses your account.`,
    stay: "Stay signed in",
    out: "Sign out now",
  },
);

const warn_s = 60,
  touch_s = 60;

export function IdleWatch() {
  const [left, set_left] = useState<number | null>(null);
  const acted = useRef(performance.now());
  const idle_s = session.value?.idle_s ?? 900;
  useEffect(() => {
    const remaining = () => Math.ceil(idle_s - (performance.now() - acted.current) / 1000);
    let touched = performance.now();
    const act = () => {
      if (remaining() <= warn_s) return; // then the warning is what is answered
      acted.current = performance.now();
      if (acted.current - touched > touch_s * 1000) {
        touched = acted.current;
        void load_session().catch(() => {});
      }
    };
    const events = ["pointerdown", "keydown", "wheel"] as const;
    events.forEach((name) => document.addEventListener(name, act, { passive: true, capture: true }));
    const timer = setInterval(() => {
      const seconds = remaining();
      if (seconds <= 0) {
        clearInterval(timer);
        void sign_out("idle");
      }
      set_left(seconds <= warn_s ? Math.max(0, seconds) : null);
    }, 1000);
    return () => {
      clearInterval(timer);
      events.forEach((name) => document.removeEventListener(name, act, { capture: true }));
    };
  }, [idle_s]);
  if (left === null) return null;
  const stay = () => {
    acted.current = performance.now();
    set_left(null);
    void load_session().catch(() => {});
  };
  return (
    <Dialog
      title={t.title}
      on_close={stay}
      actions={
        <>
          <Button onClick={() => void sign_out()}>{t.out}</Button>
          <Button kind="primary" autofocus onClick={stay}>
            {t.stay}
          </Button>
        </>
      }
    >
      <p>{t.left(left)}</p>
    </Dialog>
  );
}
