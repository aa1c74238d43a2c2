// What a sync may cost in a day, and when bulk travels: shown, and changed in a dialog.
import { useState } from "preact/hooks";

import {
  ApiError,
  Button,
  bytes,
  Card,
  Checkbox,
  clock_text,
  Dialog,
  error_of,
  Facts,
  Failure,
  focus_wrong,
  language,
  may,
  Meter,
  Notice,
  texts,
  TextField,
  toast,
} from "@ui";
import { TimeField } from "../flow/time_field";
import { set_settings, setting, useSettings, type Settings } from "../settings";
import type { Status } from "../status";

const t = texts(
  {
    budget: "Kuota hari ini",
    used: (a: string, b: string) => `${a} dari ${b}`,
    used_today: "Terpakai hari ini",
    limit: "Batas per hari",
    none: "tanpa batas",
    bulk: "Data besar",
    any_time: "kapan saja",
    between: (a: string, b: string) => `hanya ${a} sampai ${b}`,
    change: "Ubah",
    title: "Kuota dan jam data besar",
    about: "Untuk modem prabayar. Presensi dan keputusan selalu didahulukan; yang tidak muat menunggu, aman di PC ini.",
    megabytes: "Kuota per hari, dalam MB",
    megabytes_hint: "Mis. 5 atau 0,5. Kosongkan bila tanpa batas.",
    only: "Data besar hanya pada jam tertentu",
    only_hint: "Data besar: daftar pegawai, PIN dan riwayat. Di luar jam itu menunggu.",
    from: "Dari jam",
    to: "Sampai jam",
    missing: "Tulis jamnya, mis. 18.00.",
    fixed: (option: string) => `Ditetapkan oleh pemasang layanan (${option}), tidak dapat diubah di sini.`,
    save: "Simpan",
    cancel: "Batal",
    saved: "Tersimpan dan langsung berlaku",
  },
  {
    budget: "Today's budget",
    used: (a, b) => `${a} of ${b}`,
    used_today: "Used today",
    limit: "Limit per day",
    none: "no limit",
    bulk: "Bulk data",
    any_time: "at any time",
    between: (a, b) => `only from ${a} to ${b}`,
    change: "Change",
    title: "Budget and hours for bulk data",
    about: "For prepaid modems. Attendance and decisions always go first; what does not fit waits, safe on this PC.",
    megabytes: "Budget per day, in MB",
    megabytes_hint: "E.g. 5 or 0.5. Leave it empty for no limit.",
    only: "Bulk data only at certain hours",
    only_hint: "Bulk data: lists of people, PINs and history. It waits outside these hours.",
    from: "From",
    to: "To",
    missing: "Write the time, e.g. 18:00.",
    fixed: (option) => `Decided by whoever installed the service (${option}); it cannot be changed here.`,
    save: "Save",
    cancel: "Cancel",
    saved: "Saved, and in force at once",
  },
);

const units: Record<string, number> = { K: 1e3, M: 1e6, G: 1e9 };
// "500K" in megabytes as people type them; "" where there is no limit.
const to_megabytes = (text: string): string => {
  const found = /^(\d+)([KMG]?)$/i.exec(text);
  if (!found) return text;
  const amount = (Number(found[1]) * (units[(found[2] ?? "").toUpperCase()] ?? 1)) / 1e6;
  return language.value === "id" ? String(amount).replace(".", ",") : String(amount);
};
// What is no number goes as it is: the service says what is wrong with it.
const of_megabytes = (typed: string): string => {
  const amount = Number(typed.trim().replace(",", "."));
  return typed.trim() && Number.isFinite(amount) && amount > 0 ? String(Math.round(amount * 1e6)) : typed.trim();
};

function Change({ settings, on_close }: { settings: Settings; on_close: (saved: boolean) => void }) {
  const daily = setting(settings, "max-bytes-per-day"),
    hours = setting(settings, "bulk-hours");
  const [megabytes, set_megabytes] = useState(to_megabytes(daily.value));
  const [limited, set_limited] = useState(hours.value !== "");
  const [from, set_from] = useState(hours.value.split("-")[0] || "18:00");
  const [to, set_to] = useState(hours.value.split("-")[1] || "05:30");
  const [missing, set_missing] = useState({ from: false, to: false }); // as of the latest try
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const save = async (form: EventTarget | null) => {
    const lacking = { from: limited && !hours.fixed && !from, to: limited && !hours.fixed && !to };
    set_missing(lacking);
    set_problem(null);
    if (lacking.from || lacking.to) return focus_wrong(form);
    set_busy(true);
    try {
      await set_settings({
        ...(daily.fixed ? {} : { "max-bytes-per-day": of_megabytes(megabytes) }),
        ...(hours.fixed ? {} : { "bulk-hours": limited ? `${from}-${to}` : "" }),
      });
      toast(t.saved);
      on_close(true);
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
      focus_wrong(form);
    } finally {
      set_busy(false);
    }
  };
  return (
    <Dialog
      title={t.title}
      on_close={() => on_close(false)}
      actions={
        <>
          <Button onClick={() => on_close(false)}>{t.cancel}</Button>
          <Button kind="primary" type="submit" form="sync-budget" busy={busy} disabled={daily.fixed && hours.fixed}>
            {t.save}
          </Button>
        </>
      }
    >
      <form
        id="sync-budget"
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save(event.currentTarget);
        }}
      >
        <p class="quiet">{t.about}</p>
        {problem && !["max-bytes-per-day", "bulk-hours"].includes(problem.field ?? "") && <Failure problem={problem} />}
        {daily.fixed ? (
          <Notice tone="info">{t.fixed("--max-bytes-per-day")}</Notice>
        ) : (
          <TextField
            label={t.megabytes}
            hint={t.megabytes_hint}
            inputMode="decimal"
            maxLength={12}
            value={megabytes}
            on_value={set_megabytes}
            error={error_of(problem, "max-bytes-per-day")}
          />
        )}
        {hours.fixed ? (
          <Notice tone="info">{t.fixed("--bulk-hours")}</Notice>
        ) : (
          <>
            <Checkbox label={t.only} hint={t.only_hint} checked={limited} on_checked={set_limited} />
            {limited && (
              <div class="form">
                <TimeField
                  label={t.from}
                  value={from}
                  on_value={set_from}
                  error={missing.from ? t.missing : error_of(problem, "bulk-hours")}
                />
                <TimeField label={t.to} value={to} on_value={set_to} error={missing.to ? t.missing : undefined} />
              </div>
            )}
          </>
        )}
      </form>
    </Dialog>
  );
}

export function Budget({ status, reload }: { status: Status; reload: () => void }) {
  const settings = useSettings();
  const [is_open, set_open] = useState(false);
  const { per_day, today } = status.traffic;
  const hours = settings.data ? setting(settings.data, "bulk-hours").value.split("-") : [];
  return (
    <Card
      title={t.budget}
      actions={
        may("setting.set") && settings.data ? (
          <Button small icon="pen" onClick={() => set_open(true)}>
            {t.change}
          </Button>
        ) : undefined
      }
    >
      {per_day !== null && <Meter label={t.used_today} value={today} limit={per_day} text={t.used(bytes(today), bytes(per_day))} />}
      <Facts
        rows={[
          ...(per_day === null ? [[t.used_today, bytes(today)] as [string, string], [t.limit, t.none] as [string, string]] : []),
          ...(settings.data
            ? [[t.bulk, hours.length === 2 ? t.between(clock_text(hours[0]!), clock_text(hours[1]!)) : t.any_time] as [string, string]]
            : []),
        ]}
      />
      {is_open && settings.data && (
        <Change
          settings={settings.data}
          on_close={(saved) => {
            set_open(false);
            if (!saved) return;
            void settings.reload();
            reload();
          }}
        />
      )}
    </Card>
  );
}
