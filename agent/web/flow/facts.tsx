// What a matter says, for whoever is to decide about it: its fields as words, empty ones left out.
import type { ComponentChildren } from "preact";

import { date_time, Facts as Rows, long_date, nip_text, texts, time_of } from "@ui";
import { days_text, permit_text, subtype_text, words, type Facts, type Matter } from "./matter";

const t = texts(
  {
    date: "Tanggal",
    activities: "Kegiatan",
    evidence: "Bukti dukung",
    submitted: "Diajukan",
    type: "Jenis",
    days: "Tanggal",
    reason: "Keperluan",
    urgency: "Alasan mendesak",
    destination: "Tujuan",
    region: "Wilayah tujuan",
    room: "Ruangan",
    condition: "Suhu atau keadaan",
    requested: "Diajukan",
    number: "Nomor",
    duty: "Untuk",
    wfh: "Bekerja dari rumah (WFH)",
    tugas: "Tugas",
    place: "Tempat",
    signer: "Penanda tangan",
    basis: "Dasar",
    tasks: "Tugasnya",
    people: "Yang ditugaskan",
    drafted: "Disusun",
    claimed: "Tercatat",
    becomes: "Menjadi",
    why: "Alasan",
    struck: "Presensi ini dicoret",
    no_evidence: "tidak ada",
  },
  {
    date: "Date",
    activities: "Activities",
    evidence: "Evidence",
    submitted: "Submitted",
    type: "Kind",
    days: "Dates",
    reason: "Purpose",
    urgency: "Why it is urgent",
    destination: "Destination",
    region: "Destination region",
    room: "Room",
    condition: "Temperature or condition",
    requested: "Submitted",
    number: "Number",
    duty: "For",
    wfh: "Working from home (WFH)",
    tugas: "A task",
    place: "Place",
    signer: "Signed by",
    basis: "Grounds",
    tasks: "Tasks",
    people: "People assigned",
    drafted: "Drafted",
    claimed: "Recorded",
    becomes: "Becomes",
    why: "Reason",
    struck: "This punch is struck out",
    no_evidence: "none",
  },
);

const List = ({ items }: { items: string[] }) => (
  <ol class="fact-list">
    {items.map((one, at) => (
      <li key={at}>{one}</li>
    ))}
  </ol>
);
const direction = (name?: string) => (name === "in" || name === "out" ? words[name] : words.unknown);

function rows_of(matter: Matter): [string, ComponentChildren][] {
  const f: Facts = matter.facts;
  const rows: [string, ComponentChildren][] = [];
  const put = (name: string, content: ComponentChildren) => {
    if (content !== undefined && content !== "" && content !== null) rows.push([name, content]);
  };
  switch (matter.matter) {
    case "daily_report":
      put(t.date, f.date && long_date(f.date));
      put(t.activities, f.activities && <List items={f.activities} />);
      put(t.evidence, f.evidence?.length ? <List items={f.evidence} /> : t.no_evidence);
      put(t.submitted, f.submitted && date_time(f.submitted));
      break;
    case "letter":
      put(t.number, f.number);
      put(t.duty, f.duty && t[f.duty]);
      put(t.days, days_text(f.from, f.until));
      put(t.place, f.place);
      put(t.signer, f.signer && `${f.signer_name ?? ""} (${nip_text(f.signer)})`);
      put(t.basis, f.basis && <List items={f.basis} />);
      put(t.tasks, f.tasks && <List items={f.tasks} />);
      put(
        t.people,
        f.people && (
          <ul class="fact-list">
            {f.people.map((one) => (
              <li key={one.nip}>
                {one.name}
                {(one.from !== f.from || one.until !== f.until) && ` · ${days_text(one.from, one.until)}`}
                {one.note && ` · ${one.note}`}
              </li>
            ))}
          </ul>
        ),
      );
      put(t.drafted, f.drafted && date_time(f.drafted));
      break;
    case "correction":
      put(t.claimed, f.claimed && `${direction(f.claimed_direction)}, ${date_time(f.claimed)}`);
      put(t.becomes, f.struck ? t.struck : f.at && `${direction(f.direction)}, ${time_of(f.at)}`);
      put(t.why, f.reason);
      break;
    default:
      put(t.type, f.type && [permit_text(f.type), f.subtype && subtype_text(f.subtype)].filter(Boolean).join(" · "));
      put(t.days, days_text(f.from, f.until));
      put(t.reason, f.reason);
      put(t.urgency, f.urgency);
      put(t.destination, f.destination);
      put(t.region, f.region);
      put(t.room, f.room);
      put(t.condition, f.condition);
      put(t.requested, f.requested && date_time(f.requested));
  }
  return rows;
}

export const MatterFacts = ({ matter }: { matter: Matter }) => <Rows rows={rows_of(matter)} />;
