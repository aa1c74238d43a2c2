// The kiosk: NIP (typed, or from a card by a scanner that types), PIN, Enter. The confirmation stands where the clock stood while the
// next person may already begin. Works by keyboard alone, and without anybody signed in.
import { useEffect, useRef, useState } from "preact/hooks";

import {
  ApiError,
  Badge,
  Button,
  duration,
  Empty,
  error_of,
  Failure,
  hear_time,
  Icon,
  listen,
  live_status,
  long_date,
  Notice,
  number,
  office_now_ms,
  office_offset,
  person,
  Radios,
  request,
  session,
  Skeleton,
  stop_listening,
  texts,
  TextField,
  time_of,
  today,
  useLoaded,
  zone_name,
} from "@ui";
import { Mark, Switches, Weave } from "../shell";
import { bound_words, trust_sentence, trust_tone, trust_words } from "../trust";

const t = texts(
  {
    title: "Presensi",
    nip: "NIP, atau pindai kartu Anda",
    pin: "PIN",
    record: "Catat hadir",
    direction: "Yang dicatat",
    auto: "Otomatis",
    in: "Masuk",
    out: "Pulang",
    was_in: "Masuk",
    was_out: "Pulang",
    recorded: "Tercatat",
    at: (time: string, zone: string) => `pukul ${time} ${zone}`,
    today: "Hari ini",
    count: (n: string) => `${n} presensi`,
    nobody: "Belum ada yang hadir",
    nobody_hint: "Ketik NIP dan PIN di sebelah kiri, lalu tekan Enter.",
    sign_in: "Masuk ke halaman kantor",
    back: "Kembali ke halaman kantor",
    missing_nip: "Ketik NIP Anda, atau pindai kartu.",
    missing_pin: "Ketik PIN Anda.",
    keys: "Enter: lanjut · Esc: mulai lagi",
    locked: (wait: string) => `Tunggu ${wait}, lalu coba lagi.`,
    failed: "Belum tercatat",
    clock: "Jam kantor",
    forgot: "Lupa PIN? Minta petugas presensi menggantinya.",
  },
  {
    title: "Attendance",
    nip: "NIP, or scan your card",
    pin: "PIN",
    record: "Record attendance",
    direction: "What to record",
    auto: "Automatic",
    in: "In",
    out: "Out",
    was_in: "In",
    was_out: "Out",
    recorded: "Recorded",
    at: (time, zone) => `at ${time} ${zone}`,
    today: "Today",
    count: (n) => `${n} recorded`,
    nobody: "Nobody is here yet",
    nobody_hint: "Type NIP and PIN at the left, then press Enter.",
    sign_in: "Sign in to the office's pages",
    back: "Back to the office's pages",
    missing_nip: "Type your NIP, or scan your card.",
    missing_pin: "Type your PIN.",
    keys: "Enter: go on · Esc: start again",
    locked: (wait) => `Wait ${wait}, then try again.`,
    failed: "Not recorded yet",
    clock: "Office clock",
    forgot: "Forgot your PIN? Ask the attendance clerk to change it.",
  },
);

type Direction = "" | "in" | "out";
interface Kiosk {
  now: string;
  offset_minutes: number;
  clock: { quality: string; bound_ms: number };
  unit_name: string;
  today: { name: string; at: string; direction: string }[];
  count: number;
}
interface Punched {
  name: string | null;
  at: string;
  direction: string;
  quality: string;
  bound_ms: number;
  message?: string;
  warning?: string;
}

const shown_ms = 6000,
  forgotten_ms = 30_000,
  longest_pin = 12;

function BigClock({ kiosk }: { kiosk: Kiosk | undefined }) {
  const [, tick] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const next = () => {
      tick((count) => count + 1);
      timer = setTimeout(next, 1000 - (office_now_ms() % 1000) + 5);
    };
    next();
    return () => clearTimeout(timer);
  }, []);
  const [hours, rest] = [
    time_of(new Date(office_now_ms()).toISOString()),
    time_of(new Date(office_now_ms()).toISOString(), true).slice(-2),
  ];
  return (
    <section class="kiosk-clock" aria-label={t.clock}>
      <p class="kiosk-date">{long_date(today())}</p>
      <p class="kiosk-time" role="timer">
        {hours}
        <span>{rest}</span>
        <small>{zone_name()}</small>
      </p>
      {kiosk && (
        <div class="kiosk-trust">
          <p>
            <Badge tone={trust_tone(kiosk.clock.quality)}>{trust_words(kiosk.clock.quality)}</Badge>{" "}
            <span>{bound_words(kiosk.clock.quality, kiosk.clock.bound_ms)}</span>
          </p>
          <p>{trust_sentence(kiosk.clock.quality)}</p>
        </div>
      )}
    </section>
  );
}

const direction_word = (direction: string) => (direction === "out" ? t.was_out : t.was_in);

function Confirmation({ done }: { done: Punched }) {
  return (
    <section class={`kiosk-done ${done.direction}`}>
      <span class="kiosk-tick">
        <Icon name="check" size={54} />
      </span>
      <p class="kiosk-name">{done.name}</p>
      <p class="kiosk-what">
        <strong>{direction_word(done.direction)}</strong> {t.at(time_of(done.at, true), zone_name())}
      </p>
      <p class="kiosk-sure">
        <Icon name="shield" size={16} /> {trust_words(done.quality)}
        {bound_words(done.quality, done.bound_ms) && `, ${bound_words(done.quality, done.bound_ms)}`}
      </p>
      {done.warning && <Notice tone="warn">{done.warning}</Notice>}
    </section>
  );
}

export default function Presence() {
  const [nip, set_nip] = useState("");
  const [pin, set_pin] = useState("");
  const [direction, set_direction] = useState<Direction>("");
  const [busy, set_busy] = useState(false);
  const [tried, set_tried] = useState<"" | "nip" | "pin">("");
  const [problem, set_problem] = useState<ApiError | null>(null);
  const [done, set_done] = useState<Punched | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const loaded = useLoaded((abort) => request<Kiosk>("/api/v1/kiosk", { signal: abort }), "kiosk");
  const kiosk = loaded.data;

  const input = (name: "nip" | "pin") => form.current?.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  const restart = () => {
    set_nip("");
    set_pin("");
    set_direction("");
    set_problem(null);
    set_tried("");
    input("nip")?.focus();
  };

  useEffect(() => {
    document.title = `${t.title} · hadir`;
    input("nip")?.focus();
    listen();
    const poll = setInterval(() => void loaded.reload(), 30_000);
    // A scanner types wherever the focus happens to be; what is typed outside a field belongs to the NIP.
    const stray = (event: KeyboardEvent) => {
      if (
        event.key.length === 1 &&
        !event.ctrlKey &&
        !event.altKey &&
        !event.metaKey &&
        event.key !== " " &&
        !(event.target as Element).closest("input, select, textarea, button, a")
      )
        input("nip")?.focus();
    };
    document.addEventListener("keydown", stray);
    return () => {
      clearInterval(poll);
      document.removeEventListener("keydown", stray);
      if (!session.peek()?.signed_in) stop_listening();
    };
  }, []);
  useEffect(() => {
    if (kiosk) {
      hear_time(kiosk.now);
      office_offset.value = kiosk.offset_minutes;
    }
  }, [kiosk]);
  // The clock of this PC was set, or the hub has confirmed it: both its time and how sure it is are others now.
  const heard = live_status.value?.clock?.quality;
  useEffect(() => {
    if (heard && kiosk && heard !== kiosk.clock.quality) void loaded.reload();
  }, [heard]);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => set_done(null), shown_ms);
    return () => clearTimeout(timer);
  }, [done]);
  useEffect(() => {
    if (!nip && !pin) return;
    const timer = setTimeout(restart, forgotten_ms);
    return () => clearTimeout(timer);
  }, [nip, pin]);

  const change_nip = (value: string) => {
    set_nip(value);
    set_problem(null);
    set_tried("");
    if (value) set_done(null);
  };
  // A card that is scanned while somebody's PIN is awaited is the next person's: the scanner types on in the field where it belongs.
  const change_pin = (value: string) => {
    set_problem(null);
    set_tried("");
    const field = input("nip");
    if (value.length <= longest_pin || !field) return set_pin(value);
    field.value = value.trim();
    field.focus();
    set_nip(field.value);
    set_pin("");
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    const number_typed = nip.replace(/\s/g, "");
    if (!number_typed) {
      set_tried("nip");
      input("nip")?.focus();
      return;
    }
    if (!pin) {
      if (document.activeElement === input("pin")) set_tried("pin");
      input("pin")?.focus();
      return;
    }
    set_busy(true);
    set_problem(null);
    try {
      const answer = await request<Punched>("/api/v1/kiosk/punch", {
        method: "POST",
        body: { nip: number_typed, pin, ...(direction ? { direction } : {}) },
      });
      restart();
      set_done(answer);
      void loaded.reload();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
      set_pin("");
      (caught.field === "nip" ? input("nip") : input("pin"))?.focus();
    } finally {
      set_busy(false);
    }
  };

  return (
    <div class="kiosk">
      <header class="kiosk-top">
        <Mark />
        <strong>hadir</strong>
        <span class="kiosk-unit">{kiosk?.unit_name ?? session.value?.unit_name}</span>
        <Switches />
        <a class="button plain small" href={person.value ? "/perlu-perhatian" : "/masuk"}>
          <Icon name={person.value ? "left" : "user"} size={16} />
          <span>{person.value ? t.back : t.sign_in}</span>
        </a>
      </header>
      <main class="kiosk-main">
        <h1 class="unseen">{t.title}</h1>
        <div class="kiosk-work">
          <div class="kiosk-face">
            {done ? <Confirmation done={done} /> : <BigClock kiosk={kiosk} />}
            <div role="status" aria-live="assertive" class="unseen">
              {done && `${t.recorded}: ${done.name}, ${direction_word(done.direction)}, ${t.at(time_of(done.at, true), zone_name())}`}
            </div>
          </div>
          <Weave />
          <form
            class="kiosk-form"
            ref={form}
            onSubmit={submit}
            noValidate
            onKeyDown={(event) => {
              if (event.key === "Escape") restart();
            }}
          >
            <TextField
              label={t.nip}
              name="nip"
              value={nip}
              on_value={change_nip}
              inputMode="numeric"
              maxLength={60}
              error={tried === "nip" ? t.missing_nip : error_of(problem, "nip")}
            />
            <TextField
              label={t.pin}
              name="pin"
              type="password"
              value={pin}
              on_value={change_pin}
              inputMode="numeric"
              maxLength={60}
              error={tried === "pin" ? t.missing_pin : error_of(problem, "pin")}
            />
            <Button kind="primary" type="submit" busy={busy}>
              {t.record}
            </Button>
            <div class="kiosk-more">
              <Radios
                segmented
                legend={t.direction}
                hide_legend
                value={direction || "auto"}
                on_value={(value) => set_direction(value === "auto" ? "" : (value as Direction))}
                choices={[
                  { value: "auto", label: t.auto },
                  { value: "in", label: t.in },
                  { value: "out", label: t.out },
                ]}
              />
              <p class="quiet">
                {t.keys} · {t.forgot}
              </p>
            </div>
            {problem && (!problem.field || problem.problem.retry_after_s) && (
              <Notice tone="bad" live title={`${t.failed}: ${problem.message}`}>
                {problem.problem.retry_after_s ? t.locked(duration(problem.problem.retry_after_s)) : problem.hint}
              </Notice>
            )}
          </form>
        </div>
        <section class="kiosk-list" aria-labelledby="kiosk-today">
          <header>
            <h2 id="kiosk-today">{t.today}</h2>
            {kiosk && <span class="quiet">{t.count(number(kiosk.count))}</span>}
          </header>
          {!kiosk ? (
            loaded.error ? (
              <Failure problem={loaded.error} on_retry={() => void loaded.reload()} />
            ) : (
              <Skeleton />
            )
          ) : kiosk.today.length === 0 ? (
            <Empty icon="clock" title={t.nobody}>
              {t.nobody_hint}
            </Empty>
          ) : (
            <ol tabIndex={0} aria-labelledby="kiosk-today">
              {kiosk.today.map((one) => (
                <li key={`${one.at} ${one.name}`}>
                  <span>{one.name}</span>
                  <span class={`kiosk-way ${one.direction}`}>
                    <Icon name={one.direction === "out" ? "exit" : "check"} size={14} />
                    {direction_word(one.direction)}
                  </span>
                  <time dateTime={one.at}>{time_of(one.at)}</time>
                </li>
              ))}
            </ol>
          )}
        </section>
      </main>
    </div>
  );
}
