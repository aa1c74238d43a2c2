// The first-run wizard: this PC becomes an office's (by code, by stick, or without a network), gets its first account, its people and its
// circular. Each step is stored when it is done; a PC that is switched off in between goes on where it was.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import {
  Button,
  ButtonLink,
  call,
  Card,
  Icon,
  navigate,
  Notice,
  number,
  request,
  session,
  texts,
  useCall,
  useLoaded,
  type IconName,
} from "@ui";
import { CircularFile, Circulars } from "../circular_file";
import { ImportFile } from "../import_file";
import { Mark, Switches, Weave } from "../shell";
import { Connect, FirstAccount, type SetupState } from "./setup_steps";

const t = texts(
  {
    title: "Menyiapkan PC ini",
    steps: { connect: "Hubungkan", unit: "Unit", account: "Akun pertama", people: "Pegawai", circular: "Surat edaran", done: "Selesai" },
    step: (n: number, of: number) => `Langkah ${n} dari ${of}`,
    connect: "Hubungkan dengan sekretariat",
    connect_about: "PC ini mencatat kehadiran kantor Anda, juga tanpa jaringan. Pilih bagaimana ia dikenal oleh sekretariat.",
    unit: "Kantor Anda",
    unit_about: "Periksa apakah ini unit kantor Anda.",
    code: "Kode unit",
    hub: "Hub",
    pending: "Kode tersimpan, menunggu jaringan",
    offline: "Tanpa jaringan; didaftarkan kemudian",
    right: "Benar, lanjutkan",
    unknown_name: "Nama unit datang dari sekretariat begitu PC ini tersambung.",
    account: "Akun pertama",
    account_about: "Akun petugas presensi, yang menyiapkan akun-akun lain. Pakai NIP Anda sendiri.",
    people: "Pegawai",
    people_about: (n: string) => `${n} pegawai sudah tercatat di PC ini.`,
    people_none: "Ambil daftar pegawai dari berkas CSV, atau tunggu yang datang dari sekretariat.",
    skip: "Lewati dulu",
    next: "Lanjutkan",
    circular: "Surat edaran",
    circular_about: "Edaran menentukan berapa orang boleh di kantor, siapa bekerja dari rumah, dan apa yang dilaporkan.",
    own: "Tambah ketentuan unit sendiri",
    later: "Surat edaran menyusul dari sekretariat",
    later_about:
      "Edaran dan daftar unit datang begitu PC ini terdaftar pada hub, lewat jaringan atau stik USB. Sampai saat itu presensi tercatat dan jadwal dapat disusun; tidak ada batas yang diperiksa.",
    done: "PC ini siap dipakai",
    done_about: "Presensi dapat dimulai sekarang. Buatkan PIN bagi pegawai di halaman Akun, lalu susun jadwal bulan ini.",
    to_kiosk: "Buka Presensi",
    to_accounts: "Beri PIN dan akun",
    to_roster: "Susun jadwal",
  },
  {
    title: "Setting up this PC",
    steps: { connect: "Connect", unit: "Unit", account: "First account", people: "People", circular: "Circular", done: "Done" },
    step: (n, of) => `Step ${n} of ${of}`,
    connect: "Connect with the secretariat",
    connect_about: "This PC records your office's attendance, with or without a network. Choose how the secretariat comes to know it.",
    unit: "Your office",
    unit_about: "Check that this is your office's unit.",
    code: "Unit code",
    hub: "Hub",
    pending: "The code is kept until there is a network",
    offline: "Without a network; to be enrolled later",
    right: "That is right, go on",
    unknown_name: "The unit's name comes from the secretariat once this PC is connected.",
    account: "First account",
    account_about: "The account of an attendance clerk, who sets up the others. Use your own NIP.",
    people: "People",
    people_about: (n) => `${n} people are on record on this PC.`,
    people_none: "Take the list of people from a CSV file, or wait for what comes from the secretariat.",
    skip: "Skip for now",
    next: "Go on",
    circular: "Circular",
    circular_about: "Circulars say how many may be at the office, who works from home, and what is reported.",
    own: "Add rules of your own unit",
    later: "The circular comes later, from the secretariat",
    later_about:
      "Circulars and the list of units come once this PC is enrolled at the hub, by network or USB stick. Until then attendance is recorded and rosters can be made; no cap is checked.",
    done: "This PC is ready",
    done_about: "Attendance can begin now. Give people PINs on the Accounts page, then make this month's roster.",
    to_kiosk: "Open Attendance",
    to_accounts: "Give PINs and accounts",
    to_roster: "Make the roster",
  },
);

const order = ["connect", "unit", "account", "people", "circular", "done"] as const;
export type Step = (typeof order)[number];
const icons: Record<Step, IconName> = {
  connect: "link",
  unit: "flag",
  account: "key",
  people: "people",
  circular: "letter",
  done: "check",
};

function Frame({ step, children }: { step: Step; children: ComponentChildren }) {
  const at = order.indexOf(step);
  useEffect(() => {
    document.title = `${t.title} · hadir`;
    document.querySelector<HTMLElement>(".setup-step h1")?.focus();
  }, [step]);
  return (
    <main class="setup">
      <aside class="setup-side">
        <div class="gate-brand">
          <Mark size={40} />
          <div>
            <strong>hadir</strong>
            <span>{t.title}</span>
          </div>
        </div>
        <Weave />
        <ol>
          {order.map((one, index) => (
            <li key={one} class={index < at ? "past" : index === at ? "now" : ""} aria-current={index === at ? "step" : undefined}>
              <span>
                <Icon name={index < at ? "check" : icons[one]} size={16} />
              </span>
              {t.steps[one]}
            </li>
          ))}
        </ol>
      </aside>
      <div class="setup-body">
        <div class="gate-top">
          <Switches />
        </div>
        <section class="setup-step">
          <p class="quiet">{t.step(at + 1, order.length)}</p>
          {children}
        </section>
      </div>
    </main>
  );
}

const Head = ({ title, about }: { title: string; about: string }) => (
  <>
    <h1 tabIndex={-1}>{title}</h1>
    <p class="setup-about">{about}</p>
  </>
);

function People({ on_next }: { on_next: () => void }) {
  const status = useCall<{ records: Record<string, number> }>("status");
  const count = status.data?.records["employee"] ?? 0;
  return (
    <Frame step="people">
      <Head title={t.people} about={count > 1 ? t.people_about(number(count)) : t.people_none} />
      <Card>
        <ImportFile kind="employee" on_done={() => void status.reload()} />
      </Card>
      <div class="row">
        <Button kind="primary" onClick={on_next}>
          {count > 1 ? t.next : t.skip}
        </Button>
      </div>
    </Frame>
  );
}

// Rules of the unit's own hold only where a circular of the hub allows them: before there is a hub, none can be taken.
function Circular({ on_next }: { on_next: () => void }) {
  const status = useCall<{ enrolled: boolean; records: Record<string, number> }>("status");
  const comes_later = status.data && !status.data.enrolled && !status.data.records["circular"];
  return (
    <Frame step="circular">
      <Head title={t.circular} about={t.circular_about} />
      {comes_later ? (
        <Notice tone="info" title={t.later}>
          {t.later_about}
        </Notice>
      ) : (
        <>
          <Circulars />
          <Card title={t.own}>
            <CircularFile />
          </Card>
        </>
      )}
      <div class="row">
        <Button kind="primary" onClick={on_next}>
          {t.next}
        </Button>
      </div>
    </Frame>
  );
}

const Done = () => (
  <Frame step="done">
    <Head title={t.done} about={t.done_about} />
    <div class="row">
      <ButtonLink kind="primary" icon="clock" href="/presensi">
        {t.to_kiosk}
      </ButtonLink>
      <ButtonLink icon="key" href="/akun">
        {t.to_accounts}
      </ButtonLink>
      <ButtonLink icon="grid" href="/jadwal">
        {t.to_roster}
      </ButtonLink>
    </div>
  </Frame>
);

export default function Setup() {
  const setup = session.value?.setup ?? "needed";
  const [confirmed, set_confirmed] = useState(false);
  const [later, set_later] = useState<"people" | "circular" | "done">("people");
  const state = useLoaded((abort) => request<SetupState>("/api/v1/setup", { signal: abort }), setup, { skip: setup === "done" });
  useEffect(() => {
    if (setup !== "done") navigate("/mulai", { replace: true });
  }, [setup]);
  if (setup === "done") {
    if (later === "people") return <People on_next={() => set_later("circular")} />;
    if (later === "circular")
      return (
        <Circular
          on_next={() => {
            set_later("done");
            void call("sync").catch(() => {});
          }}
        />
      );
    return <Done />;
  }
  if (setup === "needed")
    return (
      <Frame step="connect">
        <Head title={t.connect} about={t.connect_about} />
        <Connect state={state.data} />
      </Frame>
    );
  const of = state.data;
  const unit = of?.unit ?? session.value?.unit ?? "";
  const told = of?.unit_name || session.value?.unit_name || "";
  const name = told === unit ? "" : told; // where it is not known yet the service says the code
  if (!confirmed)
    return (
      <Frame step="unit">
        <Head title={t.unit} about={t.unit_about} />
        <Card class="setup-unit">
          <strong>{name || `${t.code} ${unit}`}</strong>
          <span class="quiet">{[...(name ? [`${t.code} ${unit}`] : []), ...(of?.hub ? [`${t.hub} ${of.hub}`] : [])].join(" · ")}</span>
          {of && !of.hub && (
            <Notice tone="info">
              {of.has_code ? t.pending : t.offline}. {!name && t.unknown_name}
            </Notice>
          )}
        </Card>
        <div class="row">
          <Button kind="primary" onClick={() => set_confirmed(true)}>
            {t.right}
          </Button>
        </div>
      </Frame>
    );
  return (
    <Frame step="account">
      <Head title={t.account} about={t.account_about} />
      <FirstAccount />
    </Frame>
  );
}
