// What the service tells by itself: its status, a sync's progress, that something changed. One connection for the whole page.
import { signal } from "@preact/signals";

import { load_session } from "./session";

export interface SyncProgress {
  phase: string;
  sent: number;
  received: number;
  requests: number;
  bytes_up: number;
  bytes_down: number;
  done: boolean;
  result?: string;
}
export interface LiveStatus {
  pending: number;
  oldest_pending_s: number | null;
  conflicts: number;
  quarantine?: number;
  clock?: { quality: string; bound_ms: number };
  last_exchange?: unknown;
}

export const live_status = signal<LiveStatus | null>(null);
export const sync_progress = signal<SyncProgress | null>(null);
// Counts up when records changed: whatever shows some loads them anew.
export const changes = signal(0);

let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
const retry_ms = 5000;

export function listen(): void {
  if (source) return;
  source = new EventSource("/api/v1/events");
  source.addEventListener("status", (event) => {
    live_status.value = JSON.parse((event as MessageEvent).data);
  });
  source.addEventListener("sync", (event) => {
    sync_progress.value = JSON.parse((event as MessageEvent).data);
  });
  source.addEventListener("changed", () => {
    changes.value += 1;
  });
  // A broken connection the browser mends by itself, a refused one it does not. Either may mean that the service has stopped: ask it.
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      retry = setTimeout(listen, retry_ms);
    }
    void load_session().catch(() => {});
  };
}

export function stop_listening(): void {
  clearTimeout(retry);
  source?.close();
  source = null;
}
