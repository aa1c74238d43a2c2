// Who uses this page, what they may do, and what time it is at the office.
import { computed, signal } from "@preact/signals";

import { ApiError, request, service_answers, use_csrf, when_signed_out } from "./api";
import { iso_date, office_offset } from "./format";

export type Role = "employee" | "superior" | "clerk" | "head" | "secretary" | "personnel" | "health";

// must_change: somebody else set the password, and nothing but changing it is allowed.
export interface Person {
  nip: string;
  name: string;
  roles: Role[];
  post?: string | null;
  must_change?: boolean;
}

export interface Session {
  signed_in: boolean;
  setup: "needed" | "account" | "done";
  unit: string;
  unit_name: string;
  now: string;
  offset_minutes: number;
  csrf?: string;
  person?: Person;
  allowed?: string[];
  idle_s?: number;
}

export const session = signal<Session | null>(null);
export const person = computed(() => (session.value?.signed_in ? (session.value.person ?? null) : null));
// Why somebody who was signed in no longer is; shown on the sign-in page.
export const signed_out_why = signal<"idle" | "ended" | null>(null);

// may("roster.publish"): whether the page shows the button. The service decides anew at each call.
export const may = (operation: string): boolean => session.value?.allowed?.includes(operation) ?? false;
export const has_role = (...roles: Role[]): boolean => person.value?.roles.some((role) => roles.includes(role)) ?? false;

// The service's clock, as a browser's own may be wrong: what it said, plus what has passed since.
let told_ms = Date.now(),
  told_at = performance.now();
export function hear_time(now: string): void {
  told_ms = Date.parse(now);
  told_at = performance.now();
}
export const office_now_ms = (): number => told_ms + performance.now() - told_at;
export const today = (): string => iso_date(new Date(office_now_ms() + office_offset.value * 60000));
export const this_month = (): string => today().slice(0, 7);

function hear(answer: Session): Session {
  hear_time(answer.now);
  office_offset.value = answer.offset_minutes;
  use_csrf(answer.csrf ?? "");
  session.value = answer;
  return answer;
}

export const load_session = async (): Promise<Session> => hear(await request<Session>("/api/v1/session"));

export async function sign_in(nip: string, secret: string): Promise<void> {
  hear(await request<Session>("/api/v1/session", { method: "POST", body: { nip, secret } }));
  signed_out_why.value = null;
}

let leaving = false;

export async function sign_out(why: "idle" | "ended" | null = null): Promise<void> {
  leaving = true; // calls that are refused meanwhile say nothing new
  signed_out_why.value = why;
  try {
    await request("/api/v1/session", { method: "DELETE" });
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
  }
  use_csrf("");
  if (session.value) session.value = { ...session.value, signed_in: false };
  await load_session().catch(() => {});
  leaving = false;
}

when_signed_out(() => {
  if (leaving || !session.value?.signed_in) return;
  signed_out_why.value = "ended";
  session.value = { ...session.value, signed_in: false };
});

// While the service does not answer: ask every two seconds, until it does.
let retry: ReturnType<typeof setTimeout> | undefined;
service_answers.subscribe((answers) => {
  clearTimeout(retry);
  if (answers) return;
  const ask = () =>
    load_session().catch(() => {
      retry = setTimeout(ask, 2000);
    });
  retry = setTimeout(ask, 2000);
});
