// What surrounds every page: navigation at the left, at the top who and where one is and whether what was recorded has been sent.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

import {
  ago,
  choose_language,
  Icon,
  IconButton,
  language,
  live_status,
  type LiveStatus,
  location,
  long_date,
  may,
  nip_text,
  number,
  office_now_ms,
  person,
  service_answers,
  session,
  sign_out,
  texts,
  theme,
  time_of,
  today,
  toggle_theme,
  useCall,
  zone_name,
} from "@ui";
import { is_offered, name_of_page, pages, type Group, type PageRow } from "./pages";

const t = texts(
  {
    skip: "Langsung ke isi",
    navigation: "Navigasi",
    today: "Hari ini",
    work: "Pekerjaan",
    office: "Kantor",
    menu: "Menu",
    dark: "Tampilan gelap",
    light: "Tampilan terang",
    out: "Keluar",
    other: "English",
    stopped: "Layanan hadir di PC ini tidak menjawab.",
    stopped_hint: "Yang sudah tercatat tetap tersimpan. Halaman ini mencoba tersambung lagi sendiri…",
    all_sent: "Semua terkirim",
    waiting: (count: string) => `${count} menunggu dikirim`,
    oldest: (age: string) => `yang terlama dicatat ${age}`,
    roles: {
      employee: "Pegawai",
      superior: "Atasan",
      clerk: "Petugas presensi",
      head: "Kepala",
      secretary: "Sekretaris",
      personnel: "Kepegawaian",
      health: "Petugas kesehatan",
    },
  },
  {
    skip: "Skip to content",
    navigation: "Navigation",
    today: "Today",
    work: "Work",
    office: "Office",
    menu: "Menu",
    dark: "Dark theme",
    light: "Light theme",
    out: "Sign out",
    other: "Bahasa Indonesia",
    stopped: "The hadir service on this PC does not answer.",
    stopped_hint: "What was recorded is safe. This page tries to reconnect by itself…",
    all_sent: "Everything sent",
    waiting: (count) => `${count} waiting to be sent`,
    oldest: (age) => `the oldest was recorded ${age}`,
    roles: {
      employee: "Employee",
      superior: "Superior",
      clerk: "Attendance clerk",
      head: "Head",
      secretary: "Secretary",
      personnel: "Personnel",
      health: "Health officer",
    },
  },
);
export const role_names = () => t.roles;

export const Mark = ({ size = 28 }: { size?: number }) => (
  <svg class="mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
    <rect width="32" height="32" rx="7" />
    <path d="M9 7v18M9 16.5c0-3 2-5 5-5s4.6 2 4.6 5V25" />
    <path class="gem" d="M25 6l3 3-3 3-3-3z" />
  </svg>
);

// A woven band of stepped diamonds, after the tapis cloths of Lampung.
export const Weave = () => (
  <svg class="weave" width="100%" height="14" aria-hidden="true">
    <defs>
      <pattern id="weave" width="28" height="14" patternUnits="userSpaceOnUse">
        <path d="M14 1l2 2h2v2h2l2 2-2 2h-2v2h-2l-2 2-2-2h-2V9H8L6 7l2-2h2V3h2zM14 5l2 2-2 2-2-2zM0 5l2 2-2 2M28 5l-2 2 2 2" />
      </pattern>
    </defs>
    <rect width="100%" height="14" fill="url(#weave)" />
  </svg>
);

export function ServiceBanner() {
  return (
    <div role="status">
      {!service_answers.value && (
        <div class="banner">
          <Icon name="warn" />
          <strong>{t.stopped}</strong> <span>{t.stopped_hint}</span>
        </div>
      )}
    </div>
  );
}

export const Switches = () => (
  <>
    <button
      type="button"
      class="button quiet small"
      lang={language.value === "id" ? "en" : "id"}
      onClick={() => choose_language(language.value === "id" ? "en" : "id")}
    >
      {t.other}
    </button>
    <IconButton
      small
      icon={theme.value === "dark" ? "sun" : "moon"}
      label={theme.value === "dark" ? t.light : t.dark}
      onClick={toggle_theme}
    />
  </>
);

function Clock() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 10_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="top-clock">
      {long_date(today())} · {time_of(new Date(office_now_ms()).toISOString())} {zone_name()}
    </span>
  );
}

// What the service told last, or, before it told anything, what it answered.
function useStatus(): LiveStatus | null {
  const asked = useCall<LiveStatus>("status", {}, { skip: live_status.value !== null });
  return live_status.value ?? asked.data ?? null;
}

function SyncState({ status }: { status: LiveStatus }) {
  const waits = status.pending > 0;
  const looks = {
    class: `sync-state ${waits ? "waits" : ""}`,
    title: waits && status.oldest_pending_s !== null ? t.oldest(ago(status.oldest_pending_s)) : undefined,
  };
  const words = (
    <>
      <Icon name={waits ? "sync" : "check"} size={15} />
      {waits ? t.waiting(number(status.pending)) : t.all_sent}
    </>
  );
  return may("sync") ? (
    <a href="/sinkronisasi" {...looks}>
      {words}
    </a>
  ) : (
    <span {...looks}>{words}</span>
  );
}

function Me() {
  const [is_open, set_open] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const who = person.value;
  useEffect(() => {
    if (!is_open) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) set_open(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [is_open]);
  if (!who) return null;
  return (
    <div
      class="me"
      ref={box}
      onKeyDown={(event) => {
        if (event.key === "Escape") set_open(false);
      }}
    >
      <button type="button" class="button quiet small" aria-expanded={is_open} aria-controls="me-menu" onClick={() => set_open(!is_open)}>
        <Icon name="user" size={16} />
        <span>{who.name}</span>
        <Icon name="down" size={13} />
      </button>
      {is_open && (
        <div class="me-menu" id="me-menu">
          <p>
            <strong>{who.name}</strong>
            <br />
            {nip_text(who.nip)}
            <br />
            <span class="quiet">{who.roles.map((role) => t.roles[role]).join(", ")}</span>
          </p>
          <button type="button" class="button plain" onClick={() => void sign_out()}>
            <Icon name="exit" />
            <span>{t.out}</span>
          </button>
        </div>
      )}
    </div>
  );
}

export function Shell({ current, children }: { current: PageRow | null; children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const [is_open, set_open] = useState(false);
  const { path } = location.value;
  const status = useStatus();
  const waiting = status && may("conflicts.list") ? status.conflicts + (status.quarantine ?? 0) : 0;
  const first = useRef(true);
  useEffect(() => {
    set_open(false);
    if (first.current) {
      first.current = false;
      return;
    }
    main.current?.focus({ preventScroll: true }); // so that a screen reader and the Tab key go on from the new page
  }, [path]);
  const groups: Group[] = ["today", "work", "office"];
  return (
    <div class="shell">
      <a
        class="skip"
        href="#isi"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {t.skip}
      </a>
      <nav class={`rail ${is_open ? "open" : ""}`} aria-label={t.navigation}>
        <a class="brand" href="/perlu-perhatian">
          <Mark />
          <span>hadir</span>
        </a>
        <Weave />
        {groups.map((group) => (
          <div key={group} class="rail-group">
            <h2 id={`group-${group}`}>{t[group]}</h2>
            <ul aria-labelledby={`group-${group}`}>
              {pages
                .filter((row) => row.group === group && is_offered(row))
                .map((row) => (
                  <li key={row.path}>
                    <a href={row.path} aria-current={current === row ? "page" : undefined}>
                      <Icon name={row.icon} size={17} />
                      {name_of_page(row)}
                      {row.name === "attention" && waiting > 0 && <span class="count">{number(waiting)}</span>}
                    </a>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
      <header class="top">
        <button
          type="button"
          class="button quiet square menu-button"
          aria-label={t.menu}
          aria-expanded={is_open}
          onClick={() => set_open(!is_open)}
        >
          <Icon name="grid" />
        </button>
        <span class="top-unit">{session.value?.unit_name || session.value?.unit}</span>
        <Clock />
        {status && <SyncState status={status} />}
        <Switches />
        <Me />
      </header>
      <main id="isi" class="main" tabIndex={-1} ref={main}>
        {children}
      </main>
    </div>
  );
}
