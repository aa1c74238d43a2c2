// Cards for the kiosk: whom to print them for, how they look, and the sheets: A4, ten cards of 85,6 x 54 mm with cut marks. A card says name,
// NIP and unit, and the NIP once more as a QR code for a scanner that types. It holds no secret: the PIN is asked besides.
import { render } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { encode } from "uqr";

import { Button, Dialog, Empty, nip_text, Notice, Pagination, people, Radios, Select, session, texts } from "@ui";
import { PeopleField } from "../flow/people_field";

const t = texts(
  {
    title: "Cetak kartu presensi",
    about:
      "Kartu menggantikan mengetik NIP di mesin Presensi: pemindai membaca kode QR, lalu pemiliknya mengetik PIN. Tidak ada rahasia di kartu.",
    which: "Untuk siapa?",
    all: (count: number) => `Semua yang punya akun (${count})`,
    section: "Satu bagian",
    some: "Pilih orang",
    section_label: "Bagian",
    pick: "pilih…",
    people: "Orang",
    print: (count: number) => `Cetak ${count} kartu`,
    none: "Cetak",
    cancel: "Tutup",
    preview: "Pratinjau",
    nobody: "Belum ada yang dipilih",
    nobody_hint: "Pilih bagian atau orang di atas; kartunya tampil di sini.",
    no_accounts: "Belum ada akun yang terbuka",
    no_accounts_hint: "Tambahkan dahulu akun bagi pegawai; kartu berguna bagi yang punya akun dan PIN.",
    no_pin: (count: number) => `${count} orang belum punya PIN`,
    no_pin_hint: "Kartunya baru dapat dipakai setelah PIN ditetapkan.",
    paper: "Kertas A4, skala 100%, sepuluh kartu selembar. Potong pada garis di tepi kertas.",
    card: "Kartu presensi",
    qr: (nip: string) => `Kode QR NIP ${nip}`,
  },
  {
    title: "Print attendance cards",
    about:
      "A card stands for typing the NIP at the Attendance kiosk: a scanner reads the QR code, then its owner types the PIN. There is no secret on it.",
    which: "For whom?",
    all: (count) => `Everybody with an account (${count})`,
    section: "One section",
    some: "Choose people",
    section_label: "Section",
    pick: "choose…",
    people: "People",
    print: (count) => `Print ${count} cards`,
    none: "Print",
    cancel: "Close",
    preview: "Preview",
    nobody: "Nobody is chosen yet",
    nobody_hint: "Choose a section or people above; their cards appear here.",
    no_accounts: "No account is open yet",
    no_accounts_hint: "Add accounts for employees first; a card is of use to who has an account and a PIN.",
    no_pin: (count) => `${count} have no PIN yet`,
    no_pin_hint: "Their cards work once a PIN is set.",
    paper: "A4 paper, scale 100%, ten cards a sheet. Cut along the marks at the paper's edge.",
    card: "Attendance card",
    qr: (nip) => `QR code of NIP ${nip}`,
  },
);

export interface CardsProps {
  accounts: { nip: string; name: string; has_pin: boolean; disabled?: boolean }[];
  on_close: () => void;
}
interface Holder {
  nip: string;
  name: string;
}

const columns = 2,
  rows = 5,
  a_sheet = columns * rows;

// The squares of the code as one path; the quiet zone of four around it belongs to it.
function Qr({ nip }: { nip: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(nip, { ecc: "Q", border: 4 });
    const squares = code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: code.size, path: squares.join("") };
  }, [nip]);
  return (
    <svg class="pass-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t.qr(nip)} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

const Pass = ({ holder }: { holder: Holder }) => (
  <article class="pass">
    <div class="pass-words">
      <p class="pass-kind">{t.card}</p>
      <p class="pass-name">{holder.name}</p>
      <p class="pass-nip">{nip_text(holder.nip)}</p>
      <p class="pass-unit">{session.value?.unit_name}</p>
    </div>
    <Qr nip={holder.nip} />
  </article>
);

// Marks beside the block of cards, where the edges of cards meet the paper's margin; in millimetres of an A4 sheet.
const wide = 85.6,
  high = 54,
  left = (210 - columns * wide) / 2,
  top = (297 - rows * high) / 2;
function Marks() {
  const marks: string[] = [];
  for (let at = 0; at <= columns; ++at) {
    const x = left + at * wide;
    marks.push(`M${x} ${top - 7}v5`, `M${x} ${top + rows * high + 2}v5`);
  }
  for (let at = 0; at <= rows; ++at) {
    const y = top + at * high;
    marks.push(`M${left - 7} ${y}h5`, `M${left + columns * wide + 2} ${y}h5`);
  }
  return (
    <svg class="pass-marks" viewBox="0 0 210 297" aria-hidden="true">
      <path d={marks.join("")} fill="none" stroke="#000" stroke-width="0.2" />
    </svg>
  );
}

function Sheets({ holders }: { holders: Holder[] }) {
  const sheets = Array.from({ length: Math.ceil(holders.length / a_sheet) }, (_, at) => holders.slice(at * a_sheet, (at + 1) * a_sheet));
  return (
    <>
      {sheets.map((sheet, at) => (
        <section key={at} class="pass-sheet">
          <Marks />
          <div class="pass-block">
            {sheet.map((one) => (
              <Pass key={one.nip} holder={one} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

// While the dialog is open, what is printed is these sheets and nothing else: they stand beside the pages, and show on paper only.
function usePrinted(holders: Holder[]) {
  const [host] = useState(() => Object.assign(document.createElement("div"), { className: "pass-sheets" }));
  useEffect(() => {
    document.body.append(host);
    return () => {
      render(null, host);
      host.remove();
    };
  }, []);
  useEffect(() => render(<Sheets holders={holders} />, host));
}

export function CardsDialog({ accounts, on_close }: CardsProps) {
  const open = accounts.filter((one) => !one.disabled);
  const listed = open.map((one) => {
    const known = people.value.find((other) => other.nip === one.nip);
    return { nip: one.nip, name: one.name || one.nip, has_pin: one.has_pin, section: known?.section ?? "", post: known?.post ?? "" };
  });
  const sections = [...new Set(listed.map((one) => one.section).filter(Boolean))].sort();
  const [which, set_which] = useState("all");
  const [section, set_section] = useState("");
  const [some, set_some] = useState<string[]>([]);
  const [page, set_page] = useState(0);
  const chosen = listed
    .filter((one) => (which === "all" ? true : which === "section" ? section !== "" && one.section === section : some.includes(one.nip)))
    .sort((a, b) => a.name.localeCompare(b.name, "id"));
  const without_pin = chosen.filter((one) => !one.has_pin).length;
  const shown = Math.min(page, Math.max(0, Math.ceil(chosen.length / a_sheet) - 1));
  usePrinted(chosen);
  return (
    <Dialog
      wide
      title={t.title}
      on_close={on_close}
      actions={
        <>
          <Button onClick={on_close}>{t.cancel}</Button>
          <Button kind="primary" icon="print" disabled={chosen.length === 0} onClick={() => window.print()}>
            {chosen.length ? t.print(chosen.length) : t.none}
          </Button>
        </>
      }
    >
      <p class="quiet">{t.about}</p>
      {listed.length === 0 ? (
        <Empty icon="key" title={t.no_accounts}>
          {t.no_accounts_hint}
        </Empty>
      ) : (
        <>
          <Radios
            legend={t.which}
            value={which}
            on_value={set_which}
            choices={[
              { value: "all", label: t.all(listed.length) },
              ...(sections.length > 1 ? [{ value: "section", label: t.section }] : []),
              { value: "some", label: t.some },
            ]}
          />
          {which === "section" && (
            <Select
              label={t.section_label}
              value={section}
              on_value={set_section}
              empty={t.pick}
              choices={sections.map((name) => ({
                value: name,
                label: `${name} (${listed.filter((one) => one.section === name).length})`,
              }))}
            />
          )}
          {which === "some" && <PeopleField label={t.people} people={listed} value={some} on_value={set_some} />}
          {without_pin > 0 && (
            <Notice tone="warn" title={t.no_pin(without_pin)}>
              {t.no_pin_hint}
            </Notice>
          )}
          {chosen.length === 0 ? (
            <Empty icon="people" title={t.nobody}>
              {t.nobody_hint}
            </Empty>
          ) : (
            <section aria-label={t.preview}>
              <p class="hint">{t.paper}</p>
              <div class="pass-preview" role="group" aria-label={t.preview} tabIndex={0}>
                {chosen.slice(shown * a_sheet, (shown + 1) * a_sheet).map((one) => (
                  <Pass key={one.nip} holder={one} />
                ))}
              </div>
              <Pagination total={chosen.length} size={a_sheet} page={shown} on_page={set_page} />
            </section>
          )}
        </>
      )}
    </Dialog>
  );
}
