// Surat edaran: every circular that this PC knows and how it stands here, the unit's own rules, and clauses that were invoked.
import { useState } from "preact/hooks";

import { Button, Card, Dialog, long_date, may, Page, Show, Table, texts, useCall } from "@ui";
import { CircularFile, Circulars, type CircularRow } from "../circular_file";
import { name_in, use_people } from "../flow/people";
import { CircularLetter } from "./circulars_letter";

const t = texts(
  {
    title: "Surat edaran",
    about:
      "Yang menentukan berapa orang di kantor, siapa bekerja dari rumah dan apa yang dilaporkan. Edaran sekretariat datang lewat sinkronisasi.",
    add: "Tambah ketentuan unit",
    list: "Edaran di PC ini",
    invoked: "Ketentuan yang diberlakukan tersendiri",
    invoked_none: "Belum ada. Ketentuan yang memerlukan alasan atau keadaan mendesak diberlakukan dari edarannya.",
    clause: "Ketentuan",
    days: "Hari",
    reason: "Alasan",
    by: "Oleh",
    from: (from: string) => `mulai ${from}`,
    until: (from: string, until: string) => `${from} sampai ${until}`,
    calendars: "Hari dan jam kerja",
    calendars_about: "Dipelihara sekretariat. Hari libur tampak di Jadwal.",
    calendar: "Kalender",
    week: "Seminggu",
    hours: "Jam kerja",
    stands: "Keadaan",
    calendars_none: "Sekretariat belum menyimpan kalender kerja; dipakai jam kerja menurut peraturan.",
  },
  {
    title: "Circulars",
    about: "What decides how many are at the office, who works from home and what is reported. The secretariat's circulars come with sync.",
    add: "Add rules of the unit",
    list: "Circulars on this PC",
    invoked: "Clauses that were invoked",
    invoked_none: "None yet. Clauses that need a justification or an urgency are invoked from their circular.",
    clause: "Clause",
    days: "Days",
    reason: "Reason",
    by: "By",
    from: (from) => `from ${from}`,
    until: (from, until) => `${from} to ${until}`,
    calendars: "Working days and hours",
    calendars_about: "Kept by the secretariat. Holidays are shown in the roster.",
    calendar: "Calendar",
    week: "Week",
    hours: "Hours",
    stands: "State",
    calendars_none: "The secretariat keeps no calendar yet; the hours of the regulation are used.",
  },
);

interface Invoked {
  unit: string;
  number: string;
  clause: string;
  from: string;
  until: string | null;
  reason: string;
  by: string;
}
interface Calendar {
  name: string;
  from: string;
  until: string | null;
  week: string;
  hours: string;
  stands: string;
}

function InvokedCard() {
  const loaded = useCall<{ rows: Invoked[] }>("circular.invoked");
  const people = use_people();
  return (
    <Card title={t.invoked} class="flush">
      <Show loaded={loaded} rows={2}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p class="quiet card-note">{t.invoked_none}</p>
          ) : (
            <Table
              caption={t.invoked}
              rows={rows}
              key_of={(row) => `${row.number} ${row.clause} ${row.from} ${row.unit}`}
              columns={[
                { name: "clause", head: t.clause, cell: (row) => `${row.number} ${row.clause}` },
                {
                  name: "days",
                  head: t.days,
                  cell: (row) => (row.until ? t.until(long_date(row.from), long_date(row.until)) : t.from(long_date(row.from))),
                },
                { name: "reason", head: t.reason, cell: (row) => row.reason },
                { name: "by", head: t.by, cell: (row) => name_in(people, row.by) },
              ]}
            />
          )
        }
      </Show>
    </Card>
  );
}

function CalendarsCard() {
  const loaded = useCall<{ rows: Calendar[] }>("calendar.list");
  return (
    <Card title={t.calendars} class="flush">
      <Show loaded={loaded} rows={2}>
        {({ rows }) => (
          <>
            <p class="quiet card-note">{rows.length === 0 ? t.calendars_none : t.calendars_about}</p>
            {rows.length > 0 && (
              <Table
                caption={t.calendars}
                rows={rows}
                key_of={(row) => `${row.name} ${row.from}`}
                columns={[
                  { name: "name", head: t.calendar, cell: (row) => row.name },
                  { name: "week", head: t.week, cell: (row) => <span lang="id">{row.week}</span> },
                  { name: "hours", head: t.hours, cell: (row) => <span lang="id">{row.hours}</span> },
                  { name: "stands", head: t.stands, cell: (row) => <span lang="id">{row.stands}</span> },
                ]}
              />
            )}
          </>
        )}
      </Show>
    </Card>
  );
}

export default function CircularsPage() {
  const [shown, set_shown] = useState<CircularRow | null>(null);
  const [adding, set_adding] = useState(false);
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        may("circular.check") && (
          <Button kind="primary" icon="plus" onClick={() => set_adding(true)}>
            {t.add}
          </Button>
        )
      }
    >
      <Card title={t.list} class="flush">
        <Circulars on_open={set_shown} />
      </Card>
      <InvokedCard />
      <CalendarsCard />
      {shown && <CircularLetter row={shown} on_close={() => set_shown(null)} />}
      {adding && (
        <Dialog title={t.add} wide on_close={() => set_adding(false)}>
          <CircularFile />
        </Dialog>
      )}
    </Page>
  );
}
