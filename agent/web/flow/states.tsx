// How a matter stands, as one small mark that says it in words, by an icon and in colour.
import { Badge, texts, type IconName, type Tone } from "@ui";

const words = texts(
  {
    draf: "Draf",
    diajukan: "Diajukan",
    diteruskan: "Diteruskan",
    disetujui: "Disetujui",
    dikembalikan: "Dikembalikan",
    ditolak: "Ditolak",
    dibatalkan: "Dibatalkan",
    berlaku: "Berlaku",
    dijawab: "Dijawab",
    "belum dijawab": "Belum dijawab",
    "belum dijawab, lewat batas": "Lewat batas, belum dijawab",
    selesai: "Selesai",
    belum: "Belum ada",
  },
  {
    draf: "Draft",
    diajukan: "Submitted",
    diteruskan: "Forwarded",
    disetujui: "Approved",
    dikembalikan: "Returned",
    ditolak: "Rejected",
    dibatalkan: "Cancelled",
    berlaku: "In force",
    dijawab: "Answered",
    "belum dijawab": "Not answered",
    "belum dijawab, lewat batas": "Overdue, not answered",
    selesai: "Over",
    belum: "None yet",
  },
);

export type State = keyof typeof words;

const looks: Record<State, [Tone, IconName | null]> = {
  draf: ["plain", "pen"],
  diajukan: ["info", "clock"],
  diteruskan: ["info", "moved"],
  disetujui: ["ok", "check"],
  dikembalikan: ["warn", "undo"],
  ditolak: ["bad", "stop"],
  dibatalkan: ["plain", "cross"],
  berlaku: ["ok", "check"],
  dijawab: ["ok", "check"],
  "belum dijawab": ["info", "clock"],
  "belum dijawab, lewat batas": ["bad", "warn"],
  selesai: ["plain", null],
  belum: ["warn", "warn"],
};

export const is_state = (state: string): state is State => state in looks;
export const state_text = (state: string): string => (is_state(state) ? words[state] : state);

export function StateChip({ state }: { state: string }) {
  const [tone, icon] = is_state(state) ? looks[state] : (["plain", null] as const);
  return (
    <Badge tone={tone} icon={icon}>
      {state_text(state)}
    </Badge>
  );
}

// What waits for a decision, and what its author may hand in anew.
export const is_open = (state: string) => state === "diajukan" || state === "diteruskan";
export const is_back = (state: string) => state === "dikembalikan" || state === "ditolak";
