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

export function useLoaded<T>(load: (abort: AbortSignal) => Promise<T>, key: string, { skip = false } = {}): Loaded<T> {
  const [state, set_state] = useState<{ data?: T; error?: ApiError; loading: boolean; key: string }>({ loading: !skip, key });
  const latest = useRef(load);
  latest.current = load;
  const running = useRef<AbortController | null>(null);
  const reload = useCallback(async () => {
    if (skip) return;
    running.current?.abort();
    const own = (running.current = new AbortController());
    set_state((before) => ({ ...before, loading: true }));
    try {
      const data = await latest.current(own.signal);
      if (!own.signal.aborted) set_state({ data, loading: false, key });
    } catch (problem) {
      if (own.signal.aborted) return;
      if (!(problem instanceof ApiError)) throw problem;
      set_state((before) => ({ ...before, error: problem, loading: false, key }));
    }
  }, [key, skip]);
  useEffect(() => {
    void reload();
    let timer: ReturnType<typeof setTimeout>;
    let seen = changes.peek();
    const stop = [
      changes.subscribe((count) => {
        if (count === seen) return;
        seen = count;
        clearTimeout(timer);
        timer = setTimeout(() => void reload(), 250);
      }),
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
