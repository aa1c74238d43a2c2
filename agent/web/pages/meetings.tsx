// Rapat: planning within what the circular allows, who is invited to the room and who takes part from afar, who came.
import { useState } from "preact/hooks";

import {
  Badge,
  Button,
  call,
  Checkbox,
  Confirm,
  date_of,
  Dialog,
  duration,
  Facts,
  has_role,
  long_date,
  may,
  MonthPicker,
  Show,
  Table,
  texts,
  time_of,
  toast,
  today,
  useCall,
  zone_name,
} from "@ui";
import { ListPage } from "../flow/list_page";
import { FormDialog, type Question, type Values } from "../flow/form";
import { use_month, use_query } from "../flow/parts";
import { use_people } from "../flow/people";
import { StateChip } from "../flow/states";

const t = texts(
  {
    title: "Rapat",
    about:
      "Rapat tatap muka dibatasi menurut surat edaran; peserta dari jauh tidak dihitung. Daftar hadirnya dipakai bila perlu menelusuri kontak.",
    plan: "Jadwalkan rapat",
    caption: "Rapat",
    name: "Acara",
    when: "Waktu",
    room: "Ruangan",
    invited: "Di tempat",
    participants: "Peserta",
    virtual: "Dari jauh",
    came: "Hadir",
    state: "Keadaan",
    none: "Tidak ada rapat bulan ini",
    none_hint: "Jadwalkan rapat; batas peserta diperiksa sebelum disimpan.",
    capacity: "Kapasitas ruangan",
    people_of: (people: number) => `${people} orang`,
    capacity_hint: "Banyaknya orang yang muat. Dipakai untuk menghitung batas.",
    minutes: "Lamanya, menit",
    urgency: "Alasan mendesak",
    urgency_hint: "Edaran dapat memintanya untuk rapat tatap muka.",
    on_site: "Diundang ke ruangan",
    online: "Ikut dari jauh",
    date: "Tanggal",
    time: "Mulai",
    deed: "Jadwalkan",
    despite: "Tetap dijadwalkan walaupun melanggar edaran: alasannya",
    despite_hint: "Dicatat sebagai penyimpangan, dengan nama Anda.",
    despite_deed: "Tetap jadwalkan",
    attendance: "Daftar hadir",
    attendance_hint: "Centang yang hadir. Setiap perubahan langsung tercatat.",
    all_came: "Semua hadir",
    cancel: "Batalkan rapat",
    cancel_sure: "Batalkan rapat ini?",
    cancelled: "Rapat dibatalkan.",
    organiser: "Penyelenggara",
    count: (on_site: number, online: number) => `${on_site} di ruangan, ${online} dari jauh`,
    of_room: (share: string) => `${share} dari kapasitas`,
  },
  {
    title: "Meetings",
    about:
      "Meetings in a room are limited by circulars; who takes part from afar does not count. The list of who came is used to trace contacts.",
    plan: "Plan a meeting",
    caption: "Meetings",
    name: "Subject",
    when: "When",
    room: "Room",
    invited: "In the room",
    participants: "Participants",
    virtual: "From afar",
    came: "Came",
    state: "State",
    none: "No meetings this month",
    none_hint: "Plan one; the limit of people is checked before it is saved.",
    capacity: "Room capacity",
    people_of: (people) => `${people} people`,
    capacity_hint: "How many people it takes. The limit is counted from it.",
    minutes: "Length, minutes",
    urgency: "Why it is urgent",
    urgency_hint: "Circulars may ask for it where people meet in a room.",
    on_site: "Invited to the room",
    online: "From afar",
    date: "Date",
    time: "Begins",
    deed: "Plan it",
    despite: "Plan it although a circular forbids it: why",
    despite_hint: "Recorded as a deviation, under your name.",
    despite_deed: "Plan it anyway",
    attendance: "Who came",
    attendance_hint: "Tick whoever came. Each change is recorded at once.",
    all_came: "Everybody came",
    cancel: "Cancel the meeting",
    cancel_sure: "Cancel this meeting?",
    cancelled: "The meeting is cancelled.",
    organiser: "Organiser",
    count: (on_site, online) => `${on_site} in the room, ${online} from afar`,
    of_room: (share) => `${share} of the capacity`,
  },
);

interface Row {
  subject: string;
  at: string;
  title: string;
  room: string;
  capacity: number | null;
  invited: number;
  virtual: number;
  attended: number;
  state: string;
}
interface Invited {
  nip: string;
  name: string;
  virtual: boolean;
  attended: boolean;
}
interface Meeting {
  subject: string;
  title: string;
  at: string;
  minutes: number;
  room: string;
  capacity: number | null;
  urgency: string;
  organiser: string;
  organiser_name: string;
  over: boolean;
  state: string;
  people: Invited[];
}

const can_plan = () => may("meeting.plan");

export default function Meetings() {
  const [month, set_month] = use_month();
  const [opened, set_opened] = use_query("buka");
  const [planning, set_planning] = useState(false);
  const meetings = useCall<{ rows: Row[] }>("meeting.list", { month });
  const rows = [...(meetings.data?.rows ?? [])].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <ListPage
      title={t.title}
      about={t.about}
      tools={<MonthPicker value={month} on_value={set_month} />}
      deed={{ label: t.plan, icon: "plus", allowed: can_plan(), run: () => set_planning(true) }}
      loaded={meetings}
      none={{ is: rows.length === 0, icon: "people", title: t.none, hint: t.none_hint }}
      list={
        <Table
          tall
          caption={t.caption}
          rows={rows}
          key_of={(row) => row.subject}
          on_open={(row) => set_opened(row.subject)}
          columns={[
            { name: "name", head: t.name, cell: (row) => row.title },
            {
              name: "when",
              head: t.when,
              cell: (row) => (
                <>
                  {long_date(date_of(row.at))}
                  <span class="quiet cell-more">
                    {time_of(row.at)} {zone_name()}
                  </span>
                </>
              ),
              nowrap: true,
            },
            {
              name: "room",
              head: t.room,
              cell: (row) => (
                <>
                  {row.room || "–"}
                  {row.capacity !== null && <span class="quiet cell-more">{t.people_of(row.capacity)}</span>}
                </>
              ),
            },
            { name: "invited", head: t.invited, cell: (row) => row.invited, right: true },
            { name: "virtual", head: t.virtual, cell: (row) => row.virtual, right: true },
            { name: "came", head: t.came, cell: (row) => row.attended, right: true },
            { name: "state", head: t.state, cell: (row) => <StateChip state={row.state} />, narrow: true },
          ]}
        />
      }
    >
      {opened && <MeetingPanel key={opened} subject={opened} on_close={() => set_opened(null)} on_changed={() => void meetings.reload()} />}
      {planning && (
        <Plan
          on_close={() => set_planning(false)}
          on_done={(subject) => {
            set_planning(false);
            set_opened(subject);
            void meetings.reload();
          }}
        />
      )}
    </ListPage>
  );
}

function Plan({ on_close, on_done }: { on_close: () => void; on_done: (subject: string) => void }) {
  const people = use_people();
  const questions: Question[] = [
    { name: "title", kind: "text", label: t.name },
    { name: "date", kind: "date", label: t.date, half: true, also: ["at"] },
    { name: "time", kind: "time", label: t.time, half: true },
    { name: "room", kind: "text", label: t.room, optional: true, half: true },
    { name: "capacity", kind: "number", label: t.capacity, hint: t.capacity_hint, optional: true, half: true },
    { name: "people", kind: "people", label: t.on_site, people, optional: true },
    { name: "virtual", kind: "people", label: t.online, people, optional: true },
    { name: "urgency", kind: "text", label: t.urgency, hint: t.urgency_hint, optional: true },
    { name: "minutes", kind: "number", label: t.minutes, optional: true, half: true },
  ];
  const count = (values: Values, name: string) => (Array.isArray(values[name]) ? (values[name] as string[]).length : 0);
  return (
    <FormDialog
      wide
      title={t.plan}
      deed={t.deed}
      questions={questions}
      start={{ date: today(), people: [], virtual: [], minutes: "60" }}
      on_close={on_close}
      despite={{ label: t.despite, hint: t.despite_hint, deed: t.despite_deed }}
      about={(values) => {
        const capacity = Number(values["capacity"] ?? 0);
        return (
          <p class="quiet" aria-live="polite">
            {t.count(count(values, "people"), count(values, "virtual"))}
            {capacity > 0 && ` · ${t.of_room(`${Math.round((100 * count(values, "people")) / capacity)}%`)}`}
          </p>
        );
      }}
      on_send={async ({ date, time, ...rest }) => {
        const done = await call<{ subject: string; message: string }>("meeting.plan", { ...rest, at: `${String(date)} ${String(time)}` });
        toast(done.message);
        on_done(done.subject);
      }}
    />
  );
}

function MeetingPanel({ subject, on_close, on_changed }: { subject: string; on_close: () => void; on_changed: () => void }) {
  const loaded = useCall<Meeting>("meeting.show", { subject });
  const [sure, set_sure] = useState(false);
  const may_attend = may("meeting.attend");
  const [marked, set_marked] = useState<Record<string, boolean>>({}); // shows at once
  const attend = (people: string[], came: boolean) => {
    set_marked((now) => ({ ...now, ...Object.fromEntries(people.map((nip) => [nip, came])) }));
    call("meeting.attend", { subject, people, ...(came ? {} : { absent: true }) }).then(on_changed, (problem) => {
      set_marked((now) => Object.fromEntries(Object.entries(now).filter(([nip]) => !people.includes(nip))));
      toast(problem);
    });
  };
  return (
    <Dialog side title={t.title} on_close={on_close}>
      <Show loaded={loaded}>
        {(meeting) => (
          <div class="matter">
            <header class="matter-head">
              <h3>{meeting.title}</h3>
              <StateChip state={meeting.state} />
            </header>
            <Facts
              rows={[
                [t.when, `${long_date(date_of(meeting.at))}, ${time_of(meeting.at)} ${zone_name()} · ${duration(meeting.minutes * 60)}`],
                [t.room, `${meeting.room || "–"}${meeting.capacity === null ? "" : ` · ${t.people_of(meeting.capacity)}`}`],
                [t.organiser, meeting.organiser_name],
                ...(meeting.urgency ? [[t.urgency, meeting.urgency] as [string, string]] : []),
                [
                  t.participants,
                  t.count(meeting.people.filter((one) => !one.virtual).length, meeting.people.filter((one) => one.virtual).length),
                ],
              ]}
            />
            <section>
              <header class="section-head">
                <h4>{t.attendance}</h4>
                {may_attend && meeting.state === "berlaku" && (
                  <Button
                    small
                    icon="check"
                    onClick={() =>
                      attend(
                        meeting.people.map((one) => one.nip),
                        true,
                      )
                    }
                  >
                    {t.all_came}
                  </Button>
                )}
              </header>
              {may_attend && meeting.state === "berlaku" && <p class="hint">{t.attendance_hint}</p>}
              <ul class="attendance">
                {meeting.people
                  .map((one) => ({ ...one, attended: marked[one.nip] ?? one.attended }))
                  .sort((a, b) => a.name.localeCompare(b.name))
                  .map((one) => (
                    <li key={one.nip}>
                      {may_attend && meeting.state === "berlaku" ? (
                        <Checkbox label={one.name} checked={one.attended} on_checked={(came) => attend([one.nip], came)} />
                      ) : (
                        <span>
                          {one.name} {one.attended && <Badge tone="ok">{t.came}</Badge>}
                        </span>
                      )}
                      {one.virtual && <Badge>{t.virtual}</Badge>}
                    </li>
                  ))}
              </ul>
            </section>
            {may("meeting.cancel") && meeting.state === "berlaku" && has_role("clerk", "superior", "head", "secretary") && (
              <div class="form-actions">
                <Button kind="danger" onClick={() => set_sure(true)}>
                  {t.cancel}
                </Button>
              </div>
            )}
            {sure && (
              <Confirm
                title={t.cancel_sure}
                deed={t.cancel}
                danger
                on_close={() => set_sure(false)}
                on_yes={() => {
                  set_sure(false);
                  call("meeting.cancel", { subject }).then(() => {
                    toast(t.cancelled);
                    on_changed();
                    return loaded.reload();
                  }, toast);
                }}
              >
                <p>{meeting.title}</p>
              </Confirm>
            )}
          </div>
        )}
      </Show>
    </Dialog>
  );
}
