// Presensi saya: one's own month, day by day; superiors see those below them, and who looks after the unit anybody of it.
import { Button, has_role, MonthPicker, nip_text, name_of, Page, person, PersonPicker, texts, this_month, useCall } from "@ui";
import { use_month, use_query } from "../flow/parts";
import type { UnitPerson } from "../flow/people";
import { OwnMonth, show_today } from "./own_month";

const t = texts(
  {
    title: "Presensi saya",
    about: "Setiap hari dalam sebulan: jadwal, presensi dan keadaannya. Bila ada yang keliru, usulkan koreksinya di sini.",
    who: "Pegawai",
    whose: (name: string) => `Presensi ${name}`,
    print: "Cetak",
    to_today: "Ke hari ini",
  },
  {
    title: "My attendance",
    about: "Every day of a month: plan, punches and what the day came to. If something is wrong, propose its correction here.",
    who: "Employee",
    whose: (name) => `Attendance of ${name}`,
    print: "Print",
    to_today: "Go to today",
  },
);

export default function Own() {
  const own = person.value?.nip ?? "";
  const [month, set_month] = use_month();
  const [nip, set_nip] = use_query("pegawai", own);
  const of_unit = has_role("clerk", "head", "secretary", "personnel");
  const below =
    useCall<{ rows: UnitPerson[] }>("people.list", { under: true }, { skip: of_unit || !has_role("superior") }).data?.rows ?? [];
  return (
    <Page
      title={nip === own ? t.title : t.whose(name_of(nip))}
      about={nip === own ? t.about : nip_text(nip)}
      actions={
        <Button icon="print" onClick={() => window.print()}>
          {t.print}
        </Button>
      }
      tools={
        <>
          {(of_unit || below.length > 1) && (
            <PersonPicker
              label={t.who}
              hint=""
              value={nip}
              on_value={(chosen) => set_nip(chosen || own)}
              {...(of_unit ? {} : { among: (one) => below.some((other) => other.nip === one.nip) })}
            />
          )}
          <MonthPicker value={month} on_value={set_month} />
          {month === this_month() && (
            <Button kind="quiet" icon="calendar" onClick={() => show_today(true)}>
              {t.to_today}
            </Button>
          )}
        </>
      }
    >
      <OwnMonth key={`${nip} ${month}`} nip={nip} month={month} />
    </Page>
  );
}
