// The exchange by USB stick: a file for the hub to carry away, and the hub's answer to take in. Files of other offices are kept and passed on.
import { useRef, useState } from "preact/hooks";

import { ApiError, Button, Card, changes, fetch_api, Failure, may, Notice, number, request, save_file, texts } from "@ui";
import type { Status } from "../status";

const t = texts(
  {
    title: "Lewat stik USB",
    about: "Untuk kantor tanpa jaringan. Berkasnya tersegel: siapa pun boleh membawanya, hanya hub yang dapat membacanya.",
    export: "Buat berkas untuk hub",
    import: "Ambil jawaban hub…",
    made: (name: string) => `Berkas ${name} dibuat`,
    made_hint: "Simpan ke stik USB, lalu bawa kepada sekretariat. Bawa pulang berkas jawabannya.",
    taken: (n: string) => `Diterima: ${n} kelompok perubahan`,
    pending: (n: string) => `Belum ada tanda terimanya: ${n}`,
    partly: "Sebagian diambil. Salin ulang berkasnya dari sekretariat dan coba lagi.",
    refused: "Berkas ini tidak diambil.",
    carried: "Berkas milik kantor lain; disimpan di sini dan diserahkan ke hub begitu ada jaringan.",
    already_carried: "Berkas kantor lain ini sudah tersimpan di sini.",
    own: "Ini berkas kiriman PC ini sendiri. Bawa kepada sekretariat.",
    enrolled: "PC ini kini terdaftar pada hub. Buat berkas untuk hub sekali lagi untuk mengirim catatannya.",
    passing: (n: string) => `${n} berkas kantor lain dititipkan di sini.`,
    choose: "Pilih berkas .hadir dari stik",
  },
  {
    title: "By USB stick",
    about: "For offices without a network. The file is sealed: anybody may carry it, only the hub can read it.",
    export: "Make a file for the hub",
    import: "Take in the hub's answer…",
    made: (name) => `The file ${name} was made`,
    made_hint: "Save it to a USB stick and take it to the secretariat. Bring the answer's file home.",
    taken: (n) => `Received: ${n} groups of changes`,
    pending: (n) => `Without a receipt yet: ${n}`,
    partly: "Some of it was taken. Copy the file from the secretariat anew and try again.",
    refused: "This file was not taken.",
    carried: "A file of another office; kept here and handed to the hub whenever there is a network.",
    already_carried: "This file of another office is kept here already.",
    own: "This is this PC's own file. Take it to the secretariat.",
    enrolled: "This PC is enrolled at the hub now. Make a file for the hub once more to send its records.",
    passing: (n) => `${n} files of other offices are kept here.`,
    choose: "Choose a .hadir file on the stick",
  },
);

export interface Imported {
  result: "taken" | "partly" | "refused" | "carried" | "already_carried" | "own";
  commits?: number;
  pending?: number;
  enrolled?: boolean;
  refused?: { reason: string; hint: string }[];
}

const name_in = (response: Response) =>
  /filename="?([^";]+)"?/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "hadir-kirim.hadir";

// Saves every part of the file for the hub; answers the names.
export async function export_bundle(path = "/api/v1/bundle/export"): Promise<string[]> {
  const names: string[] = [];
  for (let part = 1, parts = 1; part <= parts; ++part) {
    const response = await fetch_api(part > 1 ? `${path}?part=${part}` : path, { method: "POST", body: {} });
    parts = Number(response.headers.get("X-Hadir-Parts")) || 1;
    names.push(name_in(response));
    save_file(await response.blob(), names.at(-1)!);
  }
  return names;
}

export const Outcome = ({ done }: { done: Imported }) => (
  <Notice
    tone={done.result === "taken" ? "ok" : done.result === "partly" || done.result === "refused" ? "bad" : "info"}
    live
    title={done.result === "taken" ? t.taken(number(done.commits ?? 0)) : t[done.result]}
  >
    {done.enrolled && <p>{t.enrolled}</p>}
    {done.result === "taken" && !done.enrolled && <p>{t.pending(number(done.pending ?? 0))}</p>}
    {done.refused?.map((one) => (
      <p key={one.reason}>
        {one.reason} {one.hint}
      </p>
    ))}
  </Notice>
);

export function Sticks({ status, reload }: { status: Status; reload: () => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [busy, set_busy] = useState(false);
  const [made, set_made] = useState<string[]>([]);
  const [taken, set_taken] = useState<Imported[]>([]);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const attempt = async (run: () => Promise<void>) => {
    set_busy(true);
    set_problem(null);
    set_made([]);
    set_taken([]);
    try {
      await run();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally {
      set_busy(false);
      reload();
    }
  };
  const take = (files: FileList | null) =>
    attempt(async () => {
      for (const file of files ?? []) {
        const done = await request<Imported>("/api/v1/bundle/import", { method: "POST", body: new Blob([file]) });
        set_taken((before) => [...before, done]);
      }
      changes.value += 1;
    });
  return (
    <Card title={t.title}>
      <p class="quiet">{t.about}</p>
      <div class="row">
        {may("bundle.export") && (
          <Button icon="usb" busy={busy} onClick={() => void attempt(async () => set_made(await export_bundle()))}>
            {t.export}
          </Button>
        )}
        {may("bundle.import") && (
          <Button icon="upload" busy={busy} onClick={() => picker.current?.click()}>
            {t.import}
          </Button>
        )}
        <input
          ref={picker}
          type="file"
          accept=".hadir"
          multiple
          hidden
          aria-label={t.choose}
          onChange={(event) => {
            void take(event.currentTarget.files).then(() => {
              if (picker.current) picker.current.value = "";
            });
          }}
        />
      </div>
      {made.length > 0 && (
        <Notice tone="ok" live title={t.made(made.join(", "))}>
          {t.made_hint}
        </Notice>
      )}
      {taken.map((one, at) => (
        <Outcome key={at} done={one} />
      ))}
      {problem && <Failure problem={problem} />}
      {status.carried > 0 && <p class="quiet">{t.passing(number(status.carried))}</p>}
    </Card>
  );
}
