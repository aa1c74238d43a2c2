// Who may read this unit's sealed health records: this PC's keys, the unit's other PCs, and the sheet in the safe. Names and numbers are
// compared by people, on two screens, before anything is opened.
import { useState } from "preact/hooks";

import {
  ApiError,
  Badge,
  Button,
  call,
  Card,
  changes,
  Confirm,
  Facts,
  long_date,
  may,
  Notice,
  number,
  session,
  Show,
  Table,
  texts,
  toast,
  today,
  useCall,
} from "@ui";
import { FormDialog, type Question } from "../flow/form";

const t = texts(
  {
    this_pc: "PC ini",
    name: "Nama PC ini",
    writes: "Menulis dengan kunci",
    writes_none: "Belum ada; dibuat pada isian tersegel yang pertama",
    reads: "Terbaca",
    reads_all: "semua catatan tersegel yang ada di sini",
    unread: (n: string) => `${n} catatan belum terbaca`,
    unread_hint:
      "Perkenalkan PC ini, lalu izinkan dari PC yang sudah membaca. Atau pulihkan dengan lembar pemulihan bila semua PC lain hilang.",
    at_risk: "Hanya PC ini yang memegang kuncinya",
    at_risk_hint: "Bila PC ini rusak, catatan kesehatan tidak dapat dibaca siapa pun lagi. Izinkan PC lain, atau cetak lembar pemulihan.",
    pcs: "PC di unit ini",
    pc: "PC",
    self: "PC ini",
    may_read: "boleh membaca",
    may_not: "belum boleh",
    other_key: "memegang kunci lain",
    state: "Keadaan",
    keys: "Kunci",
    deed: "Tindakan",
    no_pcs: "Belum ada PC yang memperkenalkan diri.",
    offered: "Kunci yang dibagikan kepada PC ini",
    offered_hint: "Cocokkan nomornya dengan layar PC yang membagikannya, baru pakai.",
    from: "Dari PC",
    sheets: (names: string) => `Lembar pemulihan yang pernah dicetak: ${names}`,
    ask: "Perkenalkan PC ini",
    ask_about:
      "Nama PC ini dikirim ke PC lain unit ini pada sinkronisasi berikutnya. Di PC yang sudah membaca, cocokkan nama itu dan izinkan.",
    ask_done: (pc: string) => `PC ini memperkenalkan diri sebagai ${pc}.`,
    admit: "Izinkan…",
    admit_title: (pc: string) => `Izinkan PC ${pc}?`,
    admit_about:
      "PC itu akan dapat membaca semua catatan kesehatan unit ini, dan yang sudah terkirim tidak dapat ditarik lagi. Pastikan nama ini sama dengan yang tampil di layarnya.",
    admit_deed: "Izinkan membaca",
    admit_done: (key: string) => `Diizinkan. Agar PC itu juga menulis dengan kunci ini, di sana: pakai kunci ${key}.`,
    tail: "Empat huruf terakhir nama itu, di layar PC tersebut",
    tail_key: "Empat huruf terakhir nomor itu, di layar PC yang membagikannya",
    tail_hint: "Lihat di sana: Kesehatan › Kunci.",
    differs: "Tidak sama dengan yang ada di sini. Bila layar di sana memang berbeda, jangan lanjutkan dan hubungi sekretariat.",
    accept: "Pakai…",
    accept_title: (key: string) => `Pakai kunci ${key}?`,
    accept_about: "Catatan baru dari PC ini lalu tersegel dengan kunci itu, sehingga terbaca di PC yang membagikannya.",
    accept_deed: "Pakai kunci ini",
    accept_done: "Kunci dipakai.",
    renew: "Ganti kunci…",
    renew_title: "Buat kunci baru?",
    renew_about:
      "Untuk PC yang hilang atau dicuri. Catatan baru hanya terbaca di PC yang dipilih di bawah; yang lama tetap terbaca siapa pun yang memegang kunci lama. Minta juga sekretariat mencabut PC yang hilang.",
    renew_share: "PC yang ikut menerima kunci baru",
    renew_deed: "Buat kunci baru",
    renew_done: (key: string) => `Kunci baru ${key}. Di PC yang menerimanya: pakai kunci itu. Cetak juga lembar pemulihan yang baru.`,
    sheet: "Cetak lembar pemulihan…",
    sheet_title: "Buat lembar pemulihan?",
    sheet_about:
      "Siapa memegang lembar ini dapat membaca catatan kesehatan unit ini. Kodenya tampil sekali dan tidak tersimpan di mana pun.",
    sheet_deed: "Buat lembar",
    sheet_heading: "Lembar pemulihan hadir",
    sheet_keep: "Simpan di lemari besi. Siapa memegangnya dapat membaca catatan kesehatan unit ini.",
    sheet_use: "Bila semua PC hilang: siapkan PC baru, sinkronkan, buka Kesehatan › Kunci, lalu pulihkan dengan kode ini.",
    sheet_opens: "Membuka kunci",
    print: "Cetak",
    hide: "Sudah disimpan, sembunyikan",
    recover: "Pulihkan dengan lembar…",
    recover_title: "Pulihkan dengan lembar pemulihan",
    recover_code: "Kode pada lembar",
    recover_hint: "Ketik seperti tercetak; huruf besar dan kecil sama saja.",
    recover_deed: "Pulihkan",
    recover_about: "PC ini akan membaca semua yang tersegel dengan kunci pada lembar itu. Sinkronkan dahulu sampai selesai.",
    recover_wrong: "Kode tidak lengkap atau salah ketik. Ketik seluruhnya, HADIRK1-… seperti tercetak.",
    recover_unknown: "Belum ada kunci untuk lembar ini di PC ini. Sinkronkan sampai selesai lalu coba lagi; atau ini lembar unit lain.",
    recover_done: "Lembar diterima: PC ini sekarang membaca yang tersegel dengannya. Cetak lembar yang baru.",
    not_shared: "Kunci ini belum sampai di PC ini. Sinkronkan kedua PC lalu coba lagi.",
    unit: "Unit",
    made: "Dibuat",
    hide_title: "Sembunyikan lembar ini?",
    hide_about: "Kodenya tidak dapat ditampilkan lagi. Lanjutkan hanya bila lembar sudah tercetak, terbaca, dan disimpan.",
  },
  {
    this_pc: "This PC",
    name: "Name of this PC",
    writes: "Writes with the key",
    writes_none: "None yet; it is made with the first sealed entry",
    reads: "Can read",
    reads_all: "every sealed record that is here",
    unread: (n) => `${n} records cannot be read yet`,
    unread_hint: "Introduce this PC, then admit it at one that reads already. Or recover with the sheet where all other PCs are lost.",
    at_risk: "Only this PC holds its key",
    at_risk_hint: "If this PC breaks, nobody can read the health records any more. Admit another PC, or print a recovery sheet.",
    pcs: "PCs of this unit",
    pc: "PC",
    self: "this PC",
    may_read: "may read",
    may_not: "not admitted",
    other_key: "has another key",
    state: "State",
    keys: "Keys",
    deed: "Action",
    no_pcs: "No PC has introduced itself yet.",
    offered: "Keys shared with this PC",
    offered_hint: "Compare the number with the screen of the PC that shared it before you use it.",
    from: "From PC",
    sheets: (names) => `Recovery sheets that were printed: ${names}`,
    ask: "Introduce this PC",
    ask_about: "The name of this PC goes to the unit's other PCs with the next sync. At one that reads, compare that name and admit it.",
    ask_done: (pc) => `This PC introduced itself as ${pc}.`,
    admit: "Admit…",
    admit_title: (pc) => `Admit the PC ${pc}?`,
    admit_about:
      "That PC will be able to read all of this unit's health records, and what it has received cannot be taken back. Make sure that its screen shows the same name.",
    admit_deed: "Let it read",
    admit_done: (key) => `Admitted. For that PC to write with this key too, use key ${key} there.`,
    tail: "The last four characters of that name, on that PC's screen",
    tail_key: "The last four characters of that number, on the screen of the PC that shared it",
    tail_hint: "Look there: Health › Keys.",
    differs: "Not the same as here. If the other screen really differs, do not go on, and call the secretariat.",
    accept: "Use…",
    accept_title: (key) => `Use the key ${key}?`,
    accept_about: "New records of this PC are then sealed with that key, and can be read at the PC that shared it.",
    accept_deed: "Use this key",
    accept_done: "The key is in use.",
    renew: "Change the key…",
    renew_title: "Make a new key?",
    renew_about:
      "For a PC that is lost or stolen. New records can then be read only at the PCs chosen below; old ones by whoever holds the old key. Ask the secretariat to revoke the lost PC too.",
    renew_share: "PCs that get the new key",
    renew_deed: "Make a new key",
    renew_done: (key) => `The new key is ${key}. Use it at the PCs that got it. Print a new recovery sheet, too.`,
    sheet: "Print a recovery sheet…",
    sheet_title: "Make a recovery sheet?",
    sheet_about: "Whoever holds this sheet can read this unit's health records. Its code is shown once and kept nowhere.",
    sheet_deed: "Make the sheet",
    sheet_heading: "Recovery sheet of hadir",
    sheet_keep: "Keep it in a safe. Whoever holds it can read this unit's health records.",
    sheet_use: "Where all PCs are lost: set up a new PC, sync, open Health › Keys, and recover with this code.",
    sheet_opens: "Opens the keys",
    print: "Print",
    hide: "It is kept, hide it",
    recover: "Recover with a sheet…",
    recover_title: "Recover with a recovery sheet",
    recover_code: "The code on the sheet",
    recover_hint: "Type it as printed; capital and small letters are the same.",
    recover_deed: "Recover",
    recover_about: "This PC will read everything that is sealed with the keys on the sheet. Sync until it is complete first.",
    recover_wrong: "The code is incomplete or mistyped. Type all of it, HADIRK1-… as printed.",
    recover_unknown: "There is no key for this sheet on this PC. Sync until it is complete and try again; or it is another unit's sheet.",
    recover_done: "The sheet is accepted: this PC now reads what was sealed with it. Print a new sheet.",
    not_shared: "This key has not reached this PC yet. Sync both PCs and try again.",
    unit: "Unit",
    made: "Made",
    hide_title: "Hide this sheet?",
    hide_about: "Its code cannot be shown again. Go on only once the sheet is printed, can be read, and is put away.",
  },
);

interface Key {
  key: string;
  writes: boolean;
  from: string[];
  on_sheet: boolean;
}
interface Sealing {
  pc: string;
  writes_with: string | null;
  keys: Key[];
  unread: { commits: number; keys: string[] };
}
interface Pc {
  pc: string;
  self: boolean;
  reads: boolean;
  keys: string[];
}
interface Holders {
  key: string | null;
  pcs: Pc[];
  sheets: { sheet: string; keys: string[] }[];
}
interface Sheet {
  code: string;
  sheet: string;
  keys: string[];
}
// What somebody is about to do, and is asked for once more.
interface Deed {
  title: string;
  about: string;
  deed: string;
  questions: Question[];
  run: (answers: Record<string, unknown>) => Promise<unknown>;
}

const compared = 4; // characters of a name that somebody reads on the other screen
const tail = (label: string): Question => ({ name: "tail", kind: "text", label, hint: t.tail_hint });
const beside = (field: string, detail: string) => new ApiError({ title: detail, status: 0, detail, hint: "", fault: "bad_input", field });
function compare(name: string, answer: unknown): void {
  if (String(answer).trim().toLowerCase() !== name.slice(-compared).toLowerCase()) throw beside("tail", t.differs);
}
// A refusal that belongs beside a field, in the page's words instead of the command's.
async function told_beside<T>(field: string, words: Record<string, string>, run: Promise<T>): Promise<T> {
  try {
    return await run;
  } catch (cause) {
    const said = cause instanceof ApiError && words[cause.problem.fault];
    throw said ? beside(field, said) : cause;
  }
}
// What is to be read on the other screen is not given away here.
const begin_of = (name: string) => `${name.slice(0, -compared)}····`;
const keys_text = (keys: string[]) => keys.join(", ") || "–";

export function Keys() {
  const sealing = useCall<Sealing>("seal.status");
  const holders = useCall<Holders>("seal.list");
  const at_risk = useCall<{ seal_at_risk: boolean }>("status").data?.seal_at_risk ?? false;
  const [deed, set_deed] = useState<Deed | null>(null);
  const [sheet, set_sheet] = useState<Sheet | null>(null);
  const done = (message: string) => {
    toast(message);
    set_deed(null);
    changes.value += 1;
  };

  const ask = (): Deed => ({
    title: t.ask,
    about: t.ask_about,
    deed: t.ask,
    questions: [],
    run: async () => done(t.ask_done((await call<{ pc: string }>("seal.ask")).pc)),
  });
  const admit = (pc: string): Deed => ({
    title: t.admit_title(begin_of(pc)),
    about: t.admit_about,
    deed: t.admit_deed,
    questions: [tail(t.tail)],
    run: async (answers) => {
      compare(pc, answers["tail"]);
      done(t.admit_done((await call<{ accept: string }>("seal.admit", { pc })).accept));
    },
  });
  const accept = (key: string): Deed => ({
    title: t.accept_title(begin_of(key)),
    about: t.accept_about,
    deed: t.accept_deed,
    questions: [tail(t.tail_key)],
    run: async (answers) => {
      compare(key, answers["tail"]);
      await told_beside("tail", { not_found: t.not_shared }, call("seal.accept", { key }));
      done(t.accept_done);
    },
  });
  const renew = (pcs: Pc[]): Deed => ({
    title: t.renew_title,
    about: t.renew_about,
    deed: t.renew_deed,
    questions: pcs.filter((one) => !one.self).map((one) => ({ name: one.pc, kind: "check", label: `${t.renew_share}: ${one.pc}` })),
    run: async (answers) => {
      const share = pcs.filter((one) => answers[one.pc]).map((one) => one.pc);
      done(t.renew_done((await call<{ key: string }>("seal.renew", { share })).key));
    },
  });
  const print_sheet = (): Deed => ({
    title: t.sheet_title,
    about: t.sheet_about,
    deed: t.sheet_deed,
    questions: [],
    run: async () => {
      set_sheet(await call<Sheet>("seal.sheet"));
      set_deed(null);
      changes.value += 1;
    },
  });
  const recover = (): Deed => ({
    title: t.recover_title,
    about: t.recover_about,
    deed: t.recover_deed,
    questions: [{ name: "code", kind: "text", label: t.recover_code, hint: t.recover_hint }],
    run: async ({ code }) => {
      await told_beside("code", { bad_input: t.recover_wrong, not_found: t.recover_unknown }, call("seal.recover", { code }));
      done(t.recover_done);
    },
  });

  return (
    <>
      {sheet && <RecoverySheet sheet={sheet} on_hide={() => set_sheet(null)} />}
      {at_risk && (
        <Notice tone="warn" title={t.at_risk}>
          {t.at_risk_hint}
        </Notice>
      )}
      <Show loaded={sealing}>
        {(state) => (
          <>
            {state.unread.commits > 0 && (
              <Notice tone="warn" title={t.unread(number(state.unread.commits))}>
                {t.unread_hint}
              </Notice>
            )}
            <Card
              title={t.this_pc}
              actions={
                <>
                  {may("seal.recover") && <Button onClick={() => set_deed(recover())}>{t.recover}</Button>}
                  {may("seal.sheet") && state.writes_with && (
                    <Button icon="print" onClick={() => set_deed(print_sheet())}>
                      {t.sheet}
                    </Button>
                  )}
                  {may("seal.ask") && (
                    <Button kind={state.unread.commits > 0 || !state.writes_with ? "primary" : "plain"} onClick={() => set_deed(ask())}>
                      {t.ask}
                    </Button>
                  )}
                </>
              }
            >
              <Facts
                rows={[
                  [t.name, <code>{state.pc}</code>],
                  [t.writes, state.writes_with ? <code>{state.writes_with}</code> : t.writes_none],
                  [t.reads, state.unread.commits ? t.unread(number(state.unread.commits)) : t.reads_all],
                ]}
              />
            </Card>
            <Offered keys={state.keys.filter((one) => !one.writes && one.from.length > 0)} on_accept={(key) => set_deed(accept(key))} />
          </>
        )}
      </Show>
      <Card
        title={t.pcs}
        class="flush"
        actions={may("seal.renew") && holders.data?.key && <Button onClick={() => set_deed(renew(holders.data!.pcs))}>{t.renew}</Button>}
      >
        <Show loaded={holders}>
          {(all) => (
            <>
              {all.pcs.length === 0 ? (
                <p class="quiet card-note">{t.no_pcs}</p>
              ) : (
                <Table
                  caption={t.pcs}
                  rows={all.pcs}
                  key_of={(row) => row.pc}
                  columns={[
                    {
                      name: "pc",
                      head: t.pc,
                      cell: (row) => (
                        <>
                          <code>{row.pc}</code> {row.self && <Badge tone="info">{t.self}</Badge>}
                        </>
                      ),
                    },
                    {
                      name: "state",
                      head: t.state,
                      cell: (row) =>
                        row.reads ? <Badge tone="ok">{t.may_read}</Badge> : <Badge>{row.keys.length > 0 ? t.other_key : t.may_not}</Badge>,
                    },
                    { name: "keys", head: t.keys, cell: (row) => <code>{keys_text(row.keys)}</code> },
                    {
                      name: "deed",
                      head: <span class="unseen">{t.deed}</span>,
                      narrow: true,
                      cell: (row) =>
                        !row.self &&
                        !row.reads &&
                        all.key &&
                        may("seal.admit") && (
                          <Button small onClick={() => set_deed(admit(row.pc))}>
                            {t.admit}
                          </Button>
                        ),
                    },
                  ]}
                />
              )}
              {all.sheets.length > 0 && <p class="quiet card-note">{t.sheets(all.sheets.map((one) => one.sheet).join(", "))}</p>}
            </>
          )}
        </Show>
      </Card>
      {deed && (
        <FormDialog
          title={deed.title}
          deed={deed.deed}
          before={<Notice tone="info">{deed.about}</Notice>}
          questions={deed.questions}
          on_close={() => set_deed(null)}
          on_send={deed.run}
        />
      )}
    </>
  );
}

function Offered({ keys, on_accept }: { keys: Key[]; on_accept: (key: string) => void }) {
  if (keys.length === 0) return null;
  return (
    <Card title={t.offered} class="flush">
      <p class="quiet card-note">{t.offered_hint}</p>
      <Table
        caption={t.offered}
        rows={keys}
        key_of={(row) => row.key}
        columns={[
          { name: "key", head: t.keys, cell: (row) => <code>{row.key}</code> },
          { name: "from", head: t.from, cell: (row) => <code>{row.from.join(", ")}</code> },
          {
            name: "deed",
            head: <span class="unseen">{t.deed}</span>,
            narrow: true,
            cell: (row) =>
              may("seal.accept") && (
                <Button small onClick={() => on_accept(row.key)}>
                  {t.accept}
                </Button>
              ),
          },
        ]}
      />
    </Card>
  );
}

function RecoverySheet({ sheet, on_hide }: { sheet: Sheet; on_hide: () => void }) {
  const [hiding, set_hiding] = useState(false);
  return (
    <Card
      title={t.sheet_heading}
      actions={
        <>
          <Button onClick={() => set_hiding(true)}>{t.hide}</Button>
          <Button kind="primary" icon="print" onClick={() => window.print()}>
            {t.print}
          </Button>
        </>
      }
    >
      <div class="stack health-sheet">
        <p>
          <strong>{t.sheet_keep}</strong>
        </p>
        <code>{sheet.code}</code>
        <Facts
          rows={[
            [t.unit, `${session.value?.unit_name ?? ""} (${session.value?.unit ?? ""})`],
            [t.made, long_date(today())],
            [t.sheet_opens, keys_text(sheet.keys)],
          ]}
        />
        <p>{t.sheet_use}</p>
      </div>
      {hiding && (
        <Confirm title={t.hide_title} deed={t.hide} danger on_close={() => set_hiding(false)} on_yes={on_hide}>
          <p>{t.hide_about}</p>
        </Confirm>
      )}
    </Card>
  );
}
