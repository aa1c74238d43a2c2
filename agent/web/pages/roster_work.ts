// The roster that the page works on: loaded for a month, changed here, checked by the service after every change, and kept in the
// tab so that signing in again loses nothing.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { ApiError, call, changes, may, person } from "@ui";
import { Sheet, type Board, type Finding, type Kept, type Meter } from "./roster_model";

export interface Checked {
  findings: Finding[];
  added: Finding[];
}
export interface Conflict {
  id: string;
  kind: string;
  field: string;
  shown: unknown;
  record: { employee: string; date: string };
  values: { value: unknown; author: string; at: string; quality: string; origin?: string; label?: string | null; shown?: boolean }[];
}

const check_after_ms = 350;
const key_of = (board: Board) => `hadir.roster.${board.unit}.${board.from}.${board.until}.${person.value?.nip ?? ""}`;

function remembered(board: Board): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(key_of(board)) ?? "null");
  } catch {
    return null;
  }
}
function remember(sheet: Sheet): void {
  const kept = sheet.kept();
  try {
    Object.keys(kept).length
      ? sessionStorage.setItem(key_of(sheet.board), JSON.stringify(kept))
      : sessionStorage.removeItem(key_of(sheet.board));
  } catch {
    /* a full or forbidden storage: the page goes on without */
  }
}

export interface Work {
  sheet: Sheet | undefined;
  revision: number;
  error: ApiError | undefined;
  loading: boolean;
  checked: Checked | undefined; // undefined while it is being checked
  conflicts: Conflict[];
  contested: Set<number>;
  restored: number; // unpublished days that were found in the tab
  changed: () => void; // after anything was done to the sheet
  reload: () => Promise<void>;
}

export function useRoster(month: string): Work {
  const [sheet, set_sheet] = useState<Sheet>();
  const [revision, set_revision] = useState(0);
  const [error, set_error] = useState<ApiError>();
  const [loading, set_loading] = useState(true);
  const [checked, set_checked] = useState<Checked>();
  const [conflicts, set_conflicts] = useState<Conflict[]>([]);
  const [contested, set_contested] = useState<Set<number>>(new Set());
  const [restored, set_restored] = useState(0);
  const latest = useRef<{ sheet: Sheet | undefined; month: string }>({ sheet: undefined, month });
  const checking = useRef<AbortController>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // Bounds may move with an edit (who is on leave is not counted), and only the service knows every rule.
  const check = useCallback((own: Sheet, soon: boolean) => {
    clearTimeout(timer.current);
    checking.current?.abort();
    set_checked(undefined);
    if (!may("roster.try")) return;
    timer.current = setTimeout(
      async () => {
        const abort = (checking.current = new AbortController());
        try {
          const answer = await call<Checked & { meters: Meter[] }>("roster.try", own.request(), abort.signal);
          if (abort.signal.aborted || latest.current.sheet !== own) return;
          own.hear_meters(answer.meters.map((meter) => ({ ...meter, group: own.same_group(meter) })).filter((meter) => meter.group >= 0));
          set_checked({ findings: answer.findings, added: answer.added });
          set_revision((count) => count + 1);
        } catch (problem) {
          if (!abort.signal.aborted && !(problem instanceof ApiError)) throw problem;
        }
      },
      soon ? 0 : check_after_ms,
    );
  }, []);

  const load_conflicts = useCallback(async () => {
    if (!may("conflicts.list")) return;
    try {
      const all = await call<Conflict[]>("conflicts.list");
      set_conflicts(all.filter((one) => one.kind === "schedule"));
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
    }
  }, []);

  const reload = useCallback(async () => {
    set_loading(true);
    const wanted = month;
    try {
      const board = await call<Board>(may("roster.board") ? "roster.board" : "roster.wall", { month: wanted });
      if (latest.current.month !== wanted) return;
      const before = latest.current.sheet;
      if (before && before.board.from === board.from && before.board.unit === board.unit) {
        const rebased = before.rebased_on(board);
        latest.current.sheet = rebased.sheet;
        set_contested(new Set(rebased.contested));
      } else {
        const fresh = new Sheet(board);
        const kept = remembered(board);
        set_restored(kept ? fresh.take_kept(kept) : 0);
        latest.current.sheet = fresh;
        set_contested(new Set());
      }
      remember(latest.current.sheet!);
      set_sheet(latest.current.sheet);
      set_error(undefined);
      check(latest.current.sheet!, true);
      void load_conflicts();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      if (latest.current.month === wanted) set_error(problem);
    } finally {
      if (latest.current.month === wanted) set_loading(false);
    }
  }, [month]);

  useEffect(() => {
    latest.current = { sheet: undefined, month };
    set_sheet(undefined);
    set_restored(0);
    void reload();
    let seen = changes.peek();
    let soon: ReturnType<typeof setTimeout>;
    const stop = changes.subscribe((count) => {
      if (count === seen) return;
      seen = count;
      clearTimeout(soon);
      soon = setTimeout(() => void reload(), 400);
    });
    return () => {
      stop();
      clearTimeout(soon);
      clearTimeout(timer.current);
      checking.current?.abort();
    };
  }, [month, reload]);

  const changed = useCallback(() => {
    const own = latest.current.sheet;
    if (!own) return;
    remember(own);
    set_revision((count) => count + 1);
    check(own, false);
  }, [check]);

  return { sheet, revision, error, loading, checked, conflicts, contested, restored, changed, reload };
}
