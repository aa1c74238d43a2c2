// Settings: this PC's daily backup, and whether the office's other PCs may open the page.
import { useState } from "preact/hooks";

import { ApiError, Button, Card, Checkbox, Confirm, error_of, Failure, focus_wrong, may, Notice, Show, texts, TextField, toast } from "@ui";
import { TimeField } from "../flow/time_field";
import { set_settings, setting, useSettings, type SettingName, type Settings } from "../settings";

const t = texts(
  {
    backup: "Cadangan harian",
    backup_about: "Salinan basis data yang diperiksa lalu disimpan di disk PC ini. Pilih jam ketika PC biasanya menyala.",
    backup_on: "Buat cadangan setiap hari",
    backup_off: "Tanpa cadangan, disk yang rusak menghilangkan semua yang belum terkirim ke hub.",
    at: "Jam cadangan",
    missing_at: "Tulis jamnya, mis. 12.30.",
    lan: "PC lain di kantor",
    lan_about:
      "Halaman ini biasanya hanya dapat dibuka di PC ini. Bila dinyalakan, PC dan ponsel lain di jaringan kantor dapat membukanya.",
    lan_on: "PC lain di kantor boleh membuka halaman ini",
    warning: "Yang perlu Anda ketahui",
    warnings: [
      "Siapa pun yang tersambung ke jaringan kantor, juga Wi-Fi-nya, dapat melihat halaman masuk. Ia tetap memerlukan NIP dan kata sandi.",
      "Sambungannya tersandi. Peramban PC lain bertanya sekali tentang sertifikat PC ini: lanjutkan hanya bila sidiknya sama dengan yang tertulis di sini.",
      "Jangan nyalakan bila PC ini tersambung langsung ke internet atau ke Wi-Fi umum.",
    ],
    names: "Alamat atau nama PC ini",
    names_hint: (now: string) =>
      now ? `Seperti diketik di PC lain. Alamat PC ini sekarang: ${now}.` : "Seperti diketik di PC lain, mis. 192.168.1.10.",
    names_more: "Boleh beberapa, dipisah spasi.",
    missing_names: "Tulis alamat atau nama PC ini, mis. 192.168.1.10.",
    port: "Nomor port",
    port_hint: "Biasanya 7443.",
    missing_port: "Tulis nomor port, mis. 7443.",
    kiosk: "PC lain juga boleh menampilkan mesin presensi",
    kiosk_hint: "Maka pegawai dapat mencatat masuk dan keluar dengan PIN dari PC mana pun di kantor, bukan hanya di PC ini.",
    open_now: "Terbuka. Ketik alamat ini di peramban PC lain:",
    fingerprint: "Sidik sertifikat (SHA-256)",
    closed_now: "Sekarang tertutup: hanya PC ini yang dapat membuka halaman ini.",
    not_open: "Belum dapat dibuka",
    leaves: "Anda membuka halaman ini dari PC lain",
    leaves_about:
      "Dengan perubahan ini sambungan Anda terputus. Setelahnya buka halaman ini dari alamat yang baru, atau di PC hadir itu sendiri.",
    leave: "Simpan dan putuskan",
    fixed: (option: string) => `Ditetapkan oleh pemasang layanan (${option}), tidak dapat diubah di sini.`,
    cannot: "Hanya petugas presensi, kepala dan sekretaris yang dapat mengubahnya.",
    save: "Simpan",
    saved: "Tersimpan dan langsung berlaku",
  },
  {
    backup: "Daily backup",
    backup_about: "A copy of the database, checked and kept on this PC's disk. Choose a time at which the PC is usually on.",
    backup_on: "Make a backup every day",
    backup_off: "Without backups, a broken disk loses whatever was not sent to the hub yet.",
    at: "Time of the backup",
    missing_at: "Write the time, e.g. 12:30.",
    lan: "Other PCs of the office",
    lan_about: "Usually this page can only be opened on this PC. Switched on, other PCs and phones in the office's network can open it.",
    lan_on: "Other PCs of the office may open this page",
    warning: "What you should know",
    warnings: [
      "Whoever is in the office's network, its Wi-Fi too, can see the page for signing in. A NIP and a password are still needed.",
      "The connection is encrypted. Browsers on other PCs ask once about this PC's certificate: go on only if its fingerprint is the one written here.",
      "Do not switch this on where this PC is connected to the internet directly, or to a public Wi-Fi.",
    ],
    names: "This PC's address or name",
    names_hint: (now) =>
      now ? `As it is typed on other PCs. This PC's address now: ${now}.` : "As it is typed on other PCs, e.g. 192.168.1.10.",
    names_more: "Several are separated by spaces.",
    missing_names: "Write this PC's address or name, e.g. 192.168.1.10.",
    port: "Port",
    port_hint: "Usually 7443.",
    missing_port: "Write a port number, e.g. 7443.",
    kiosk: "Other PCs may show the attendance kiosk too",
    kiosk_hint: "Then people can punch in and out with their PIN on any PC of the office, not only on this one.",
    open_now: "Open. Type this address in another PC's browser:",
    fingerprint: "Fingerprint of the certificate (SHA-256)",
    closed_now: "Closed now: only this PC can open this page.",
    not_open: "It could not be opened",
    leaves: "You have opened this page from another PC",
    leaves_about: "This change ends your connection. Afterwards open the page at its new address, or on hadir's own PC.",
    leave: "Save and disconnect",
    fixed: (option) => `Decided by whoever installed the service (${option}); it cannot be changed here.`,
    cannot: "Only the attendance clerk, the head and the secretary can change this.",
    save: "Save",
    saved: "Saved, and in force at once",
  },
);

// A form whose fields are settings: saving, what was refused, and where.
function useSaving(reload: () => void) {
  const [busy, set_busy] = useState(false);
  const [tried, set_tried] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const save = async (form: EventTarget | null, is_whole: boolean, values: Partial<Record<SettingName, string>>) => {
    set_tried(true);
    set_problem(null);
    if (!is_whole) return focus_wrong(form);
    set_busy(true);
    try {
      await set_settings(values);
      set_tried(false);
      toast(t.saved);
      reload();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
      focus_wrong(form);
    } finally {
      set_busy(false);
    }
  };
  return { busy, tried, problem, save };
}

function Backup({ settings, reload }: { settings: Settings; reload: () => void }) {
  const own = setting(settings, "backup-at");
  const [is_on, set_on] = useState(own.value !== "never");
  const [at, set_at] = useState(own.value === "never" ? own.default : own.value);
  const [missing, set_missing] = useState(false); // as of the latest try: an error that went while typing would move the button away
  const { busy, problem, save } = useSaving(reload);
  return (
    <Card title={t.backup}>
      <p class="quiet">{t.backup_about}</p>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          set_missing(is_on && at === "");
          void save(event.currentTarget, !is_on || at !== "", { "backup-at": is_on ? at : "never" });
        }}
      >
        {own.fixed && <Notice tone="info">{t.fixed("--backup-at")}</Notice>}
        <Checkbox label={t.backup_on} checked={is_on} on_checked={set_on} disabled={own.fixed || !may("setting.set")} />
        {is_on ? (
          <TimeField label={t.at} value={at} on_value={set_at} error={missing ? t.missing_at : error_of(problem, "backup-at")} />
        ) : (
          <Notice tone="warn">{t.backup_off}</Notice>
        )}
        {problem && problem.field !== "backup-at" && <Failure problem={problem} />}
        {may("setting.set") && !own.fixed && (
          <div>
            <Button kind="primary" type="submit" busy={busy}>
              {t.save}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

function Lan({ settings, reload }: { settings: Settings; reload: () => void }) {
  const listen = setting(settings, "web-lan");
  const colon = listen.value.lastIndexOf(":");
  const [is_on, set_on] = useState(listen.value !== "");
  const [names, set_names] = useState(setting(settings, "web-name").value || settings.addresses.join(" "));
  const [port, set_port] = useState(listen.value.slice(colon + 1) || "7443");
  const [kiosk, set_kiosk] = useState(setting(settings, "web-lan-kiosk").value === "yes");
  const [sure, set_sure] = useState<HTMLFormElement | null>(null);
  const { busy, tried, problem, save } = useSaving(reload);
  const can = may("setting.set") && !listen.fixed;
  const web = settings.web_lan;
  const address = is_on ? `${listen.value.slice(0, Math.max(0, colon)) || "0.0.0.0"}:${port.trim()}` : "";
  // Only other PCs come over TLS.
  const leaves =
    window.location.protocol === "https:" && (address !== listen.value || !names.trim().split(/\s+/).includes(window.location.hostname));
  const send = (form: HTMLFormElement) =>
    void save(form, !is_on || (names.trim() !== "" && port.trim() !== ""), {
      "web-lan": address,
      ...(is_on ? { "web-name": names.trim(), "web-lan-kiosk": kiosk ? "yes" : "no" } : {}),
    });
  const is_open = web !== null && web.urls.length > 0;
  return (
    <Card title={t.lan}>
      <p class="quiet">{t.lan_about}</p>
      {is_open && (
        <Notice tone="ok" title={t.open_now}>
          <ul class="stack tight">
            {web.urls.map((url) => (
              <li key={url}>
                <code class="settings-url">{url}</code>
              </li>
            ))}
          </ul>
          <p>
            {t.fingerprint}:
            <br />
            <code class="settings-fingerprint">
              {web.fingerprint.split(/(?=:)/).map((pair) => (
                <>
                  {pair}
                  <wbr />
                </>
              ))}
            </code>
          </p>
        </Notice>
      )}
      {web?.problem && (
        <Notice tone="bad" title={t.not_open}>
          {web.problem.replace(/^[\w-]+: /, "")}
        </Notice>
      )}
      {!is_open && !web?.problem && <p>{t.closed_now}</p>}
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (leaves) set_sure(event.currentTarget);
          else send(event.currentTarget);
        }}
      >
        {listen.fixed && <Notice tone="info">{t.fixed("--web-lan")}</Notice>}
        {!listen.fixed && !may("setting.set") && <p class="quiet">{t.cannot}</p>}
        {can && (
          <>
            <Checkbox label={t.lan_on} checked={is_on} on_checked={set_on} />
            {is_on && (
              <>
                <Notice tone="warn" title={t.warning}>
                  <ul class="bullets">
                    {t.warnings.map((one) => (
                      <li key={one}>{one}</li>
                    ))}
                  </ul>
                </Notice>
                <div class="form">
                  <TextField
                    label={t.names}
                    hint={`${t.names_hint(settings.addresses.join(", "))} ${t.names_more}`}
                    maxLength={300}
                    value={names}
                    on_value={set_names}
                    error={tried && !names.trim() ? t.missing_names : error_of(problem, "web-name")}
                  />
                  <TextField
                    label={t.port}
                    hint={t.port_hint}
                    inputMode="numeric"
                    maxLength={5}
                    value={port}
                    on_value={set_port}
                    error={tried && !port.trim() ? t.missing_port : error_of(problem, "web-lan")}
                  />
                </div>
                <Checkbox label={t.kiosk} hint={t.kiosk_hint} checked={kiosk} on_checked={set_kiosk} />
              </>
            )}
            {problem && !["web-name", "web-lan"].includes(problem.field ?? "") && <Failure problem={problem} />}
            <div>
              <Button kind="primary" type="submit" busy={busy}>
                {t.save}
              </Button>
            </div>
          </>
        )}
      </form>
      {sure && (
        <Confirm
          title={t.leaves}
          deed={t.leave}
          danger
          on_close={() => set_sure(null)}
          on_yes={() => {
            set_sure(null);
            send(sure);
          }}
        >
          <p>{t.leaves_about}</p>
        </Confirm>
      )}
    </Card>
  );
}

export function PcTab() {
  const loaded = useSettings();
  const reload = () => void loaded.reload();
  return (
    <Show loaded={loaded}>
      {(settings) => (
        <div class="columns settings-pc">
          <Lan settings={settings} reload={reload} />
          <Backup settings={settings} reload={reload} />
        </div>
      )}
    </Show>
  );
}
