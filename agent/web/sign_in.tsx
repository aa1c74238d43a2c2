// Signing in, with the way back to the kiosk; and changing a password that somebody else has set, before anything else.
import { useEffect, useState } from "preact/hooks";

import {
  ApiError,
  Button,
  duration,
  focus_wrong,
  load_session,
  Notice,
  session,
  sign_in,
  sign_out,
  signed_out_why,
  texts,
  TextField,
} from "@ui";
import { SecretForm } from "./secret_form";
import { Mark, Switches, Weave } from "./shell";

const t = texts(
  {
    title: "Masuk",
    nip: "NIP",
    secret: "Kata sandi",
    go: "Masuk",
    kiosk: "Hanya mencatat hadir? Buka Presensi",
    missing_nip: "Isi NIP Anda.",
    missing_secret: "Isi kata sandi Anda.",
    idle: "Anda dikeluarkan karena lama tidak ada kegiatan. Silakan masuk lagi.",
    ended: "Sesi Anda telah berakhir. Silakan masuk lagi.",
    locked: (wait: string) => `Tunggu ${wait}, lalu coba lagi.`,
    forgot: "Lupa kata sandi? Minta petugas presensi kantor Anda menggantinya di halaman Akun.",
    first: "Buat kata sandi Anda",
    first_hint: "Kata sandi sementara hanya dipakai sekali. Pilih kata sandi Anda sendiri untuk melanjutkan.",
    out: "Keluar",
  },
  {
    title: "Sign in",
    nip: "NIP",
    secret: "Password",
    go: "Sign in",
    kiosk: "Only recording your attendance? Open Attendance",
    missing_nip: "Enter your NIP.",
    missing_secret: "Enter your password.",
    idle: "You were signed out because nothing happened for a while. Please sign in again.",
    ended: "Your session has ended. Please sign in again.",
    locked: (wait) => `Wait ${wait}, then try again.`,
    forgot: "Forgot your password? Ask your office's clerk to change it on the Accounts page.",
    first: "Choose your password",
    first_hint: "A temporary password is for one use. Choose your own to go on.",
    out: "Sign out",
  },
);

export function SignIn() {
  const [nip, set_nip] = useState("");
  const [secret, set_secret] = useState("");
  const [busy, set_busy] = useState(false);
  const [tried, set_tried] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  useEffect(() => {
    document.title = `${t.title} · hadir`;
    document.querySelector<HTMLInputElement>(".sign-in input")?.focus();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    set_tried(true);
    if (!nip.trim() || !secret) return focus_wrong(event.currentTarget);
    set_busy(true);
    set_problem(null);
    try {
      await sign_in(nip.replace(/\s/g, ""), secret);
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
      set_secret("");
    } finally {
      set_busy(false);
    }
  };
  return (
    <main class="gate">
      <div class="gate-top">
        <Switches />
      </div>
      <section class="gate-card sign-in">
        <div class="gate-brand">
          <Mark size={44} />
          <div>
            <strong>hadir</strong>
            <span>{session.value?.unit_name}</span>
          </div>
        </div>
        <Weave />
        <h1>{t.title}</h1>
        {signed_out_why.value && !problem && (
          <Notice tone="info" live>
            {signed_out_why.value === "idle" ? t.idle : t.ended}
          </Notice>
        )}
        {problem && (
          <Notice tone="bad" live title={problem.message}>
            {problem.problem.retry_after_s ? t.locked(duration(problem.problem.retry_after_s)) : problem.hint}
          </Notice>
        )}
        <form onSubmit={submit} noValidate>
          <TextField
            label={t.nip}
            value={nip}
            on_value={set_nip}
            inputMode="numeric"
            autocomplete="username"
            maxLength={40}
            error={tried && !nip.trim() ? t.missing_nip : undefined}
          />
          <TextField
            label={t.secret}
            value={secret}
            on_value={set_secret}
            type="password"
            autocomplete="current-password"
            maxLength={200}
            error={tried && !secret && !problem ? t.missing_secret : undefined}
          />
          <Button kind="primary" type="submit" busy={busy}>
            {t.go}
          </Button>
        </form>
        <p class="quiet">{t.forgot}</p>
      </section>
      <p class="gate-foot">
        <a href="/presensi">{t.kiosk}</a>
      </p>
    </main>
  );
}

export function ChangeFirst() {
  useEffect(() => {
    document.title = `${t.first} · hadir`;
  }, []);
  return (
    <main class="gate">
      <div class="gate-top">
        <Switches />
      </div>
      <section class="gate-card">
        <div class="gate-brand">
          <Mark size={44} />
          <div>
            <strong>hadir</strong>
            <span>{session.value?.person?.name}</span>
          </div>
        </div>
        <Weave />
        <h1>{t.first}</h1>
        <p class="quiet">{t.first_hint}</p>
        <SecretForm on_done={() => void load_session()} />
      </section>
      <p class="gate-foot">
        <Button kind="quiet" onClick={() => void sign_out()}>
          {t.out}
        </Button>
      </p>
    </main>
  );
}
