// Asking for a permit: first which, then only what that one needs.
import { call, may, nip_text, person, texts, toast, today, type Choice } from "@ui";
import { FormDialog, type Question, type Values } from "../flow/form";
import { journey_types, leave_types, permit_types, type Matter } from "../flow/matter";
import { use_people } from "../flow/people";

const t = texts(
  {
    title: "Ajukan izin",
    again: "Ajukan lagi",
    deed: "Ajukan",
    who: "Untuk siapa",
    type: "Izin apa",
    leave: "Cuti apa",
    journey: "Keperluan apa",
    from: "Mulai",
    until: "Sampai dengan",
    until_hint: "Kosongkan bila hanya sehari.",
    reason: "Keperluan",
    reason_hint: "Singkat, mis. “tanda tangan SPJ”.",
    room: "Ruangan yang didatangi",
    room_hint: "Dipakai bila perlu menelusuri kontak.",
    condition: "Suhu atau keadaan badan",
    destination: "Tujuan",
    destination_hint: "mis. “RSUD A. Wahab Sjahranie”",
    region: "Wilayah tujuan",
    region_hint: "Kabupaten atau kota, mis. “Kota Samarinda”.",
    urgency: "Alasan mendesak",
    urgency_hint: "Wajib bila wilayah tujuan dalam lonjakan kasus.",
    hints: {
      kantor: "pekerjaan yang harus di kantor",
      bepergian: "keluar daerah: dinas, keluarga, pribadi",
      cuti: "tahunan, besar, melahirkan, …",
      sakit: "dengan atau tanpa surat dokter",
      izin: "keperluan pribadi yang diizinkan atasan",
      dl: "perjalanan dinas ke luar daerah",
      tl: "tugas di luar kantor, dalam kota",
      tb: "penugasan belajar",
    },
  },
  {
    title: "Ask for a permit",
    again: "Submit again",
    deed: "Submit",
    who: "For whom",
    type: "Which permit",
    leave: "Which leave",
    journey: "For what",
    from: "From",
    until: "Until",
    until_hint: "Leave empty for one day.",
    reason: "Purpose",
    reason_hint: "In short, e.g. “signing expense reports”.",
    room: "Room to be visited",
    room_hint: "Used where contacts have to be traced.",
    condition: "Temperature or condition",
    destination: "Destination",
    destination_hint: "e.g. “A. Wahab Sjahranie hospital”",
    region: "Destination region",
    region_hint: "Regency or city, e.g. “Kota Samarinda”.",
    urgency: "Why it is urgent",
    urgency_hint: "Needed where cases surge in the destination.",
    hints: {
      kantor: "work that has to be done at the office",
      bepergian: "out of the region: official, family, private",
      cuti: "annual, long, maternity, …",
      sakit: "with or without a doctor's letter",
      izin: "a private matter that the superior allows",
      dl: "an official journey out of the region",
      tl: "work outside the office, in town",
      tb: "assigned to study",
    },
  },
);

const choices = (named: Record<string, string>): Choice[] => Object.entries(named).map(([value, label]) => ({ value, label }));
const is =
  (...types: string[]) =>
  (values: Values) =>
    types.includes(String(values["type"] ?? ""));

export function PermitForm({
  before,
  for_others,
  day,
  on_close,
  on_done,
}: {
  before: Matter | null;
  for_others: boolean;
  day?: string;
  on_close: () => void;
  on_done: (subject: string) => void;
}) {
  const people = use_people();
  const own = person.value?.nip ?? "";
  const f = before?.facts;
  const questions: Question[] = [
    ...(for_others && may("people.list") ? [{ name: "employee", kind: "person" as const, label: t.who, people }] : []),
    {
      name: "type",
      kind: "radios",
      label: t.type,
      choices: choices(permit_types).map((one) => ({ ...one, hint: t.hints[one.value as keyof typeof t.hints] })),
    },
    { name: "subtype_leave", kind: "select", label: t.leave, choices: choices(leave_types), when: is("cuti"), also: ["subtype"] },
    { name: "subtype_journey", kind: "select", label: t.journey, choices: choices(journey_types), when: is("bepergian") },
    { name: "from", kind: "date", label: t.from, half: true },
    { name: "until", kind: "date", label: t.until, hint: t.until_hint, optional: true, half: true },
    { name: "region", kind: "text", label: t.region, hint: t.region_hint, when: is("bepergian", "dl"), half: true },
    {
      name: "destination",
      kind: "text",
      label: t.destination,
      hint: t.destination_hint,
      optional: true,
      when: is("bepergian", "dl", "tl"),
      half: true,
    },
    { name: "reason", kind: "text", label: t.reason, hint: t.reason_hint },
    { name: "urgency", kind: "text", label: t.urgency, hint: t.urgency_hint, optional: true, when: is("bepergian", "dl", "kantor") },
    { name: "room", kind: "text", label: t.room, hint: t.room_hint, optional: true, when: is("kantor"), half: true },
    { name: "condition", kind: "text", label: t.condition, optional: true, when: is("kantor"), half: true },
  ];
  const start: Values = {
    employee: before?.employee ?? own,
    type: f?.type ?? "",
    from: f?.from ?? day ?? today(),
    until: f?.until && f.until !== f.from ? f.until : "",
    reason: f?.reason ?? "",
    urgency: f?.urgency ?? "",
    destination: f?.destination ?? "",
    region: f?.region ?? "",
    room: f?.room ?? "",
    condition: f?.condition ?? "",
    subtype_leave: f?.type === "cuti" ? (f.subtype ?? "") : "",
    subtype_journey: f?.type === "bepergian" ? (f.subtype ?? "") : "",
  };
  return (
    <FormDialog
      wide
      title={before ? t.again : t.title}
      deed={t.deed}
      start={start}
      questions={questions}
      on_close={on_close}
      before={
        !for_others &&
        person.value && (
          <p class="quiet">
            {person.value.name} · {nip_text(own)}
          </p>
        )
      }
      on_send={async ({ subtype_leave, subtype_journey, ...answers }) => {
        const done = await call<{ subject: string; message: string; notes?: string[] }>("permit.request", {
          ...answers,
          employee: answers["employee"] ?? own,
          ...(subtype_leave || subtype_journey ? { subtype: subtype_leave ?? subtype_journey } : {}),
        });
        toast([done.message.split(":")[0], ...(done.notes ?? [])].join("; "));
        on_done(done.subject);
      }}
    />
  );
}
