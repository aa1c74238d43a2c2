// How far a time can be trusted, in words that somebody at the counter understands.
import { language, number, texts, type Tone } from "@ui";

const t = texts(
  {
    hub: "Jam dipastikan oleh hub",
    carried: "Jam dipastikan sebelum PC dinyalakan ulang",
    doubtful: "Jam PC ini diragukan",
    unanchored: "Jam belum pernah dicocokkan dengan hub",
    hub_long: "Jam PC ini cocok dengan jam hub di sekretariat.",
    carried_long: "Jam PC ini cocok sebelum PC terakhir dimatikan; sejak itu hub belum terhubung.",
    doubtful_long:
      "Jam PC ini pernah diubah atau tidak cocok dengan jam hub. Presensi tetap diterima dan diberi tanda. Beri tahu petugas presensi.",
    unanchored_long: "PC ini belum pernah terhubung dengan hub. Presensi tetap diterima; waktunya dicocokkan begitu terhubung.",
    within: (text: string) => `selisih paling banyak ${text}`,
    second: (text: string) => `${text} detik`,
    minute: (text: string) => `${text} menit`,
  },
  {
    hub: "Time confirmed by the hub",
    carried: "Time confirmed before the PC was restarted",
    doubtful: "This PC's clock is in doubt",
    unanchored: "Clock never compared with the hub",
    hub_long: "This PC's clock agrees with the hub's at the secretariat.",
    carried_long: "This PC's clock agreed before the PC was last switched off; the hub has not been heard since.",
    doubtful_long:
      "This PC's clock was changed or does not agree with the hub's. Attendance is recorded all the same, and marked. Tell the attendance clerk.",
    unanchored_long:
      "This PC has never been connected to the hub. Attendance is recorded all the same; its time is compared once there is a connection.",
    within: (text) => `off by at most ${text}`,
    second: (text) => `${text} s`,
    minute: (text) => `${text} min`,
  },
);

export type Quality = "hub" | "carried" | "doubtful" | "unanchored";

const known = (quality: string): Quality =>
  ["hub", "carried", "doubtful", "unanchored"].includes(quality) ? (quality as Quality) : "unanchored";
export const trust_words = (quality: string): string => t[known(quality)];
export const trust_sentence = (quality: string): string => t[`${known(quality)}_long`];
export const trust_tone = (quality: string): Tone =>
  (({ hub: "ok", carried: "info", doubtful: "bad", unanchored: "warn" }) as const)[known(quality)];

// "selisih paling banyak 0,02 detik"; empty where nothing is known of it.
export function bound_words(quality: string, bound_ms: number): string {
  if (!["hub", "carried"].includes(quality) && bound_ms === 0) return "";
  const seconds = Math.max(0.01, bound_ms / 1000);
  void language.value;
  return t.within(
    seconds < 60 ? t.second(number(seconds, seconds < 1 ? 2 : seconds < 10 ? 1 : 0)) : t.minute(number(Math.ceil(seconds / 60))),
  );
}
