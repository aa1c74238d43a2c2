// What the operation `status` answers, as far as pages show it.
export interface Synced {
  at?: string;
  result: "complete" | "incomplete" | "unreachable";
  requests: number;
  seconds?: number;
  sent: { commits: number; bytes: number };
  received: { commits: number; bytes: number };
  pending?: number;
  receipt_at: string | null;
  held_back?: string;
  refused?: { code: string; reason: string; hint: string }[];
  error?: { fault: string; what: string; hint: string };
  check?: {
    finished: boolean;
    streams: number;
    records: number;
    streams_mended: number;
    streams_open: number;
    differences: { records: number; outcome: string }[];
  };
}

export interface ClockEvent {
  at: string;
  what: string;
  by_ms: number | null;
  error_min_ms: number | null;
  error_max_ms: number | null;
}

export interface Status {
  unit: string;
  origin: string;
  enrolled: boolean;
  hub: string | null;
  service: boolean;
  now: string;
  backup: { directory: string; kept: number; at: string | null; age_s: number | null; problem: string | null };
  clock: { quality: string; bound_ms: number; error_min_ms: number | null; error_max_ms: number | null; events: ClockEvent[] };
  pending: number;
  oldest_pending_s: number | null;
  conflicts: number;
  quarantine: number;
  carried: number;
  unread: number;
  base: { present: number; parts: number; usable: boolean } | null;
  seal_at_risk: boolean;
  copy_suspected: boolean;
  differences: { all: number; open: number; latest: string | null };
  lan: { peers: { origin: string; address: string | null; met: string; lacking: number }[]; alone: number };
  traffic: { today: number; per_day: number | null; held_back: string };
  link: {
    state: "unknown" | "good" | "slow" | "unsteady" | "down";
    since: string | null;
    attempts: number;
    broken: number;
    answer_ms: number | null;
    up_bytes_per_s: number | null;
    down_bytes_per_s: number | null;
  };
  records: Record<string, number>;
  last_exchange?: Synced | null;
}
