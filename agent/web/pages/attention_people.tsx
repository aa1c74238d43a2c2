// Two things about one person's day: whether he was absent without leave, and punches whose time is in doubt.
import { useState } from "preact/hooks";

import {
  add_days,
  Button,
  call,
  date_of,
  Dialog,
  Empty,
  long_date,
  may,
  nip_text,
  Notice,
  short_date,
  Show,
  Table,
  texts,
  time_of,
  toast,
  useCall,
} from "@ui";
import { FormDialog } from "../flow/form";
import { words } from "../flow/matter";
import { CorrectionForm, name_of_punch, source_text, Trust, type Punch } from "../flow/punches";
import type { Item } from "./attention_items";

const t = texts(
  {
    absence: "Tidak ada tanda kehadiran",
    absence_hint: "Program tidak pernah memutuskannya sendiri. Tanyakan dahulu kepada yang bersangkutan.",
    decision: "Keputusan Anda",
    absent: "Tanpa keterangan (TK)",
    absent_hint: "ia tidak masuk dan tidak ada alasan yang sah",
    excused: "Bukan TK",
    excused_hint: "ia bekerja, atau ada alasan yang sah",
    note: "Catatan",
    deed: "Putuskan",
    times: "Waktu presensi diragukan",
    times_hint:
      "Jam PC yang mencatatnya ternyata tidak dapat dipercaya. Cocokkan dengan yang bersangkutan; bila keliru, usulkan koreksi, yang diputuskan atasannya.",
    at: "Tercatat",
    direction: "Arah",
    source: "Asal",
    trust: "Jam",
    propose: "Usulkan koreksi",
    none: "Tidak ada presensi pada hari itu",
  },
  {
    absence: "No sign of presence",
    absence_hint: "The program never decides this by itself. Ask the person first.",
    decision: "Your decision",
    absent: "Absent without leave (TK)",
    absent_hint: "he did not come and has no valid reason",
    excused: "Not absent",
    excused_hint: "he worked, or has a valid reason",
    note: "Note",
    deed: "Decide",
    times: "Time of a punch in doubt",
    times_hint:
      "The clock of the PC that recorded it turned out not to be trustworthy. Check with the person; if it is wrong, propose a correction, which his superior decides.",
    at: "Recorded",
    direction: "Direction",
    source: "Source",
    trust: "Clock",
    propose: "Propose a correction",
    none: "No punches on that day",
  },
);

export function AbsenceDialog({ item, on_close }: { item: Pick<Item, "people" | "date">; on_close: () => void }) {
  const who = item.people[0]!;
  return (
    <FormDialog
      title={t.absence}
      deed={t.deed}
      on_close={on_close}
      start={{}}
      before={
        <>
          <p>
            <strong>{who.name}</strong> · {nip_text(who.nip)}
            <br />
            {long_date(item.date)}
          </p>
          <Notice tone="info">{t.absence_hint}</Notice>
        </>
      }
      questions={[
        {
          name: "decision",
          kind: "radios",
          label: t.decision,
          choices: [
            { value: "absent", label: t.absent, hint: t.absent_hint },
            { value: "excused", label: t.excused, hint: t.excused_hint },
          ],
        },
        { name: "note", kind: "area", label: t.note, optional: true },
      ]}
      on_send={async ({ decision, note }) => {
        const done = await call<{ message: string }>("absence.decide", {
          employee: who.nip,
          date: item.date,
          ...(decision === "excused" ? { excused: true } : {}),
          ...(note ? { note } : {}),
        });
        toast(done.message);
        on_close();
      }}
    />
  );
}

export function TimesDialog({ item, on_close }: { item: Item; on_close: () => void }) {
  const who = item.people[0]!;
  // One punch by its name, where it was recorded for quite another day: punch/NIP/TIME/SOURCE.
  const named = item.subject.startsWith("punch/") ? item.subject.slice("punch/".length) : "";
  const day = named ? named.split("/")[1]!.slice(0, 10) : item.date;
  const loaded = useCall<{ records: Punch[] }>("records", {
    kind: "punch",
    where: [`employee=${who.nip}`, `at>=${add_days(day, -1)}`, `at<=${add_days(day, 2)}`],
    times: true,
  });
  const [proposing, set_proposing] = useState<Punch | null>(null);
  const punches = (loaded.data?.records ?? []).filter((one) => (named ? name_of_punch(one) === named : one.at.slice(0, 10) === item.date));
  return (
    <Dialog wide title={t.times} on_close={on_close}>
      <p>
        <strong>{who.name}</strong> · {long_date(item.date)}
      </p>
      <Notice tone="info">{t.times_hint}</Notice>
      <Show loaded={loaded}>
        {() =>
          punches.length === 0 ? (
            <Empty icon="clock" title={t.none} />
          ) : (
            <Table
              caption={t.times}
              rows={punches}
              key_of={(row) => `${row.at}${row.source}`}
              columns={[
                {
                  name: "at",
                  head: t.at,
                  cell: (row) => <strong>{(named ? `${short_date(date_of(row.at))} ` : "") + time_of(row.at, true)}</strong>,
                  nowrap: true,
                },
                { name: "direction", head: t.direction, cell: (row) => words[row.direction] },
                { name: "source", head: t.source, cell: (row) => source_text(row.source) },
                {
                  name: "trust",
                  head: t.trust,
                  cell: (row) => <Trust punch={row} />,
                },
                ...(may("correction.propose")
                  ? [
                      {
                        name: "deed",
                        head: <span class="unseen">{t.propose}</span>,
                        narrow: true,
                        cell: (row: Punch) => (
                          <Button small onClick={() => set_proposing(row)}>
                            {t.propose}
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Show>
      {proposing && <CorrectionForm key={proposing.at} punch={proposing} on_cancel={() => set_proposing(null)} on_done={on_close} />}
    </Dialog>
  );
}
