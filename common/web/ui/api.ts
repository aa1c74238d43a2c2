// Calls to the service that serves this page. A call answers the operation's JSON or throws an ApiError with the service's own words.
import { signal } from "@preact/signals";

import { language } from "./i18n";

export interface Problem {
  status: number;
  title: string;
  detail: string;
  hint: string;
  fault: string;
  field?: string;
  retry_after_s?: number;
}

export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }
  get status() {
    return this.problem.status;
  }
  get hint() {
    return this.problem.hint;
  }
  get field() {
    return this.problem.field;
  }
}

// False while the service does not answer; the shell says so and keeps trying.
export const service_answers = signal(true);
// Called where the service says that nobody is signed in any more.
let on_signed_out = () => {};
export const when_signed_out = (run: () => void) => {
  on_signed_out = run;
};
let csrf = "";
export const use_csrf = (token: string) => {
  csrf = token;
};

const unreachable = (): Problem => ({
  status: 0,
  title: "",
  fault: "unreachable",
  detail: language.value === "id" ? "Layanan hadir di PC ini tidak menjawab." : "The hadir service on this PC does not answer.",
  hint:
    language.value === "id"
      ? "Halaman ini mencoba lagi sendiri. Yang sudah tercatat tetap tersimpan."
      : "This page tries again by itself. What was recorded is safe.",
});

async function problem_of(response: Response): Promise<Problem> {
  const fallback: Problem = {
    status: response.status,
    title: response.statusText,
    detail: response.statusText || `HTTP ${response.status}`,
    hint: "",
    fault: "",
  };
  const retry = Number(response.headers.get("Retry-After"));
  if (retry > 0) fallback.retry_after_s = retry;
  try {
    const body = await response.json();
    if (body.error) return { ...fallback, fault: body.error.fault, detail: body.error.what, hint: body.error.hint };
    return { ...fallback, ...body, status: response.status };
  } catch {
    return fallback;
  }
}

export interface Sent {
  method?: string;
  body?: unknown; // JSON, or a Blob as it is
  signal?: AbortSignal;
}

// Any path of the API, answered as a Response whose status is a success.
export async function fetch_api(path: string, { method = "GET", body, signal: abort }: Sent = {}): Promise<Response> {
  const headers: Record<string, string> = {};
  if (method !== "GET" && csrf) headers["X-Hadir-Csrf"] = csrf;
  const is_file = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = is_file ? "application/octet-stream" : "application/json";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      signal: abort ?? null,
      body: body === undefined ? null : is_file ? body : JSON.stringify(body),
    });
  } catch (cause) {
    if (abort?.aborted) throw cause;
    service_answers.value = false;
    throw new ApiError(unreachable());
  }
  service_answers.value = response.status !== 504; // which only something between us and the service says
  if (response.ok) return response;
  const problem = await problem_of(response);
  if (response.status === 401 && path !== "/api/v1/session") on_signed_out();
  throw new ApiError(problem);
}

export async function request<T>(path: string, sent?: Sent): Promise<T> {
  return (await fetch_api(path, sent)).json() as Promise<T>;
}

// call<Status>("status"), call("punch", {employee, direction}): the operations of the command line, with their arguments.
export const call = <T = Record<string, unknown>>(operation: string, args: object = {}, abort?: AbortSignal): Promise<T> =>
  request<T>(`/api/v1/call/${operation}`, { method: "POST", body: args, ...(abort ? { signal: abort } : {}) });

// Every record of a kind, page by page. where: ["date>=2021-07-01", "employee=…"].
export async function all_records<T = Record<string, unknown>>(kind: string, where: string[] = [], more: object = {}): Promise<T[]> {
  const all: T[] = [];
  for (let after = ""; ;) {
    const page = await call<{ records: T[]; next: string }>("records", { kind, where, after, ...more });
    all.push(...page.records);
    if (!page.next) return all;
    after = page.next;
  }
}

// Hands bytes to the browser as a file.
export function save_file(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
