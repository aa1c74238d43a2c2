// useCall("permit.list", {month}): what an operation answers, loaded anew when its arguments, the records or the session change.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { ApiError, call, service_answers } from "./api";
import { changes } from "./events";

export interface Loaded<T> {
  data: T | undefined; // stays while it is loaded anew
  error: ApiError | undefined;
  loading: boolean;
  reload: () => Promise<void>;
}

const gather_ms = 250, // changes come in swarms
  share_of_rest = 10; // of a page's time at most a tenth goes to loading it anew

export function useLoaded<T>(load: (abort: AbortSignal) => Promise<T>, key: string, { skip = false } = {}): Loaded<T> {
  const [state, set_state] = useState<{ data?: T; error?: ApiError; loading: boolean; key: string }>({ loading: !skip, key });
  const latest = useRef(load);
  latest.current = load;
  const running = useRef<AbortController | null>(null);
  const cost = useRef({ took: 0, ended: 0 });
  const reload = useCallback(async () => {
    if (skip) return;
    running.current?.abort();
    const own = (running.current = new AbortController());
    const began = performance.now();
    set_state((before) => ({ ...before, loading: true }));
    try {
      const data = await latest.current(own.signal);
      if (!own.signal.aborted) set_state({ data, loading: false, key });
    } catch (problem) {
      if (own.signal.aborted) return;
      if (!(problem instanceof ApiError)) throw problem;
      set_state((before) => ({ ...before, error: problem, loading: false, key }));
    } finally {
      cost.current = { took: performance.now() - began, ended: performance.now() };
    }
  }, [key, skip]);
  useEffect(() => {
    void reload();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen = changes.peek();
    // Changes may come all morning. What was long to answer is asked for less often, and nothing for a page that nobody sees.
    const follow = () => {
      if (timer !== undefined || seen === changes.peek() || document.hidden) return;
      const rest = cost.current.ended + share_of_rest * cost.current.took - performance.now();
      timer = setTimeout(
        () => {
          timer = undefined;
          seen = changes.peek();
          void reload();
        },
        Math.max(gather_ms, rest),
      );
    };
    document.addEventListener("visibilitychange", follow);
    const stop = [
      changes.subscribe(follow),
      () => document.removeEventListener("visibilitychange", follow),
      (() => {
        let before = service_answers.peek();
        return service_answers.subscribe((answers) => {
          if (answers && !before) void reload();
          before = answers;
        });
      })(),
    ];
    return () => {
      clearTimeout(timer);
      stop.forEach((one) => one());
      running.current?.abort();
    };
  }, [reload]);
  const is_old = state.key !== key;
  return { data: state.data, error: is_old ? undefined : state.error, loading: state.loading || (is_old && !skip), reload };
}

export const useCall = <T>(operation: string, args: object = {}, options: { skip?: boolean } = {}): Loaded<T> =>
  useLoaded<T>((abort) => call<T>(operation, args, abort), `${operation} ${JSON.stringify(args)}`, options);
