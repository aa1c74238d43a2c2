// Penutupan: a section or the whole unit that is closed for some days; everybody there works from home meanwhile.
import { useState } from "preact/hooks";

import {
  add_days,
  Badge,
  Button,
  call,
  Confirm,
  date_range,
  long_date,
  may,
  medium_date,
  Notice,
  Table,
  texts,
  toast,
  today,
  useCall,
} from "@ui";
import { ListPage } from "../flow/list_page";
import { FormDialog } from "../flow/form";
import { name_in, use_people } from "../flow/people";
import { StateChip } from "../flow/states";

const t = texts(
  {
    title: "Penutupan",
    about:
      "Bagian yang ditutup, mis. setelah ada kasus positif. Semua orang di bagian itu bekerja dari rumah; yang tetap masuk kantor ditandai.",
    set: "Tutup bagian",
    caption: "Penutupan",
    what: "Yang ditutup",
    whole: "Seluruh unit",
    days: "Hari",
    reason: "Alasan",
    by: "Ditetapkan oleh",
    state: "Keadaan",
    none: "Tidak ada penutupan",
    none_hint: "Semua bagian buka. Penutupan berlaku sejak hari laporannya.",
    calendar: "hari kalender",
    workdays: "hari kerja",
    day_after: "mulai besoknya",
    section: "Bagian",
    section_hint: "Seperti pada data pegawai, mis. Bagian Umum.",
    from: "Hari laporan",
    count: "Lamanya, hari",
    count_hint: "Kosongkan untuk menurut edaran.",
    counting: "Cara menghitung",
    counting_hint: "Kosongkan untuk menurut edaran.",
    reason_hint: "Jangan menyebut siapa yang sakit.",
    deed: "Tutup",
    privacy: "Data kesehatan dilindungi undang-undang: alasan tidak boleh menyebut nama atau penyakit seseorang.",
    length: (days: number, counting: string) => `${days} hari (${counting})`,
    now: "sedang tutup",
    cancel: "Batalkan",
    cancel_sure: "Batalkan penutupan ini?",
    cancel_hint: "Bagian itu dianggap buka, juga pada hari yang sudah lewat. Presensi tidak berubah.",
    cancelled: "Penutupan dibatalkan.",
  },
  {
    title: "Closures",
    about:
      "Sections that are closed, e.g. after somebody tested positive. Everybody there works from home; who comes in all the same is marked.",
    set: "Close a section",
    caption: "Closures",
    what: "Closed",
    whole: "The whole unit",
    days: "Days",
    reason: "Reason",
    by: "Ordered by",
    state: "State",
    none: "Nothing is closed",
    none_hint: "All sections are open. A closure holds from the day of its report.",
    calendar: "calendar days",
    workdays: "working days",
    day_after: "from the next day",
    section: "Section",
    section_hint: "As in the records of staff, e.g. Bagian Umum.",
    from: "Day of the report",
    count: "Length, days",
    count_hint: "Leave empty to follow the circular.",
    counting: "How days are counted",
    counting_hint: "Leave empty to follow the circular.",
    reason_hint: "Do not say who is ill.",
    deed: "Close",
    privacy: "Health data is protected by law: the reason must not name anybody or an illness of his.",
    length: (days, counting) => `${days} days (${counting})`,
    now: "closed now",
    cancel: "Cancel",
    cancel_sure: "Cancel this closure?",
    cancel_hint: "The section counts as open, also on days gone by. Punches do not change.",
    cancelled: "The closure is cancelled.",
  },
);

type Counting = "calendar" | "workdays" | "day_after";
interface Row {
  unit: string;
  section: string;
  from: string;
  days: number;
  counting: Counting;
  reason: string;
  by: string;
  state: string;
}

// Calendar days are certain; working days depend on the calendar, so only their number is said.
const last_day = (row: Row) => (row.counting === "calendar" ? add_days(row.from, row.days - 1) : null);
const is_now = (row: Row) =>
  row.state === "berlaku" && row.from <= today() && (last_day(row) ?? add_days(row.from, row.days + 2)) >= today();

export default function Closures() {
  const closures = useCall<{ rows: Row[] }>("closure.list", {});
  const people = use_people();
  const [setting, set_setting] = useState(false);
  const [cancelling, set_cancelling] = useState<Row | null>(null);
  const sections = [...new Set(people.map((one) => one.section).filter(Boolean))].sort();
  const rows = [...(closures.data?.rows ?? [])].sort((a, b) => b.from.localeCompare(a.from));
  return (
    <ListPage
      title={t.title}
      about={t.about}
      deed={{ label: t.set, icon: "closed", allowed: may("closure.set"), run: () => set_setting(true) }}
      loaded={closures}
      none={{ is: rows.length === 0, icon: "check", title: t.none, hint: t.none_hint }}
      list={
        <Table
          caption={t.caption}
          rows={rows}
          key_of={(row) => `${row.section} ${row.from}`}
          columns={[
            {
              name: "what",
              head: t.what,
              cell: (row) => (
                <>
                  <strong>{row.section || t.whole}</strong> {is_now(row) && <Badge tone="warn">{t.now}</Badge>}
                </>
              ),
            },
            {
              name: "days",
              head: t.days,
              cell: (row) => (
                <>
                  {last_day(row) ? date_range(row.from, last_day(row)!) : medium_date(row.from)}
                  <span class="quiet cell-more">{t.length(row.days, t[row.counting])}</span>
                </>
              ),
              nowrap: true,
            },
            { name: "reason", head: t.reason, cell: (row) => row.reason },
            { name: "by", head: t.by, cell: (row) => (row.by ? name_in(people, row.by) : "–") },
            { name: "state", head: t.state, cell: (row) => <StateChip state={row.state} />, narrow: true },
            ...(may("closure.cancel")
              ? [
                  {
                    name: "deed",
                    head: <span class="unseen">{t.cancel}</span>,
                    narrow: true,
                    cell: (row: Row) =>
                      row.state === "berlaku" && (
                        <Button small onClick={() => set_cancelling(row)}>
                          {t.cancel}
                        </Button>
                      ),
                  },
                ]
              : []),
          ]}
        />
      }
    >
      {setting && (
        <FormDialog
          title={t.set}
          deed={t.deed}
          on_close={() => set_setting(false)}
          start={{ from: today() }}
          before={<Notice tone="info">{t.privacy}</Notice>}
          questions={[
            {
              name: "section",
              kind: "select",
              label: t.section,
              hint: t.section_hint,
              choices: [{ value: "*", label: t.whole }, ...sections.map((value) => ({ value, label: value }))],
            },
            { name: "from", kind: "date", label: t.from },
            { name: "days", kind: "number", label: t.count, hint: t.count_hint, optional: true, half: true },
            {
              name: "counting",
              kind: "select",
              label: t.counting,
              hint: t.counting_hint,
              optional: true,
              half: true,
              choices: (["calendar", "workdays", "day_after"] as const).map((value) => ({ value, label: t[value] })),
            },
            { name: "reason", kind: "text", label: t.reason, hint: t.reason_hint },
          ]}
          on_send={async ({ section, ...rest }) => {
            const done = await call<{ message: string }>("closure.set", { ...rest, ...(section === "*" ? {} : { section }) });
            toast(done.message);
            set_setting(false);
            await closures.reload();
          }}
        />
      )}
      {cancelling && (
        <Confirm
          title={t.cancel_sure}
          deed={t.cancel}
          danger
          on_close={() => set_cancelling(null)}
          on_yes={() => {
            const { section, from } = cancelling;
            set_cancelling(null);
            call("closure.cancel", { from, ...(section ? { section } : {}) }).then(() => {
              toast(t.cancelled);
              return closures.reload();
            }, toast);
          }}
        >
          <p>
            {cancelling.section || t.whole} · {long_date(cancelling.from)}
          </p>
          <p class="quiet">{t.cancel_hint}</p>
        </Confirm>
      )}
    </ListPage>
  );
}
