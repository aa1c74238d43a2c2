// What the way to the hub is like, in words and with the figures behind them; from the syncs that there were anyway.
import { Badge, bytes, Card, date_of, date_time, Facts, number, office_offset, texts, time_of, today, type Tone } from "@ui";
import type { Status } from "../status";

const t = texts(
  {
    title: "Mutu jaringan",
    states: { good: "baik", slow: "lambat", unsteady: "sering putus", down: "terputus", unknown: "belum diketahui" },
    said: {
      good: "Pertukaran dengan hub berjalan lancar",
      slow: "Hub terjangkau, tetapi jaringan lambat",
      unsteady: "Jaringan sering putus di tengah pertukaran",
      down: "Hub tidak terjangkau",
      unknown: "Belum ada pertukaran dengan hub dari PC ini.",
    },
    since: (when: string) => `sejak ${when}.`,
    todo: {
      slow: "Biarkan PC menyala; yang menunggu terkirim sedikit demi sedikit.",
      unsteady: "Tidak ada yang hilang: yang sudah sampai tidak dikirim ulang. Bila berhari-hari, periksa modem atau sinyalnya.",
      down: "Periksa kabel, modem dan pulsa. Catatan tetap aman dan dikirim begitu tersambung, atau kirim lewat stik USB.",
    },
    answer: "Waktu jawab hub",
    seconds: (n: string) => `${n} detik`,
    up: "Kecepatan kirim",
    down: "Kecepatan terima",
    per_s: (b: string) => `${b} per detik`,
    broken: "Percobaan yang putus",
    of: (n: string, all: string) => `${n} dari ${all} terakhir`,
  },
  {
    title: "Link quality",
    states: { good: "good", slow: "slow", unsteady: "often breaks", down: "no link", unknown: "not known yet" },
    said: {
      good: "Exchanges with the hub go well",
      slow: "The hub is reached, but the network is slow",
      unsteady: "The network often breaks in the middle of an exchange",
      down: "The hub cannot be reached",
      unknown: "This PC has not exchanged anything with the hub yet.",
    },
    since: (when) => `since ${when}.`,
    todo: {
      slow: "Leave the PC on; what waits is sent little by little.",
      unsteady: "Nothing is lost: what has arrived is not sent again. If it goes on for days, check the modem or its signal.",
      down: "Check the cable, the modem and its credit. Records are safe and are sent once there is a link, or send them by USB stick.",
    },
    answer: "The hub's answer takes",
    seconds: (n) => `${n} s`,
    up: "Sending",
    down: "Receiving",
    per_s: (b) => `${b} per second`,
    broken: "Attempts that broke",
    of: (n, all) => `${n} of the last ${all}`,
  },
);

const tones: Record<Status["link"]["state"], Tone> = { good: "ok", slow: "warn", unsteady: "warn", down: "bad", unknown: "plain" };
const when = (instant: string) => (date_of(instant) === today() ? time_of(instant) : date_time(instant));

export function Link({ status }: { status: Status }) {
  const { link } = status;
  void office_offset.value; // times are the office's
  const todo = link.state in t.todo ? t.todo[link.state as keyof typeof t.todo] : "";
  return (
    <Card title={t.title} actions={<Badge tone={tones[link.state]}>{t.states[link.state]}</Badge>} class="sync-link">
      <p>
        {t.said[link.state]} {link.since && t.since(when(link.since))} {todo && <span class="quiet">{todo}</span>}
      </p>
      <Facts
        rows={[
          ...(link.answer_ms !== null
            ? [[t.answer, t.seconds(number(link.answer_ms / 1000, link.answer_ms < 100 ? 2 : 1))] as [string, string]]
            : []),
          ...(link.up_bytes_per_s !== null ? [[t.up, t.per_s(bytes(link.up_bytes_per_s))] as [string, string]] : []),
          ...(link.down_bytes_per_s !== null ? [[t.down, t.per_s(bytes(link.down_bytes_per_s))] as [string, string]] : []),
          ...(link.attempts > 0 ? [[t.broken, t.of(number(link.broken), number(link.attempts))] as [string, string]] : []),
        ]}
      />
    </Card>
  );
}
