// Sinkronisasi: what waits and how old it is, what the link is like, the last exchange and its receipt, sync now, the budget, sticks, the clock, the office's other PCs.
import { useState } from "preact/hooks";

import {
  ago,
  ApiError,
  Badge,
  Button,
  bytes,
  call,
  Card,
  changes,
  date_time,
  duration,
  Facts,
  Failure,
  Icon,
  live_status,
  may,
  Notice,
  number,
  office_now_ms,
  Page,
  Show,
  sync_progress,
  texts,
  time_of,
  useCall,
} from "@ui";
import type { Status, Synced } from "../status";
import { bound_words, trust_sentence, trust_tone, trust_words } from "../trust";
import { Budget } from "./sync_budget";
import { Link } from "./sync_link";
import { Sticks } from "./sync_sticks";

const t = texts(
  {
    title: "Sinkronisasi",
    about: "Yang dicatat langsung tersimpan di PC ini, lalu dikirim ke hub di sekretariat begitu ada jaringan.",
    all_sent: "Semua catatan sudah diterima hub",
    waiting: (n: string) => `${n} kelompok perubahan menunggu dikirim`,
    oldest: (age: string) => `Yang terlama dicatat ${age}. Aman di PC ini sampai terkirim.`,
    sent_hint: "Tidak ada yang menunggu di PC ini.",
    offline: "PC ini belum terdaftar pada hub",
    offline_hint:
      "Catatan tersimpan di PC ini. Masukkan kode pendaftaran dari sekretariat di halaman Pengaturan, atau kirim lewat stik USB.",
    now: "Sinkronkan sekarang",
    compare: "Sinkronkan dan bandingkan",
    running: "Sedang menyinkronkan…",
    estimate: (up: string, down: string, time: string) => `Perkiraan: kirim ${up}, terima sedikitnya ${down}${time}`,
    about_s: (n: string) => `, sekitar ${n} detik`,
    pc: "PC ini",
    pc_hint: (n: string) => `${n} catatan`,
    between_none: "tidak ada yang menunggu",
    between: (n: string) => `${n} menunggu`,
    hub: "Hub sekretariat",
    complete: "Selesai: semua tersimpan di hub, dengan tanda terima.",
    incomplete: "Belum semuanya tersimpan di hub.",
    unreachable: "Hub tidak terjangkau. Yang dicatat tetap aman di PC ini.",
    last: "Pertukaran terakhir",
    never: "Belum ada pertukaran sejak layanan ini menyala.",
    when: "Kapan",
    result: "Hasil",
    sent: "Dikirim",
    received: "Diterima",
    receipt: "Tanda terima hub",
    none: "belum ada",
    moved: (n: string, b: string) => `${n} kelompok, ${b}`,
    results: { complete: "lengkap", incomplete: "sebagian", unreachable: "hub tidak terjangkau" },
    requests: "Permintaan",
    held: {
      budget: "Sebagian ditunda karena kuota hari ini habis. Presensi dan keputusan tetap didahulukan.",
      hours: "Data besar ditunda sampai jam yang diizinkan. Presensi dan keputusan tetap didahulukan.",
    },
    clock: "Jam PC ini",
    fast: (d: string) => `Jam PC ini terlalu cepat ${d}.`,
    slow: (d: string) => `Jam PC ini terlambat ${d}.`,
    event: (d: string) => `Jam diubah ${d}`,
    events: "Kejadian jam",
    forward: (d: string) => `dimajukan ${d}`,
    back: (d: string) => `dimundurkan ${d}`,
    unknown: "besarnya belum diketahui",
    peers: "PC lain di kantor ini",
    no_peers: "Belum bertemu PC lain. Kantor dengan beberapa PC saling menyimpan catatan bila jaringan kantor dinyalakan pada layanan.",
    met: (when: string) => `bertemu ${when}`,
    lacking: (n: string) => `${n} kelompok belum ada di sana`,
    holds_all: "sudah menyimpan semuanya",
    alone: (n: string) => `${n} kelompok hanya ada di PC ini.`,
    compared: (n: string) => `Sama dengan hub: ${n} catatan dibandingkan.`,
    differs: "Ada catatan yang berbeda dari hub. Laporkan kepada sekretariat.",
    base: (a: string, b: string) => `Riwayat kantor sedang diambil: bagian ${a} dari ${b}.`,
    phase: {
      begin: "Menghubungi hub",
      enrol: "Mendaftarkan PC ini",
      exchange: "Bertukar catatan",
      snapshot: "Mengambil riwayat",
      check: "Membandingkan dengan hub",
      end: "Menutup",
    },
    progress: (s: string, r: string, n: string) => `dikirim ${s}, diterima ${r}, ${n} permintaan`,
    data: "Terdaftar sebagai",
    hub_address: "Alamat hub",
  },
  {
    title: "Sync",
    about: "What is recorded is saved on this PC at once, and sent to the hub at the secretariat whenever there is a network.",
    all_sent: "The hub has received everything",
    waiting: (n) => `${n} groups of changes wait to be sent`,
    oldest: (age) => `The oldest was recorded ${age}. Safe on this PC until it is sent.`,
    sent_hint: "Nothing waits on this PC.",
    offline: "This PC is not enrolled at the hub",
    offline_hint: "Records are kept on this PC. Enter the secretariat's enrolment code on the Settings page, or send by USB stick.",
    now: "Sync now",
    compare: "Sync and compare",
    running: "Syncing…",
    estimate: (up, down, time) => `Estimate: send ${up}, receive at least ${down}${time}`,
    about_s: (n) => `, about ${n} s`,
    pc: "This PC",
    pc_hint: (n) => `${n} records`,
    between_none: "nothing waits",
    between: (n) => `${n} waiting`,
    hub: "The secretariat's hub",
    complete: "Done: everything is at the hub, with a receipt.",
    incomplete: "Not everything is at the hub yet.",
    unreachable: "The hub cannot be reached. What was recorded is safe on this PC.",
    last: "Last exchange",
    never: "No exchange since this service was started.",
    when: "When",
    result: "Result",
    sent: "Sent",
    received: "Received",
    receipt: "The hub's receipt",
    none: "none yet",
    moved: (n, b) => `${n} groups, ${b}`,
    results: { complete: "complete", incomplete: "partial", unreachable: "hub not reached" },
    requests: "Requests",
    held: {
      budget: "Something waits because today's budget is used up. Attendance and decisions still go first.",
      hours: "Bulk data waits for the hours that are allowed. Attendance and decisions still go first.",
    },
    clock: "This PC's clock",
    fast: (d) => `This PC's clock is ${d} fast.`,
    slow: (d) => `This PC's clock is ${d} slow.`,
    event: (d) => `Clock changed ${d}`,
    events: "Clock events",
    forward: (d) => `set forward by ${d}`,
    back: (d) => `set back by ${d}`,
    unknown: "by how much is not known yet",
    peers: "Other PCs of this office",
    no_peers: "No other PC was met. PCs of one office keep each other's records where the office network is switched on in the service.",
    met: (when) => `met ${when}`,
    lacking: (n) => `${n} groups are not there yet`,
    holds_all: "holds everything",
    alone: (n) => `${n} groups are on this PC alone.`,
    compared: (n) => `Same as the hub: ${n} records compared.`,
    differs: "Some records differ from the hub's. Tell the secretariat.",
    base: (a, b) => `The office's history is coming: part ${a} of ${b}.`,
    phase: {
      begin: "Calling the hub",
      enrol: "Enrolling this PC",
      exchange: "Exchanging records",
      snapshot: "Fetching history",
      check: "Comparing with the hub",
      end: "Closing",
    },
    progress: (s, r, n) => `sent ${s}, received ${r}, ${n} requests`,
    data: "Enrolled as",
    hub_address: "The hub's address",
  },
);

const total = (records: Record<string, number>) => Object.values(records).reduce((sum, count) => sum + count, 0);
const seconds_since = (instant: string) => (office_now_ms() - Date.parse(instant)) / 1000;

function clock_error(clock: Status["clock"]): string {
  const tolerated = 2000;
  const [least, most] = [clock.error_min_ms, clock.error_max_ms];
  if (least !== null && least > tolerated) return t.fast(duration((most === null ? least : (least + most) / 2) / 1000));
  if (most !== null && most < -tolerated) return t.slow(duration(-(least === null ? most : (least + most) / 2) / 1000));
  return "";
}

function Way({ status }: { status: Status }) {
  const pending = live_status.value?.pending ?? status.pending;
  return (
    <div class="sync-way" aria-hidden="true">
      <div class="sync-place">
        <span>
          <Icon name="disk" size={24} />
        </span>
        <strong>{t.pc}</strong>
        <small>{t.pc_hint(number(total(status.records)))}</small>
      </div>
      <div class={`sync-line ${pending ? "waits" : ""}`}>
        <small>{pending ? t.between(number(pending)) : t.between_none}</small>
      </div>
      <div class="sync-place">
        <span>
          <Icon name="shield" size={24} />
        </span>
        <strong>{t.hub}</strong>
        <small>{status.hub?.replace(/^https:\/\//, "") ?? t.none}</small>
      </div>
    </div>
  );
}

function Now({ status, reload }: { status: Status; reload: () => void }) {
  const [busy, set_busy] = useState(false);
  const [done, set_done] = useState<Synced | null>(null);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const cost = useCall<{ sent_bytes: number; received_bytes: number; seconds: number | null }>(
    "sync.cost",
    {},
    { skip: !may("sync.cost") || !status.enrolled },
  );
  const pending = live_status.value?.pending ?? status.pending;
  const oldest = live_status.value?.oldest_pending_s ?? status.oldest_pending_s;
  const progress = sync_progress.value;
  const run = async (check: boolean) => {
    set_busy(true);
    set_problem(null);
    set_done(null);
    try {
      set_done(await call<Synced>("sync", check ? { check: true } : {}));
      changes.value += 1;
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally {
      set_busy(false);
      reload();
      void cost.reload();
    }
  };
  const differs = done?.check && (done.check.streams_open > 0 || done.check.differences.some((one) => one.outcome === "open"));
  const is_running = busy || (progress !== null && !progress.done);
  return (
    <Card class="sync-now">
      <div class="sync-head">
        <div class="grow">
          <h2 class="sync-said">{!status.enrolled ? t.offline : pending ? t.waiting(number(pending)) : t.all_sent}</h2>
          <p class="quiet">
            {!status.enrolled
              ? t.offline_hint
              : pending
                ? oldest !== null && oldest !== undefined
                  ? t.oldest(ago(oldest))
                  : ""
                : t.sent_hint}
          </p>
        </div>
        {may("sync") && status.enrolled && (
          <div class="row">
            <Button onClick={() => void run(true)} disabled={is_running}>
              {t.compare}
            </Button>
            <Button kind="primary" icon="sync" busy={is_running} onClick={() => void run(false)}>
              {is_running ? t.running : t.now}
            </Button>
          </div>
        )}
      </div>
      <Way status={status} />
      <div role="status" class="stack tight">
        {is_running && (
          <div class="sync-progress">
            <progress aria-label={t.running} />
            <span>
              {progress && !progress.done
                ? `${t.phase[progress.phase as keyof typeof t.phase] ?? progress.phase}: ${t.progress(bytes(progress.bytes_up), bytes(progress.bytes_down), number(progress.requests))}`
                : t.running}
            </span>
          </div>
        )}
        {done && (
          <Notice tone={done.result === "complete" && !differs ? "ok" : "warn"} title={t[done.result]}>
            {done.error && (
              <p>
                {done.error.what} {done.error.hint}
              </p>
            )}
            {done.refused?.map((one) => (
              <p key={one.reason}>
                {one.reason} {one.hint}
              </p>
            ))}
            {done.check && <p>{differs ? t.differs : t.compared(number(done.check.records))}</p>}
          </Notice>
        )}
        {problem && <Failure problem={problem} />}
        {!is_running && !done && cost.data && (
          <p class="quiet">
            {t.estimate(
              bytes(cost.data.sent_bytes),
              bytes(cost.data.received_bytes),
              cost.data.seconds === null ? "" : t.about_s(number(cost.data.seconds)),
            )}
          </p>
        )}
      </div>
      {status.base && !status.base.usable && <Notice tone="info">{t.base(number(status.base.present), number(status.base.parts))}</Notice>}
      {status.traffic.held_back in t.held && <Notice tone="warn">{t.held[status.traffic.held_back as keyof typeof t.held]}</Notice>}
    </Card>
  );
}

function Last({ status }: { status: Status }) {
  const last = status.last_exchange ?? (live_status.value?.last_exchange as Synced | null | undefined);
  return (
    <Card title={t.last}>
      {!last ? (
        <p class="quiet">{t.never}</p>
      ) : (
        <Facts
          rows={[
            ...(last.at ? [[t.when, `${date_time(last.at)} (${ago(seconds_since(last.at))})`] as [string, string]] : []),
            [t.result, <Badge tone={last.result === "complete" ? "ok" : "warn"}>{t.results[last.result]}</Badge>],
            [t.sent, t.moved(number(last.sent.commits), bytes(last.sent.bytes))],
            [t.received, t.moved(number(last.received.commits), bytes(last.received.bytes))],
            [t.receipt, last.receipt_at ? date_time(last.receipt_at) : t.none],
            ...(last.error ? [[<Icon name="warn" />, last.error.what] as [preact.ComponentChild, string]] : []),
          ]}
        />
      )}
    </Card>
  );
}

function Clock({ status }: { status: Status }) {
  const { clock } = status;
  const error = clock_error(clock);
  return (
    <Card title={t.clock} actions={<Badge tone={trust_tone(clock.quality)}>{trust_words(clock.quality)}</Badge>}>
      <p>
        {trust_sentence(clock.quality)} <span class="quiet">{bound_words(clock.quality, clock.bound_ms)}</span>
      </p>
      {error && <Notice tone="bad">{error}</Notice>}
      {clock.events.length > 0 && (
        <>
          <h3>{t.events}</h3>
          <ul class="stack tight">
            {clock.events.map((one) => (
              <li key={one.at}>
                {date_time(one.at)}:{" "}
                {one.by_ms === null
                  ? t.unknown
                  : one.by_ms < 0
                    ? t.back(duration(-one.by_ms / 1000))
                    : t.forward(duration(one.by_ms / 1000))}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

const Peers = ({ status }: { status: Status }) => (
  <Card title={t.peers}>
    {status.lan.peers.length === 0 ? (
      <p class="quiet">{t.no_peers}</p>
    ) : (
      <Facts
        rows={status.lan.peers.map(
          (one) =>
            [
              <code>{one.origin.slice(0, 8)}</code>,
              <>
                {t.met(time_of(one.met))} · {one.lacking ? t.lacking(number(one.lacking)) : t.holds_all}
              </>,
            ] as [preact.ComponentChild, preact.ComponentChild],
        )}
      />
    )}
    {status.lan.peers.length > 0 && status.lan.alone > 0 && <Notice tone="warn">{t.alone(number(status.lan.alone))}</Notice>}
  </Card>
);

export default function Sync() {
  const loaded = useCall<Status>("status");
  return (
    <Page title={t.title} about={t.about}>
      <Show loaded={loaded}>
        {(status) => (
          <>
            <Now status={status} reload={() => void loaded.reload()} />
            <div class="columns">
              <div class="stack">
                <Link status={status} />
                <Last status={status} />
              </div>
              <div class="stack">
                <Sticks status={status} reload={() => void loaded.reload()} />
                <Budget status={status} reload={() => void loaded.reload()} />
              </div>
              <div class="stack">
                <Clock status={status} />
                <Peers status={status} />
              </div>
            </div>
          </>
        )}
      </Show>
    </Page>
  );
}
