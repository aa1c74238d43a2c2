// A circular of the unit's own, from its file: checked clause by clause, stored, put into force. Nothing is stored before it was checked.
import { useRef, useState } from "preact/hooks";

import {
  ApiError,
  Badge,
  Button,
  call,
  changes,
  DateField,
  Failure,
  long_date,
  may,
  Notice,
  number,
  Show,
  Table,
  texts,
  useCall,
} from "@ui";

const t = texts(
  {
    choose: "Pilih berkas edaran (JSON)…",
    own: "Ketentuan unit sendiri. Hanya berlaku bila edaran dari sekretariat membolehkannya.",
    from: "Berlaku mulai",
    activate: "Simpan dan berlakukan",
    add: "Simpan sebagai draf",
    can: "Dapat diberlakukan",
    cannot: "Belum dapat diberlakukan",
    clauses: (n: string) => `${n} ketentuan`,
    done: (n: string) => `Edaran ${n} diberlakukan`,
    drafted: (n: string) => `Edaran ${n} disimpan sebagai draf`,
    number: "Nomor",
    title: "Perihal",
    issuer: "Penerbit",
    effective: "Berlaku",
    stands: "Keadaan",
    none: "Belum ada surat edaran di PC ini.",
    none_hint:
      "Edaran sekretariat datang sendiri lewat sinkronisasi. Tanpa edaran, jadwal tetap dapat disusun; tidak ada batas yang diperiksa.",
    caption: "Surat edaran",
    content: "Ketentuan",
    until: "sampai",
  },
  {
    choose: "Choose a circular's file (JSON)…",
    own: "The unit's own rules. They hold only where a circular of the secretariat allows them.",
    from: "In force from",
    activate: "Store and put into force",
    add: "Store as a draft",
    can: "Can be put into force",
    cannot: "Cannot be put into force yet",
    clauses: (n) => `${n} clauses`,
    done: (n) => `Circular ${n} is in force`,
    drafted: (n) => `Circular ${n} is stored as a draft`,
    number: "Number",
    title: "About",
    issuer: "Issuer",
    effective: "In force",
    stands: "State",
    none: "There is no circular on this PC yet.",
    none_hint: "The secretariat's circulars come by themselves with sync. Without one, rosters can still be made; no cap is checked.",
    caption: "Circulars",
    content: "Clauses",
    until: "until",
  },
);

export interface CircularRow {
  issuer: string;
  number: string;
  title: string;
  unit: string;
  effective: string | null;
  until: string | null;
  clauses: number;
  state: string;
  stands: string;
}
interface Checked {
  number: string;
  from: string;
  clauses: number;
  problems: string[];
  message: string;
  notes?: string[];
}

export function Circulars({ on_open }: { on_open?: (row: CircularRow) => void }) {
  const loaded = useCall<{ rows: CircularRow[] }>("circular.list");
  return (
    <Show loaded={loaded} rows={3}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Notice tone="info" title={t.none}>
            {t.none_hint}
          </Notice>
        ) : (
          <Table
            caption={t.caption}
            rows={rows}
            key_of={(row) => `${row.issuer} ${row.number} ${row.unit}`}
            {...(on_open ? { on_open } : {})}
            columns={[
              { name: "number", head: t.number, cell: (row) => row.number, nowrap: true },
              {
                name: "title",
                head: t.title,
                cell: (row) => (
                  <>
                    {row.title}
                    <br />
                    <span class="quiet">
                      {row.issuer} · {t.clauses(number(row.clauses))}
                    </span>
                  </>
                ),
              },
              {
                name: "effective",
                head: t.effective,
                cell: (row) => (
                  <>
                    {row.effective ? long_date(row.effective) : "–"}
                    {row.until && (
                      <>
                        <br />
                        {t.until} {long_date(row.until)}
                      </>
                    )}
                  </>
                ),
                nowrap: true,
              },
              {
                name: "stands",
                head: t.stands,
                cell: (row) => <Badge tone={row.state === "active" ? "ok" : "plain"}>{row.stands}</Badge>,
                narrow: true,
              },
            ]}
          />
        )
      }
    </Show>
  );
}

export function CircularFile({ on_done }: { on_done?: () => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [text, set_text] = useState("");
  const [checked, set_checked] = useState<Checked | null>(null);
  const [from, set_from] = useState("");
  const [busy, set_busy] = useState("");
  const [done, set_done] = useState("");
  const [problem, set_problem] = useState<ApiError | null>(null);
  const attempt = async (doing: string, run: () => Promise<void>) => {
    set_busy(doing);
    set_problem(null);
    set_done("");
    try {
      await run();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally {
      set_busy("");
    }
  };
  const check = (document: string, day?: string) =>
    attempt("check", async () => {
      set_checked(null);
      const answer = await call<Checked>("circular.check", { document, ...(day ? { from: day } : {}) });
      set_checked(answer);
      set_from(answer.from);
    });
  const store = (activate: boolean) =>
    attempt(activate ? "activate" : "add", async () => {
      await call("circular.add", { document: text });
      if (activate) await call("circular.activate", { number: checked!.number, from });
      set_done(activate ? t.done(checked!.number) : t.drafted(checked!.number));
      set_checked(null);
      changes.value += 1;
      on_done?.();
    });
  return (
    <div class="stack">
      <p class="quiet">{t.own}</p>
      <div class="row">
        <Button icon="upload" busy={busy === "check"} onClick={() => picker.current?.click()}>
          {t.choose}
        </Button>
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label={t.choose}
          onChange={async (event) => {
            const chosen = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (!chosen) return;
            const document = await chosen.text();
            set_text(document);
            void check(document);
          }}
        />
      </div>
      {problem && <Failure problem={problem} />}
      {checked && (
        <>
          <Notice tone={checked.problems.length ? "bad" : "ok"} live title={checked.problems.length ? t.cannot : t.can}>
            <p>
              {checked.number}, {t.clauses(number(checked.clauses))}
            </p>
            {(checked.notes ?? checked.problems).length > 0 && (
              <ul class="bullets">
                {(checked.notes ?? checked.problems).map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            )}
          </Notice>
          <div class="row end-aligned">
            <DateField
              label={t.from}
              value={from}
              on_value={(day) => {
                set_from(day);
                if (day) void check(text, day);
              }}
            />
            {may("circular.activate") && (
              <Button kind="primary" disabled={checked.problems.length > 0} busy={busy === "activate"} onClick={() => void store(true)}>
                {t.activate}
              </Button>
            )}
            {may("circular.add") && (
              <Button busy={busy === "add"} onClick={() => void store(false)}>
                {t.add}
              </Button>
            )}
          </div>
        </>
      )}
      {done && (
        <Notice tone="ok" live>
          {done}
        </Notice>
      )}
    </div>
  );
}
