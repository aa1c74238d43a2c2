// Changing one's own password or the kiosk's PIN.
import { useState } from "preact/hooks";

import { ApiError, Button, call, error_of, focus_wrong, Notice, person, texts, TextField } from "@ui";

const t = texts(
  {
    old: "Kata sandi sekarang",
    new_secret: "Kata sandi baru",
    again: "Ulangi kata sandi baru",
    secret_hint: "Sekurangnya 8 huruf atau angka; beberapa kata yang mudah Anda ingat.",
    change: "Ganti kata sandi",
    changed: "Kata sandi diganti.",
    pin: "PIN baru",
    pin_again: "Ulangi PIN baru",
    pin_hint: "6 sampai 12 angka, bukan berurutan dan bukan bagian NIP.",
    change_pin: "Ganti PIN",
    pin_changed: "PIN diganti.",
    missing_old: "Isi kata sandi yang Anda pakai sekarang.",
    short: "Terlalu pendek: sekurangnya 8.",
    differ: "Keduanya belum sama.",
    bad_pin: "PIN terdiri dari 6 sampai 12 angka.",
  },
  {
    old: "Current password",
    new_secret: "New password",
    again: "New password again",
    secret_hint: "At least 8 characters; a few words that you remember.",
    change: "Change password",
    changed: "The password was changed.",
    pin: "New PIN",
    pin_again: "New PIN again",
    pin_hint: "6 to 12 digits, not in a row and not part of the NIP.",
    change_pin: "Change PIN",
    pin_changed: "The PIN was changed.",
    missing_old: "Enter the password that you use now.",
    short: "Too short: at least 8.",
    differ: "The two are not the same.",
    bad_pin: "A PIN has 6 to 12 digits.",
  },
);

// `pin`: changes the kiosk's PIN, which the password confirms.
export function SecretForm({ pin, on_done }: { pin?: boolean; on_done?: () => void }) {
  const [old, set_old] = useState("");
  const [fresh, set_fresh] = useState("");
  const [again, set_again] = useState("");
  const [tried, set_tried] = useState(false);
  const [busy, set_busy] = useState(false);
  const [done, set_done] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const is_bad = pin ? !/^\d{6,12}$/.test(fresh) : fresh.length < 8;
  const submit = async (event: Event) => {
    event.preventDefault();
    set_tried(true);
    set_done(false);
    set_problem(null);
    const form = event.currentTarget;
    if (!old || is_bad || fresh !== again) return focus_wrong(form);
    set_busy(true);
    try {
      await call("account.secret", { nip: person.value?.nip, old, ...(pin ? { pin: fresh } : { secret: fresh }) });
      set_old("");
      set_fresh("");
      set_again("");
      set_tried(false);
      set_done(true);
      on_done?.();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
      focus_wrong(form);
    } finally {
      set_busy(false);
    }
  };
  const field = pin ? "pin" : "secret";
  return (
    <form class="stack" onSubmit={submit} noValidate>
      {problem && !["old", field].includes(problem.field ?? "") && (
        <Notice tone="bad" live title={problem.message}>
          {problem.hint}
        </Notice>
      )}
      {done && (
        <Notice tone="ok" live>
          {pin ? t.pin_changed : t.changed}
        </Notice>
      )}
      <TextField
        label={t.old}
        type="password"
        autocomplete="current-password"
        value={old}
        on_value={set_old}
        error={tried && !old ? t.missing_old : error_of(problem, "old")}
      />
      <TextField
        label={pin ? t.pin : t.new_secret}
        hint={pin ? t.pin_hint : t.secret_hint}
        type="password"
        inputMode={pin ? "numeric" : "text"}
        autocomplete="new-password"
        value={fresh}
        on_value={set_fresh}
        error={tried && is_bad ? (pin ? t.bad_pin : t.short) : error_of(problem, field)}
      />
      <TextField
        label={pin ? t.pin_again : t.again}
        type="password"
        inputMode={pin ? "numeric" : "text"}
        autocomplete="new-password"
        value={again}
        on_value={set_again}
        error={tried && !is_bad && fresh !== again ? t.differ : undefined}
      />
      <div>
        <Button kind="primary" type="submit" busy={busy}>
          {pin ? t.change_pin : t.change}
        </Button>
      </div>
    </form>
  );
}
