// Panggilan: who was called to the office, when he answered, and the answer itself. Works by telephone too: whoever phoned says so.
import { useState } from "preact/hooks";

import {
  Button,
  call,
  date_of,
  date_time,
  duration,
  has_role,
  may,
  MonthPicker,
  nip_text,
  Notice,
  office_now_ms,
  person,
  Table,
  texts,
  time_of,
  toast,
  today,
  useCall,
} from "@ui";
import { ListPage } from "../flow/list_page";
import { FormDialog, type Question } from "../flow/form";
import { use_month } from "../flow/parts";
import { use_people } from "../flow/people";
import { StateChip } from "../flow/states";

const t = texts(
  {
    title: "Panggilan",
    about: "Pegawai WFH dapat dipanggil ke kantor sewaktu-waktu. Yang dihitung ialah kapan ia dipanggil dan kapan ia menjawab.",
    call: "Panggil pegawai",
    caption: "Panggilan",
    called: "Dipanggil",
    name: "Nama",
    by: "Oleh",
    place: "Tempat & keperluan",
    answered: "Dijawab",
    state: "Keadaan",
    after: (minutes: string) => `setelah ${minutes}`,
    by_phone: "lewat telepon",
    none: "Tidak ada panggilan bulan ini",
    none_hint: "Panggilan kepada pegawai muncul di sini, dengan waktu jawabannya.",
    mine: "Anda dipanggil ke kantor",
    answer: "Jawab panggilan",
    record: "Catat jawaban",
    answered_now: "Panggilan dijawab.",
    who: "Siapa yang dipanggil",
    how: "Bagaimana memanggilnya",
    app: "Lewat hadir",
    app_hint: "ia menjawab di halaman ini",
    phone: "Lewat telepon",
    phone_hint: "langsung tercatat terjawab oleh Anda",
    where: "Tempat",
    why: "Keperluan",
    until: "Paling lambat menjawab",
    until_hint: "Jam hari ini. Kosongkan bila tidak ada batas.",
    when: "Jam telepon",
    deed: "Panggil",
    answer_until: (time: string) => `Jawab paling lambat pukul ${time}.`,
    answer_title: "Kapan ia menjawab?",
    answer_time: "Jam jawaban",
    answer_hint: "Kosongkan untuk sekarang.",
  },
  {
    title: "Recalls",
    about: "Staff at home can be called to the office at any time. What counts is when they were called and when they answered.",
    call: "Call somebody in",
    caption: "Recalls",
    called: "Called",
    name: "Name",
    by: "By",
    place: "Place & purpose",
    answered: "Answered",
    state: "State",
    after: (minutes) => `after ${minutes}`,
    by_phone: "by telephone",
    none: "No recalls this month",
    none_hint: "Calls to staff appear here, with the time of their answer.",
    mine: "You are called to the office",
    answer: "Answer the call",
    record: "Record the answer",
    answered_now: "The call is answered.",
    who: "Who is called",
    how: "How",
    app: "By hadir",
    app_hint: "he answers on this page",
    phone: "By telephone",
    phone_hint: "recorded as answered at once, by you",
    where: "Place",
    why: "Purpose",
    until: "To be answered by",
    until_hint: "A time today. Leave empty for no limit.",
    when: "Time of the phone call",
    deed: "Call",
    answer_until: (time) => `Answer by ${time}.`,
    answer_title: "When did he answer?",
    answer_time: "Time of the answer",
    answer_hint: "Leave empty for now.",
  },
);

interface Row {
  employee: string;
  name: string;
  at: string;
  by: string;
  place: string;
  reason: string;
  answer_by: string | null;
  acknowledged: string | null;
  minutes: number | null;
  phoned_by: string;
  state: string;
}

export default function Recalls() {
  const [month, set_month] = use_month();
  const own = person.value?.nip;
  const calls = useCall<{ rows: Row[] }>(
    "recall.list",
    has_role("clerk", "head", "secretary", "personnel", "superior") ? { month } : { month, employee: own },
  );
  const [calling, set_calling] = useState(false);
  const [answering, set_answering] = useState<Row | null>(null);
  const [busy, set_busy] = useState(false);
  const rows = [...(calls.data?.rows ?? [])].sort((a, b) => b.at.localeCompare(a.at));
  const waiting = rows.filter((row) => row.employee === own && !row.acknowledged);
  const people = use_people();
  const name = (nip: string) => people.find((one) => one.nip === nip)?.name ?? nip_text(nip);
  const answer = async (row: Row) => {
    set_busy(true);
    await call("recall.answer", { employee: row.employee, at: row.at }).then(() => {
      toast(t.answered_now);
      return calls.reload();
    }, toast);
    set_busy(false);
  };
  return (
    <ListPage
      title={t.title}
      about={t.about}
      tools={<MonthPicker value={month} on_value={set_month} />}
      deed={{ label: t.call, icon: "call", allowed: may("recall.call"), run: () => set_calling(true) }}
      loaded={calls}
      none={{ is: rows.length === 0, icon: "call", title: t.none, hint: t.none_hint }}
      before={
        <>
          {waiting.map((row) => (
            <Notice
              key={row.at}
              tone="warn"
              live
              title={`${t.mine} · ${date_time(row.at)}`}
              actions={
                may("recall.answer") && (
                  <Button kind="primary" busy={busy} onClick={() => void answer(row)}>
                    {t.answer}
                  </Button>
                )
              }
            >
              {[row.place, row.reason].filter(Boolean).join(" · ")} {row.answer_by && t.answer_until(time_of(row.answer_by))}
            </Notice>
          ))}
        </>
      }
      list={
        <Table
          tall
          caption={t.caption}
          rows={rows}
          key_of={(row) => `${row.employee} ${row.at}`}
          columns={[
            { name: "name", head: t.name, cell: (row) => <strong>{row.name}</strong> },
            {
              name: "called",
              head: t.called,
              cell: (row) => (
                <>
                  {date_time(row.at)}
                  <span class="quiet cell-more">
                    {t.by.toLowerCase()} {name(row.by)}
                  </span>
                </>
              ),
              nowrap: true,
            },
            {
              name: "place",
              head: t.place,
              cell: (row) => (
                <>
                  {row.place}
                  <span class="quiet cell-more">{row.reason}</span>
                </>
              ),
            },
            {
              name: "answered",
              head: t.answered,
              cell: (row) =>
                row.acknowledged ? (
                  <>
                    {date_of(row.acknowledged) === date_of(row.at) ? time_of(row.acknowledged) : date_time(row.acknowledged)}
                    <span class="quiet cell-more">
                      {[(row.minutes || !row.phoned_by) && t.after(duration((row.minutes ?? 0) * 60)), row.phoned_by && t.by_phone]
                        .filter(Boolean)
                        .join(" · ")}
                    </span>
                  </>
                ) : row.answer_by ? (
                  <span class="quiet">
                    {t.until} {time_of(row.answer_by)}
                  </span>
                ) : (
                  "–"
                ),
            },
            { name: "state", head: t.state, narrow: true, cell: (row) => <StateChip state={row.state} /> },
            ...(may("recall.answer") && has_role("clerk", "head", "secretary", "superior")
              ? [
                  {
                    name: "deed",
                    head: <span class="unseen">{t.record}</span>,
                    narrow: true,
                    cell: (row: Row) =>
                      !row.acknowledged &&
                      row.employee !== own && (
                        <Button small onClick={() => set_answering(row)}>
                          {t.record}
                        </Button>
                      ),
                  },
                ]
              : []),
          ]}
        />
      }
    >
      {calling && (
        <CallForm
          on_close={() => set_calling(false)}
          on_done={() => {
            set_calling(false);
            void calls.reload();
          }}
        />
      )}
      {answering && (
        <FormDialog
          title={t.answer_title}
          deed={t.record}
          on_close={() => set_answering(null)}
          before={
            <p>
              {answering.name} · {date_time(answering.at)}
            </p>
          }
          questions={[{ name: "time", kind: "time", label: t.answer_time, hint: t.answer_hint, optional: true }]}
          on_send={async ({ time }) => {
            await call("recall.answer", {
              employee: answering.employee,
              at: answering.at,
              ...(time ? { answered: `${today()} ${String(time)}` } : {}),
            });
            toast(t.answered_now);
            set_answering(null);
            await calls.reload();
          }}
        />
      )}
    </ListPage>
  );
}

function CallForm({ on_close, on_done }: { on_close: () => void; on_done: () => void }) {
  const own = person.value?.nip ?? "";
  const people = use_people(!has_role("clerk", "head", "secretary")).filter((one) => one.nip !== own);
  const questions: Question[] = [
    { name: "employee", kind: "person", label: t.who, people },
    {
      name: "how",
      kind: "radios",
      label: t.how,
      choices: [
        { value: "app", label: t.app, hint: t.app_hint },
        { value: "phone", label: t.phone, hint: t.phone_hint },
      ],
    },
    { name: "at", kind: "time", label: t.when, when: (values) => values["how"] === "phone", half: true },
    {
      name: "answer_by",
      kind: "time",
      label: t.until,
      hint: t.until_hint,
      optional: true,
      when: (values) => values["how"] !== "phone",
      half: true,
    },
    { name: "place", kind: "text", label: t.where, optional: true, half: true },
    { name: "reason", kind: "text", label: t.why, optional: true },
  ];
  const now = time_of(new Date(office_now_ms()).toISOString()).replace(".", ":");
  return (
    <FormDialog
      title={t.call}
      deed={t.deed}
      questions={questions}
      start={{ how: "app", at: now }}
      on_close={on_close}
      on_send={async ({ how, at, answer_by, ...rest }) => {
        const done = await call<{ message: string }>("recall.call", {
          ...rest,
          ...(how === "phone" ? { at: `${today()} ${String(at)}`, phoned_by: own } : {}),
          ...(answer_by ? { answer_by: `${today()} ${String(answer_by)}` } : {}),
        });
        toast(done.message);
        on_done();
      }}
    />
  );
}
