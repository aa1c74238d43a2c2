// One circular as a letter: who says what to whom, clause by clause, and what may be done with it here.
import { useState } from "preact/hooks";

import { Badge, Button, call, changes, Dialog, Facts, long_date, may, Notice, session, Show, texts, toast, today, useCall } from "@ui";
import type { CircularRow } from "../circular_file";
import { FormDialog } from "../flow/form";

const rules = texts(
  {
    presence: "Jumlah di kantor",
    attend: "Wajib di kantor",
    rotation: "Bergiliran",
    shifts: "Sif",
    home_day: "Hari di rumah",
    office_entry: "Masuk pada hari di rumah",
    travel: "Bepergian",
    recap: "Rekapitulasi",
    meeting: "Rapat",
    closure: "Penutupan",
    assembly: "Apel",
    health: "Kesehatan",
    discipline: "Disiplin",
    tiers: "Jenjang persetujuan",
    override: "Ketentuan unit sendiri",
    roster: "Jadwal",
  },
  {
    presence: "Number at the office",
    attend: "Has to attend",
    rotation: "By turns",
    shifts: "Shifts",
    home_day: "Day at home",
    office_entry: "Coming in on a day at home",
    travel: "Travel",
    recap: "Recap",
    meeting: "Meetings",
    closure: "Closures",
    assembly: "Assemblies",
    health: "Health",
    discipline: "Discipline",
    tiers: "Tiers of approval",
    override: "The unit's own rules",
    roster: "Roster",
  },
);

const t = texts(
  {
    issuer: "Penerbit",
    about: "Perihal",
    dated: "Tanggal surat",
    signer: "Penanda tangan",
    effective: "Berlaku mulai",
    until: "Berlaku sampai",
    supersedes: "Menggantikan",
    stands: "Keadaan di unit ini",
    clauses: "Ketentuan",
    needs_justification: "Berlaku bila diberlakukan, dengan alasan",
    needs_urgency: "Berlaku bila diberlakukan, karena keadaan mendesak",
    invoke: "Berlakukan…",
    invoke_title: (clause: string) => `Berlakukan ${clause}`,
    invoke_about: "Ketentuan ini lalu berlaku bagi unit ini pada hari-hari itu, atas nama Anda.",
    invoke_deed: "Berlakukan",
    from: "Mulai",
    last: "Sampai dengan",
    last_hint: "Kosongkan bila belum tahu kapan berakhir.",
    reason: "Alasan",
    activate: "Berlakukan…",
    activate_title: "Berlakukan ketentuan unit",
    activate_about: "Sejak hari itu jadwal, laporan dan rekap dihitung menurut ketentuan ini. Isinya tidak dapat diubah lagi.",
    activate_deed: "Berlakukan",
    withdraw: "Akhiri…",
    withdraw_title: "Akhiri ketentuan unit",
    withdraw_about: "Hari-hari sebelumnya tetap dihitung menurut ketentuan ini.",
    withdraw_deed: "Akhiri",
    withdraw_last: "Hari terakhir berlaku",
    remove: "Hapus…",
    remove_title: "Hapus draf ini?",
    remove_about: "Draf belum berakibat apa-apa dan hilang dari semua PC unit ini.",
    remove_deed: "Hapus draf",
    theirs: "Surat ini disimpan sekretariat; hanya sekretariat yang mengubahnya.",
  },
  {
    issuer: "Issuer",
    about: "About",
    dated: "Dated",
    signer: "Signed by",
    effective: "In force from",
    until: "In force until",
    supersedes: "Supersedes",
    stands: "State in this unit",
    clauses: "Clauses",
    needs_justification: "Holds where it is invoked, with a justification",
    needs_urgency: "Holds where it is invoked, for an urgency",
    invoke: "Invoke…",
    invoke_title: (clause) => `Invoke ${clause}`,
    invoke_about: "The clause then holds for this unit on those days, in your name.",
    invoke_deed: "Invoke",
    from: "From",
    last: "Until",
    last_hint: "Leave empty where the end is not known yet.",
    reason: "Reason",
    activate: "Put into force…",
    activate_title: "Put the unit's rules into force",
    activate_about: "From that day on rosters, reports and recaps are counted by these rules. They cannot be changed any more.",
    activate_deed: "Put into force",
    withdraw: "End…",
    withdraw_title: "End the unit's rules",
    withdraw_about: "Earlier days go on being counted by these rules.",
    withdraw_deed: "End",
    withdraw_last: "Last day in force",
    remove: "Delete…",
    remove_title: "Delete this draft?",
    remove_about: "A draft has no effect yet. It disappears from all PCs of this unit.",
    remove_deed: "Delete the draft",
    theirs: "The secretariat keeps this circular; only the secretariat changes it.",
  },
);

type RuleName = keyof typeof rules;
interface Clause extends Partial<Record<RuleName, unknown>> {
  id: string;
  text: string;
  presence?: { needs?: "justification" | "urgency" };
}
interface Circular {
  issuer: string;
  number: string;
  title: string;
  dated?: string;
  signer?: string;
  effective?: string;
  until?: string;
  supersedes?: string[];
  state: "draft" | "active" | "withdrawn";
  clauses: Clause[];
}
type Deed = "activate" | "withdraw" | "remove" | Clause;

const rule_of = (clause: Clause) => (Object.keys(rules) as RuleName[]).find((name) => name in clause);

export function CircularLetter({ row, on_close }: { row: CircularRow; on_close: () => void }) {
  const named = { number: row.number, issuer: row.issuer };
  const loaded = useCall<{ circular: Circular; stands: string }>("circular.show", named);
  const [deed, set_deed] = useState<Deed | null>(null);
  const is_own = row.unit !== "" && row.unit === session.value?.unit;
  const send = (operation: string, then?: () => void) => async (answers: object) => {
    const done = await call<{ message: string }>(operation, { ...answers, ...named });
    toast(done.message);
    set_deed(null);
    changes.value += 1;
    then?.();
  };
  const date = (day: string | undefined) => (day ? long_date(day) : "–");
  return (
    <Dialog
      title={row.number}
      side
      on_close={on_close}
      actions={
        is_own && (
          <>
            {row.state === "draft" && may("circular.delete") && (
              <Button kind="danger" onClick={() => set_deed("remove")}>
                {t.remove}
              </Button>
            )}
            {row.state === "draft" && may("circular.activate") && (
              <Button kind="primary" onClick={() => set_deed("activate")}>
                {t.activate}
              </Button>
            )}
            {row.state === "active" && may("circular.withdraw") && <Button onClick={() => set_deed("withdraw")}>{t.withdraw}</Button>}
          </>
        )
      }
    >
      <Show loaded={loaded}>
        {({ circular, stands }) => (
          <div class="stack">
            <Facts
              rows={[
                [t.about, <span lang="id">{circular.title}</span>],
                [t.issuer, circular.issuer],
                [t.dated, date(circular.dated)],
                ...(circular.signer ? [[t.signer, circular.signer] as [string, string]] : []),
                [t.effective, date(circular.effective)],
                ...(circular.until ? [[t.until, date(circular.until)] as [string, string]] : []),
                ...(circular.supersedes?.length ? [[t.supersedes, circular.supersedes.join(", ")] as [string, string]] : []),
                [t.stands, <Badge tone={row.state === "active" ? "ok" : "plain"}>{stands}</Badge>],
              ]}
            />
            {!is_own && <p class="quiet">{t.theirs}</p>}
            <h3>{t.clauses}</h3>
            <ol class="circular-clauses" tabIndex={0} aria-label={t.clauses}>
              {circular.clauses.map((clause) => {
                const rule = rule_of(clause);
                const needs = clause.presence?.needs;
                return (
                  <li key={clause.id}>
                    <p>
                      <strong>{clause.id}</strong> {rule && <Badge tone="plain">{rules[rule]}</Badge>}
                    </p>
                    <p lang="id">{clause.text}</p>
                    {(needs === "justification" || needs === "urgency") && (
                      <div class="row">
                        <span class="quiet">{needs === "urgency" ? t.needs_urgency : t.needs_justification}</span>
                        {row.state === "active" && may("circular.invoke") && (
                          <Button small onClick={() => set_deed(clause)}>
                            {t.invoke}
                          </Button>
                        )}
                      </div>
                    )}
                  </li>
                );
              })}
            </ol>
          </div>
        )}
      </Show>
      {deed === "activate" && (
        <FormDialog
          title={t.activate_title}
          deed={t.activate_deed}
          on_close={() => set_deed(null)}
          start={{ from: row.effective ?? today() }}
          before={<Notice tone="info">{t.activate_about}</Notice>}
          questions={[{ name: "from", kind: "date", label: t.from }]}
          on_send={send("circular.activate", on_close)}
        />
      )}
      {deed === "withdraw" && (
        <FormDialog
          title={t.withdraw_title}
          deed={t.withdraw_deed}
          on_close={() => set_deed(null)}
          start={{ until: today() }}
          before={<Notice tone="info">{t.withdraw_about}</Notice>}
          questions={[{ name: "until", kind: "date", label: t.withdraw_last }]}
          on_send={send("circular.withdraw", on_close)}
        />
      )}
      {deed === "remove" && (
        <FormDialog
          title={t.remove_title}
          deed={t.remove_deed}
          on_close={() => set_deed(null)}
          before={<Notice tone="warn">{t.remove_about}</Notice>}
          questions={[]}
          on_send={send("circular.delete", on_close)}
        />
      )}
      {deed !== null && typeof deed === "object" && (
        <FormDialog
          title={t.invoke_title(deed.id)}
          deed={t.invoke_deed}
          on_close={() => set_deed(null)}
          start={{ from: today() }}
          before={<Notice tone="info">{t.invoke_about}</Notice>}
          questions={[
            { name: "from", kind: "date", label: t.from, half: true },
            { name: "until", kind: "date", label: t.last, hint: t.last_hint, optional: true, half: true },
            { name: "reason", kind: "text", label: t.reason },
          ]}
          on_send={(answers) => send("circular.invoke")({ ...answers, clause: deed.id })}
        />
      )}
    </Dialog>
  );
}
