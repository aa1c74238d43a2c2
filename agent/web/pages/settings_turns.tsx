// Pengaturan › Sif & kelompok: the unit's own shifts, and who takes turns in which group. The roster follows both.
import { useState } from "preact/hooks";

import { Button, call, Card, changes, Empty, long_date, may, number, Show, Table, texts, toast, today, useCall } from "@ui";
import { FormDialog } from "../flow/form";
import { use_people } from "../flow/people";

const t = texts(
  {
    shifts: "Sif",
    shifts_about: "Jam sif unit ini. Jadwal dan keterlambatan dihitung menurut sif yang berlaku pada harinya.",
    add_shift: "Tetapkan sif",
    no_shifts: "Unit ini belum punya sif",
    no_shifts_hint: "Tanpa sif, semua orang mengikuti jam kerja unit. Sif dari surat edaran berlaku dengan sendirinya.",
    code: "Kode",
    code_hint: "Pendek, mis. pagi. Kode yang sudah ada berubah sejak tanggal di bawah.",
    name: "Nama",
    start: "Mulai",
    end: "Selesai",
    end_hint: "Lebih awal dari mulai: keesokan harinya.",
    rest: "Istirahat, menit",
    from: "Sejak",
    hours: "Jam",
    minutes: (n: string) => `${n} menit`,
    save: "Simpan",
    groups: "Kelompok piket",
    groups_about: "Siapa bergiliran dengan siapa. Susun jadwal membagi hari menurut kelompok ini bila edaran memintanya.",
    put: "Masukkan ke kelompok",
    group: "Kelompok",
    group_hint: "Pendek, mis. A.",
    people: "Siapa saja",
    section: "Bagian",
    no_groups: "Belum ada kelompok",
    no_groups_hint: "Masukkan pegawai ke kelompok A, B dan seterusnya bila unit ini bergiliran.",
  },
  {
    shifts: "Shifts",
    shifts_about: "The hours of this unit's shifts. Rosters and lateness are counted by the shift in force on the day.",
    add_shift: "Set a shift",
    no_shifts: "This unit has no shifts",
    no_shifts_hint: "Without shifts everybody follows the unit's hours. Shifts of a circular hold by themselves.",
    code: "Code",
    code_hint: "Short, e.g. pagi. A code that exists changes from the date below.",
    name: "Name",
    start: "Start",
    end: "End",
    end_hint: "Before the start: on the next day.",
    rest: "Break, minutes",
    from: "From",
    hours: "Hours",
    minutes: (n) => `${n} minutes`,
    save: "Save",
    groups: "Groups",
    groups_about: "Who takes turns with whom. Generate divides the days by these groups where a circular asks for it.",
    put: "Put into a group",
    group: "Group",
    group_hint: "Short, e.g. A.",
    people: "Who",
    section: "Section",
    no_groups: "There are no groups yet",
    no_groups_hint: "Put people into groups A, B and so on where this unit takes turns.",
  },
);

interface Shift {
  code: string;
  name: string;
  from: string;
  start: string;
  end: string;
  break_minutes: number;
}
interface Turn {
  employee: string;
  name: string;
  section: string;
  group: string;
}

const clock = (text: string) => text.replace(":", ".");

export function TurnsTab() {
  const [open, set_open] = useState<"shift" | "group" | null>(null);
  const shifts = useCall<{ rows: Shift[] }>("shift.list", {}, { skip: !may("shift.list") });
  const turns = useCall<{ rows: Turn[] }>("rotation.show");
  const people = use_people();
  const save = (operation: string) => async (answers: object) => {
    toast((await call<{ message: string }>(operation, answers)).message);
    set_open(null);
    changes.value += 1;
  };
  const add_shift = may("shift.set") && <Button onClick={() => set_open("shift")}>{t.add_shift}</Button>;
  const put = may("rotation.set") && <Button onClick={() => set_open("group")}>{t.put}</Button>;
  return (
    <>
      <Card title={t.shifts} class="flush" actions={add_shift}>
        <p class="quiet card-note">{t.shifts_about}</p>
        <Show loaded={shifts} rows={2}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty icon="clock" title={t.no_shifts}>
                {t.no_shifts_hint}
              </Empty>
            ) : (
              <Table
                caption={t.shifts}
                rows={rows}
                key_of={(row) => `${row.code} ${row.from}`}
                columns={[
                  { name: "code", head: t.code, cell: (row) => <strong>{row.code}</strong> },
                  { name: "hours", head: t.hours, cell: (row) => `${clock(row.start)}–${clock(row.end)}`, nowrap: true },
                  { name: "rest", head: t.rest, cell: (row) => (row.break_minutes ? t.minutes(number(row.break_minutes)) : "–") },
                  { name: "from", head: t.from, cell: (row) => long_date(row.from) },
                  { name: "name", head: t.name, cell: (row) => row.name || "–" },
                ]}
              />
            )
          }
        </Show>
      </Card>
      <Card title={t.groups} class="flush" actions={put}>
        <p class="quiet card-note">{t.groups_about}</p>
        <Show loaded={turns} rows={2}>
          {({ rows }) => {
            const grouped = rows.filter((row) => row.group).sort((a, b) => a.group.localeCompare(b.group) || a.name.localeCompare(b.name));
            return grouped.length === 0 ? (
              <Empty icon="people" title={t.no_groups}>
                {t.no_groups_hint}
              </Empty>
            ) : (
              <Table
                tall
                caption={t.groups}
                rows={grouped}
                key_of={(row) => row.employee}
                columns={[
                  { name: "group", head: t.group, cell: (row) => <strong>{row.group}</strong>, narrow: true },
                  { name: "name", head: t.people, cell: (row) => row.name },
                  { name: "section", head: t.section, cell: (row) => row.section || "–" },
                ]}
              />
            );
          }}
        </Show>
      </Card>
      {open === "shift" && (
        <FormDialog
          title={t.add_shift}
          deed={t.save}
          start={{ from: today() }}
          on_close={() => set_open(null)}
          questions={[
            { name: "code", kind: "text", label: t.code, hint: t.code_hint },
            { name: "start", kind: "time", label: t.start, half: true },
            { name: "end", kind: "time", label: t.end, hint: t.end_hint, half: true },
            { name: "break", kind: "number", label: t.rest, optional: true, half: true },
            { name: "from", kind: "date", label: t.from, half: true },
            { name: "name", kind: "text", label: t.name, optional: true },
          ]}
          on_send={save("shift.set")}
        />
      )}
      {open === "group" && (
        <FormDialog
          title={t.put}
          deed={t.save}
          start={{ from: today() }}
          on_close={() => set_open(null)}
          questions={[
            { name: "group", kind: "text", label: t.group, hint: t.group_hint },
            { name: "people", kind: "people", label: t.people, people },
            { name: "from", kind: "date", label: t.from },
          ]}
          on_send={save("rotation.set")}
        />
      )}
    </>
  );
}
