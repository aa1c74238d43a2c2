// The wizard's forms: how this PC becomes known to the secretariat, and the first account.
import { useRef, useState } from "preact/hooks";

import {
  ApiError,
  Button,
  Card,
  error_of,
  Failure,
  focus_wrong,
  load_session,
  Notice,
  Radios,
  request,
  save_file,
  Select,
  fetch_api,
  session,
  texts,
  TextField,
} from "@ui";
import { Outcome, type Imported } from "./sync_sticks";

const t = texts(
  {
    way: "Cara",
    by_code: "Dengan kode pendaftaran",
    by_code_hint: "Ada jaringan, dan sekretariat telah memberi kode HADIR1-…",
    by_stick: "Dengan kode dan stik USB",
    by_stick_hint: "Tidak ada jaringan; berkasnya dibawa ke sekretariat dan kembali",
    by_none: "Mulai tanpa jaringan",
    by_none_hint: "Mencatat dahulu; kodenya menyusul",
    code: "Kode pendaftaran",
    code_hint: "Sekali pakai, satu untuk setiap PC. Minta kepada sekretariat.",
    missing_code: "Kode pendaftaran diawali HADIR1-.",
    unit: "Kode unit",
    unit_hint: "Mis. 5.02, seperti dalam daftar unit sekretariat",
    missing_unit: "Tulis kode unit kantor Anda, mis. 5.02.",
    zone: "Zona waktu kantor",
    zones: {
      WIB: "WIB – Sumatera, Jawa, Kalimantan Barat dan Tengah",
      WITA: "WITA – Bali, Nusa Tenggara, Sulawesi, Kalimantan Selatan, Timur dan Utara",
      WIT: "WIT – Maluku, Papua",
    },
    enrol: "Daftarkan PC ini",
    start: "Mulai mencatat",
    stick_1: "1. Buat berkas permintaan",
    stick_1_hint: "Simpan ke stik USB dan bawa kepada sekretariat.",
    stick_2: "2. Ambil berkas jawaban…",
    stick_2_hint: "Setelah stik kembali dari sekretariat.",
    keep: "Simpan kode",
    kept: "Kode tersimpan.",
    continue_now: "Lanjutkan sekarang, jawaban menyusul",
    choose: "Pilih berkas jawaban .hadir",
    unreachable:
      "Hub tidak terjangkau, tetapi kode tersimpan. PC ini mendaftar sendiri begitu ada jaringan; Anda dapat melanjutkan sekarang.",
    go_on: "Lanjutkan",
    nip: "NIP",
    name: "Nama lengkap",
    name_hint: "Dengan gelar, seperti pada SK",
    secret: "Kata sandi",
    again: "Ulangi kata sandi",
    secret_hint: "Sekurangnya 8 huruf atau angka; beberapa kata yang mudah Anda ingat.",
    create: "Buat akun dan masuk",
    missing_nip: "Isi NIP Anda: 18 angka.",
    missing_name: "Isi nama Anda.",
    short: "Terlalu pendek: sekurangnya 8.",
    differ: "Keduanya belum sama.",
  },
  {
    way: "Way",
    by_code: "With an enrolment code",
    by_code_hint: "There is a network, and the secretariat gave a code HADIR1-…",
    by_stick: "With a code and a USB stick",
    by_stick_hint: "No network; a file is carried to the secretariat and back",
    by_none: "Begin without a network",
    by_none_hint: "Record first; the code comes later",
    code: "Enrolment code",
    code_hint: "For one use, one for each PC. Ask the secretariat for it.",
    missing_code: "An enrolment code begins with HADIR1-.",
    unit: "Unit code",
    unit_hint: "E.g. 5.02, as in the secretariat's list of units",
    missing_unit: "Write your office's unit code, e.g. 5.02.",
    zone: "The office's time zone",
    zones: {
      WIB: "WIB – Sumatra, Java, West and Central Kalimantan",
      WITA: "WITA – Bali, Nusa Tenggara, Sulawesi, South, East and North Kalimantan",
      WIT: "WIT – Maluku, Papua",
    },
    enrol: "Enrol this PC",
    start: "Begin to record",
    stick_1: "1. Make the request file",
    stick_1_hint: "Save it to a USB stick and take it to the secretariat.",
    stick_2: "2. Take in the answer…",
    stick_2_hint: "When the stick is back from the secretariat.",
    keep: "Keep the code",
    kept: "The code is kept.",
    continue_now: "Go on now, the answer comes later",
    choose: "Choose the answer's .hadir file",
    unreachable: "The hub cannot be reached, but the code is kept. This PC enrols by itself once there is a network; you can go on now.",
    go_on: "Go on",
    nip: "NIP",
    name: "Full name",
    name_hint: "With titles, as in the letter of appointment",
    secret: "Password",
    again: "Password again",
    secret_hint: "At least 8 characters; a few words that you remember.",
    create: "Create the account and sign in",
    missing_nip: "Enter your NIP: 18 digits.",
    missing_name: "Enter your name.",
    short: "Too short: at least 8.",
    differ: "The two are not the same.",
  },
);

export interface SetupState {
  state: "needed" | "pending" | "account" | "done";
  unit?: string;
  unit_name?: string;
  hub?: string | null;
  has_code?: boolean;
}
type Way = "code" | "stick" | "none";

// Once a PC is set up its service begins anew, as the office's, and does not answer for a moment. Whoever asked it something now would be
// refused, so what follows is offered when it answers again.
const patience = 40,
  pause_ms = 250;
async function office_answers(): Promise<void> {
  for (let left = patience; ; --left) {
    try {
      if ((await request<SetupState>("/api/v1/setup")).state !== "needed" || left === 0) return;
    } catch (problem) {
      if (left === 0) throw problem;
    }
    await new Promise((done) => setTimeout(done, pause_ms));
  }
}
async function go_on(): Promise<void> {
  await office_answers();
  await load_session();
}

export function Connect({ state }: { state: SetupState | undefined }) {
  const picker = useRef<HTMLInputElement>(null);
  const [way, set_way] = useState<Way>("code");
  const [code, set_code] = useState("");
  const [unit, set_unit] = useState("");
  const [zone, set_zone] = useState("WIB");
  const [tried, set_tried] = useState(false);
  const [busy, set_busy] = useState("");
  const [kept, set_kept] = useState(false);
  const [taken, set_taken] = useState<Imported | null>(null);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const has_code = kept || state?.has_code === true;
  const attempt = async (doing: string, run: () => Promise<void>) => {
    set_busy(doing);
    set_problem(null);
    try {
      await run();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      if (caught.problem.fault === "unreachable" && caught.status > 0 && doing === "go") {
        await office_answers().catch(() => {}); // its silence is on every page already
        set_kept(true);
      } else set_problem(caught);
    } finally {
      set_busy("");
    }
  };

  const submit = (event: Event) => {
    event.preventDefault();
    set_tried(true);
    if (way === "none" ? !unit.trim() : !code.trim().startsWith("HADIR1-")) return focus_wrong(event.currentTarget);
    void attempt("go", async () => {
      if (way === "none") {
        await request("/api/v1/setup/offline", { method: "POST", body: { unit: unit.trim(), time_zone: zone } });
        return go_on();
      }
      await request("/api/v1/setup/enrol", { method: "POST", body: { code: code.trim(), time_zone: zone } });
      await go_on();
    });
  };
  const fetch_request = () =>
    attempt("stick", async () => {
      const response = await fetch_api("/api/v1/setup/stick");
      save_file(
        await response.blob(),
        /filename="?([^";]+)"?/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "hadir-daftar.hadir",
      );
    });
  const take_answer = (file: File | undefined) =>
    file &&
    attempt("answer", async () => {
      set_taken((await request<{ bundle: Imported }>("/api/v1/setup/stick", { method: "POST", body: new Blob([file]) })).bundle);
      await go_on();
    });
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <Radios
        legend={t.way}
        hide_legend
        value={way}
        on_value={(value) => {
          set_way(value as Way);
          set_problem(null);
          set_tried(false);
        }}
        choices={[
          { value: "code", label: t.by_code, hint: t.by_code_hint },
          { value: "stick", label: t.by_stick, hint: t.by_stick_hint },
          { value: "none", label: t.by_none, hint: t.by_none_hint },
        ]}
      />
      <Card>
        {way === "none" ? (
          <TextField
            label={t.unit}
            hint={t.unit_hint}
            value={unit}
            on_value={set_unit}
            maxLength={40}
            error={tried && !unit.trim() ? t.missing_unit : error_of(problem, "unit")}
          />
        ) : (
          <TextField
            label={t.code}
            hint={t.code_hint}
            value={code}
            on_value={set_code}
            maxLength={600}
            error={tried && !code.trim().startsWith("HADIR1-") ? t.missing_code : error_of(problem, "code")}
          />
        )}
        <Select
          label={t.zone}
          value={zone}
          on_value={set_zone}
          choices={Object.entries(t.zones).map(([value, label]) => ({ value, label }))}
        />
        {problem && !["code", "unit"].includes(problem.field ?? "") && <Failure problem={problem} />}
        {has_code && way === "code" && (
          <Notice
            tone="warn"
            live
            actions={
              <Button small onClick={() => void attempt("go", go_on)}>
                {t.go_on}
              </Button>
            }
          >
            {t.unreachable}
          </Notice>
        )}
        <div class="row">
          <Button kind={has_code ? "plain" : "primary"} type="submit" busy={busy === "go"}>
            {way === "none" ? t.start : way === "stick" ? t.keep : t.enrol}
          </Button>
        </div>
        {way === "stick" && has_code && (
          <>
            <Notice tone="ok" live>
              {t.kept}
            </Notice>
            <div class="columns">
              <div class="stack tight">
                <Button icon="usb" busy={busy === "stick"} onClick={() => void fetch_request()}>
                  {t.stick_1}
                </Button>
                <p class="hint">{t.stick_1_hint}</p>
              </div>
              <div class="stack tight">
                <Button icon="upload" busy={busy === "answer"} onClick={() => picker.current?.click()}>
                  {t.stick_2}
                </Button>
                <p class="hint">{t.stick_2_hint}</p>
              </div>
            </div>
            <input
              ref={picker}
              type="file"
              accept=".hadir"
              hidden
              aria-label={t.choose}
              onChange={(event) => {
                void take_answer(event.currentTarget.files?.[0]);
                event.currentTarget.value = "";
              }}
            />
            {taken && <Outcome done={taken} />}
            <div class="row">
              <Button kind="primary" onClick={() => void attempt("go", go_on)}>
                {t.continue_now}
              </Button>
            </div>
          </>
        )}
      </Card>
    </form>
  );
}

export function FirstAccount() {
  const [nip, set_nip] = useState("");
  const [name, set_name] = useState("");
  const [secret, set_secret] = useState("");
  const [again, set_again] = useState("");
  const [tried, set_tried] = useState(false);
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const plain = nip.replace(/\s/g, "");
  const submit = async (event: Event) => {
    event.preventDefault();
    set_tried(true);
    set_problem(null);
    const form = event.currentTarget;
    if (!plain || !name.trim() || secret.length < 8 || secret !== again) return focus_wrong(form);
    set_busy(true);
    try {
      await request("/api/v1/setup/account", { method: "POST", body: { nip: plain, name: name.trim(), secret } });
      await load_session();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
      focus_wrong(form);
    } finally {
      set_busy(false);
    }
  };
  return (
    <form class="card" onSubmit={submit} noValidate aria-label={session.value?.unit_name || t.create}>
      {problem && !["nip", "name", "secret"].includes(problem.field ?? "") && <Failure problem={problem} />}
      <div class="form">
        <TextField
          label={t.nip}
          value={nip}
          on_value={set_nip}
          inputMode="numeric"
          autocomplete="username"
          maxLength={40}
          error={tried && !plain ? t.missing_nip : error_of(problem, "nip")}
        />
        <TextField
          label={t.name}
          hint={t.name_hint}
          value={name}
          on_value={set_name}
          maxLength={120}
          error={tried && !name.trim() ? t.missing_name : error_of(problem, "name")}
        />
        <TextField
          label={t.secret}
          hint={t.secret_hint}
          type="password"
          autocomplete="new-password"
          value={secret}
          on_value={set_secret}
          error={tried && secret.length < 8 ? t.short : error_of(problem, "secret")}
        />
        <TextField
          label={t.again}
          type="password"
          autocomplete="new-password"
          value={again}
          on_value={set_again}
          error={tried && secret.length >= 8 && secret !== again ? t.differ : undefined}
        />
      </div>
      <div>
        <Button kind="primary" type="submit" busy={busy}>
          {t.create}
        </Button>
      </div>
    </form>
  );
}
