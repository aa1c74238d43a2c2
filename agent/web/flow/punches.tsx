// One punch as people read it: from where it came, how sure its clock was; and the form that proposes a correction of it.
import { ApiError, Badge, call, date_of, Dialog, long_date, number, short_date, texts, time_of, toast, type Tone } from "@ui";
import { Form } from "./form";
import { words } from "./matter";

const t = texts(
  {
    propose: "Usulkan koreksi",
    what: "Apa yang keliru?",
    change: "Jam atau arahnya",
    change_hint: "presensi ini tetap dihitung, dengan jam atau arah yang benar",
    strike: "Presensi ini tidak sah",
    strike_hint: "dicoret, misalnya karena tercatat atas nama orang lain",
    right_date: "Tanggal yang benar",
    right_time: "Waktu yang benar",
    direction: "Masuk atau pulang",
    reason: "Alasan",
    reason_hint: "mis. “menurut buku tamu pukul 07.25”",
    proposed: "Koreksi diusulkan",
    nothing: "Jam dan arahnya masih seperti yang tercatat.",
    nothing_hint: "Tulis yang benar, atau pilih bahwa presensi ini tidak sah",
    recorded: "Tercatat",
    off: (ms: string) => `±${ms} md`,
    qualities: { hub: "dipastikan hub", carried: "dipastikan sebelum mulai ulang", unanchored: "belum dipastikan", doubtful: "diragukan" },
    sure: "jam pasti",
    bracket: (from: string, until: string) => (from === until ? `sebenarnya ${from}` : `antara ${from} dan ${until}`),
    kiosk: "mesin Presensi",
    device: (name: string) => `mesin sidik jari ${name}`,
    manual: "dicatat tangan",
  },
  {
    propose: "Propose a correction",
    what: "What is wrong?",
    change: "Its time or direction",
    change_hint: "this punch still counts, with the right time or direction",
    strike: "This punch is not valid",
    strike_hint: "it is struck out, for instance as it was recorded for somebody else",
    right_date: "The right date",
    right_time: "The right time",
    direction: "In or out",
    reason: "Reason",
    reason_hint: "e.g. “07:25 by the visitors' book”",
    proposed: "The correction is proposed",
    nothing: "Time and direction are still as recorded.",
    nothing_hint: "Write what is right, or choose that this punch is not valid",
    recorded: "Recorded",
    off: (ms) => `±${ms} ms`,
    qualities: { hub: "confirmed by the hub", carried: "confirmed before a restart", unanchored: "not confirmed", doubtful: "in doubt" },
    sure: "clock sure",
    bracket: (from, until) => (from === until ? `really ${from}` : `between ${from} and ${until}`),
    kiosk: "Attendance kiosk",
    device: (name) => `fingerprint machine ${name}`,
    manual: "entered by hand",
  },
);

export interface Punch {
  employee: string;
  at: string;
  source: string;
  direction: "in" | "out" | "unknown";
  time: {
    pc: string;
    quality: "hub" | "carried" | "unanchored" | "doubtful";
    bound_ms: number;
    corrected: { not_before: string | null; not_after: string | null } | null;
  } | null;
}

// As operations name it: NIP/TIME/SOURCE.
export const name_of_punch = (punch: Punch) => `${punch.employee}/${new Date(punch.at).toISOString()}/${punch.source}`;

export function source_text(source: string): string {
  if (source === "kiosk") return t.kiosk;
  if (source === "manual") return t.manual;
  return source.startsWith("device:") ? t.device(source.slice(7)) : source;
}

const tones: Record<string, Tone> = { hub: "ok", carried: "ok", unanchored: "warn", doubtful: "bad" };

// How sure its clock was; `quiet`: in few words where it was.
export function Trust({ punch, quiet }: { punch: Punch; quiet?: boolean }) {
  const { at, time } = punch;
  if (!time) return null;
  const bracket = time.corrected?.not_before && time.corrected.not_after;
  // A clock may be days off.
  const moment = (of: string) => (date_of(of) === date_of(at) ? time_of(of) : `${short_date(date_of(of))} ${time_of(of)}`);
  const tone = time.corrected ? "bad" : (tones[time.quality] ?? "plain");
  const name = time.corrected ? t.qualities.doubtful : t.qualities[time.quality];
  const more = bracket
    ? t.bracket(moment(time.corrected!.not_before!), moment(time.corrected!.not_after!))
    : time.bound_ms > 0 && t.off(number(time.bound_ms));
  if (quiet && tone === "ok")
    return (
      <span class="quiet">
        {t.sure} {more}
      </span>
    );
  return (
    <>
      <Badge tone={tone}>{name}</Badge>
      <span class="quiet cell-more">{more}</span>
    </>
  );
}

// A correction of the punch that was proposed before.
export interface Proposed {
  at: string;
  direction: Punch["direction"];
  struck: boolean;
  reason: string;
}

// When a punch under a wrong clock really was, where that is known about to the minute.
const about_ms = 60_000;
function really(punch: Punch): string | null {
  const { not_before, not_after } = punch.time?.corrected ?? {};
  if (!not_before || !not_after) return null;
  return Date.parse(not_after) - Date.parse(not_before) <= about_ms ? not_before : null;
}

// Proposes that the punch was at another time, in another direction, or not at all. What was proposed before is replaced as a whole.
export function CorrectionForm({
  punch,
  before,
  on_cancel,
  on_done,
}: {
  punch: Punch;
  before?: Proposed | undefined;
  on_cancel: () => void;
  on_done: () => void;
}) {
  const is_known = (direction?: string) => direction === "in" || direction === "out";
  const clock = (at: string) => time_of(at).replace(".", ":");
  const shown = before && !before.struck ? before : { at: really(punch) ?? punch.at, direction: punch.direction };
  return (
    <Form
      deed={t.propose}
      on_cancel={on_cancel}
      before={
        <p>
          {long_date(date_of(punch.at))} · {t.recorded}: <strong>{time_of(punch.at, true)}</strong> {words[punch.direction]} ·{" "}
          {source_text(punch.source)}
        </p>
      }
      start={{
        what: before?.struck ? "strike" : "change",
        date: date_of(shown.at),
        at: clock(shown.at),
        direction: is_known(shown.direction) ? shown.direction : "",
        reason: before?.reason ?? "",
      }}
      questions={[
        {
          name: "what",
          kind: "radios",
          label: t.what,
          choices: [
            { value: "change", label: t.change, hint: t.change_hint },
            { value: "strike", label: t.strike, hint: t.strike_hint },
          ],
        },
        { name: "date", kind: "date", label: t.right_date, half: true, when: (values) => values["what"] === "change" },
        { name: "at", kind: "time", label: t.right_time, half: true, when: (values) => values["what"] === "change" },
        {
          name: "direction",
          kind: "select",
          label: t.direction,
          half: true,
          optional: !is_known(punch.direction),
          when: (values) => values["what"] === "change",
          choices: (["in", "out"] as const).map((value) => ({ value, label: words[value] })),
        },
        { name: "reason", kind: "text", label: t.reason, hint: t.reason_hint },
      ]}
      on_send={async ({ what, date, at, direction, reason }) => {
        const is_same_time = date === date_of(punch.at) && at === clock(punch.at);
        const is_same_way = !direction || direction === punch.direction;
        if (what === "change" && is_same_time && is_same_way)
          throw new ApiError({ status: 400, title: "", fault: "", detail: t.nothing, hint: t.nothing_hint, field: "at" });
        const done = await call<{ notes?: string[] }>("correction.propose", {
          punch: name_of_punch(punch),
          reason,
          ...(what === "strike" ? { void: true } : {}),
          ...(what === "change" && (!is_same_time || before) ? { at: is_same_time ? punch.at : `${String(date)} ${String(at)}` } : {}),
          ...(what === "change" && direction && (!is_same_way || before) ? { direction } : {}),
        });
        toast([t.proposed, ...(done.notes ?? [])].join("; "));
        on_done();
      }}
    />
  );
}

export const CorrectionDialog = ({
  on_close,
  on_done,
  ...rest
}: {
  punch: Punch;
  before?: Proposed | undefined;
  on_close: () => void;
  on_done: () => void;
}) => (
  <Dialog title={t.propose} on_close={on_close}>
    <CorrectionForm {...rest} on_cancel={on_close} on_done={on_done} />
  </Dialog>
);
