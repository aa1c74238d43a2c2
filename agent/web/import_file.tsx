// A file of people (or other records): what each line would become, the wrong lines with their reason, and then taking it in. The preview
// is the service's own answer, by the very rules of the import.
import { useRef, useState } from "preact/hooks";

import { ApiError, Badge, Button, call, changes, Failure, load_people, Notice, number, Table, texts } from "@ui";

const t = texts(
  {
    choose: "Pilih berkas CSV…",
    other: "Pilih berkas lain…",
    columns:
      "Baris pertama menyebut kolomnya: nip, name dan class (struktural, jfu, jft atau non_asn); boleh juga position, section, rank, supervisor. Simpan dari Excel sebagai CSV.",
    example: "Unduh contoh",
    good: (n: string) => `${n} baris dapat diambil`,
    bad: (n: string) => `${n} baris perlu diperbaiki`,
    unchanged: (n: string) => `${n} sudah tercatat`,
    line: "Baris",
    state: "Keadaan",
    ok: "dapat diambil",
    reason: "Yang salah",
    take: (n: string) => `Ambil ${n} baris`,
    taken: (n: string) => `${n} catatan diambil`,
    left: (n: string) => `${n} baris tersimpan di karantina; perbaiki lewat Perlu perhatian atau impor ulang berkas yang sudah benar.`,
    caption: "Isi berkas",
    all_known: "Baris yang benar sudah tercatat semua; tidak ada yang perlu diambil.",
    nothing: "Tidak ada baris yang dapat diambil dari berkas ini.",
    large: "Berkas ini terlalu besar.",
    large_hint: "Bagi menjadi berkas paling besar 5 MB.",
    reading: (name: string) => `Memeriksa ${name}…`,
    content: "Isi",
  },
  {
    choose: "Choose a CSV file…",
    other: "Choose another file…",
    columns:
      "The first line names the columns: nip, name and class (struktural, jfu, jft or non_asn); position, section, rank and supervisor may follow. Save it from Excel as CSV.",
    example: "Download an example",
    good: (n) => `${n} lines can be taken`,
    bad: (n) => `${n} lines need mending`,
    unchanged: (n) => `${n} already recorded`,
    line: "Line",
    state: "State",
    ok: "can be taken",
    reason: "What is wrong",
    take: (n) => `Take ${n} lines`,
    taken: (n) => `${n} records taken`,
    left: (n) => `${n} lines are in quarantine; mend them in Needs attention, or import a corrected file.`,
    caption: "The file's content",
    all_known: "All correct lines are on record already; there is nothing to take.",
    nothing: "No line of this file can be taken.",
    large: "This file is too large.",
    large_hint: "Split it into files of at most 5 MB.",
    reading: (name) => `Checking ${name}…`,
    content: "Content",
  },
);

interface Checked {
  lines: number;
  recorded: number;
  unchanged: number;
  quarantined: { line: number; reason: string }[];
  records?: { line: number; record: Record<string, unknown> }[];
}

const largest = 5_000_000,
  shown_rows = 200;
export const example_csv =
  "data:text/csv;charset=utf-8," +
  encodeURIComponent(
    "nip,name,class,position,section,rank\n198609262015051001,Dewi Lestari,jfu,Pengadministrasi Umum,Sekretariat,Penata Muda (III/a)\nTHL-0001,Bagus Pratomo,non_asn,Tenaga Harian Lepas,Sekretariat,\n",
  );

// The wrong lines first, each with what was understood of it.
function rows_of(checked: Checked | null): { line: number; reason: string; record: Record<string, unknown> }[] {
  if (!checked) return [];
  const understood = new Map((checked.records ?? []).map((one) => [one.line, one.record]));
  const wrong = checked.quarantined.map((one) => ({ ...one, record: understood.get(one.line) ?? {} }));
  for (const one of checked.quarantined) understood.delete(one.line);
  return [...wrong, ...[...understood].map(([line, record]) => ({ line, reason: "", record }))].slice(0, shown_rows);
}

export function ImportFile({ kind, on_done }: { kind?: string; on_done?: (taken: number) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [file, set_file] = useState<{ name: string; content: string } | null>(null);
  const [checked, set_checked] = useState<Checked | null>(null);
  const [taken, set_taken] = useState<Checked | null>(null);
  const [busy, set_busy] = useState("");
  const [problem, set_problem] = useState<ApiError | null>(null);
  const ask = (one: { name: string; content: string }, check: boolean) =>
    call<Checked>("import.file", { ...one, ...(kind ? { kind } : {}), check });
  const attempt = async (doing: string, run: () => Promise<void>) => {
    set_busy(doing);
    set_problem(null);
    try {
      await run();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally {
      set_busy("");
    }
  };
  const read = (chosen: File | undefined) =>
    chosen &&
    attempt("check", async () => {
      set_checked(null);
      set_taken(null);
      if (chosen.size > largest) throw new ApiError({ status: 413, title: "", fault: "bad_input", detail: t.large, hint: t.large_hint });
      const one = { name: chosen.name, content: await chosen.text() };
      set_file(one);
      set_checked(await ask(one, true));
    });
  const take = () =>
    attempt("take", async () => {
      const done = await ask(file!, false);
      set_taken(done);
      set_checked(null);
      changes.value += 1;
      void load_people(true).catch(() => {});
      on_done?.(done.recorded + done.unchanged);
    });
  const rows = rows_of(checked);
  return (
    <div class="stack">
      <div class="row">
        <Button icon="upload" busy={busy === "check"} onClick={() => picker.current?.click()}>
          {file ? t.other : t.choose}
        </Button>
        <a href={example_csv} download="contoh-pegawai.csv">
          {t.example}
        </a>
        <input
          ref={picker}
          type="file"
          accept=".csv,.jsonl,.dat,text/csv"
          hidden
          aria-label={t.choose}
          onChange={(event) => {
            void read(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </div>
      {!checked && !taken && <p class="quiet">{t.columns}</p>}
      <div role="status">{busy === "check" && file && <p class="quiet">{t.reading(file.name)}</p>}</div>
      {problem && <Failure problem={problem} />}
      {checked && (
        <>
          <div class="row" role="status">
            <strong>{file?.name}</strong>
            <Badge tone="ok">{t.good(number(checked.recorded))}</Badge>
            {checked.unchanged > 0 && <Badge tone="info">{t.unchanged(number(checked.unchanged))}</Badge>}
            {checked.quarantined.length > 0 && <Badge tone="bad">{t.bad(number(checked.quarantined.length))}</Badge>}
          </div>
          <div class="import-rows">
            <Table
              caption={t.caption}
              rows={rows}
              key_of={(row) => `${row.line}${row.reason}`}
              columns={[
                { name: "line", head: t.line, cell: (row) => number(row.line), right: true, narrow: true },
                {
                  name: "state",
                  head: t.state,
                  cell: (row) => (row.reason ? <Badge tone="bad">{t.reason}</Badge> : <Badge tone="ok">{t.ok}</Badge>),
                  narrow: true,
                },
                {
                  name: "what",
                  head: t.content,
                  cell: (row) => (
                    <>
                      {row.reason && (
                        <>
                          {row.reason}
                          <br />
                        </>
                      )}
                      <strong>{String(row.record["name"] ?? "")}</strong>{" "}
                      <span class="quiet">
                        {Object.entries(row.record)
                          .filter(([name, value]) => value && !["kind", "name"].includes(name))
                          .map(([, value]) => String(value))
                          .join(" · ")}
                      </span>
                    </>
                  ),
                },
              ]}
            />
          </div>
          {checked.recorded === 0 ? (
            checked.unchanged > 0 ? (
              <Notice tone="ok">{t.all_known}</Notice>
            ) : (
              <Notice tone="bad">{t.nothing}</Notice>
            )
          ) : (
            <div class="row">
              <Button kind="primary" busy={busy === "take"} onClick={() => void take()}>
                {t.take(number(checked.recorded))}
              </Button>
            </div>
          )}
        </>
      )}
      {taken && (
        <Notice tone={taken.quarantined.length ? "warn" : "ok"} live title={t.taken(number(taken.recorded))}>
          {taken.quarantined.length > 0 && t.left(number(taken.quarantined.length))}
        </Notice>
      )}
    </div>
  );
}
