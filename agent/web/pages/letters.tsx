// SPT: duty letters and who they send where; drafting, adding people to the annex, the signer's decision, the printed letter.
import { useState } from "preact/hooks";

import {
  ApiError,
  Button,
  call,
  Card,
  Empty,
  has_role,
  may,
  nip_text,
  Notice,
  Page,
  save_file,
  Show,
  Table,
  TextField,
  texts,
  toast,
  today,
  useCall,
  type Tab,
} from "@ui";
import { FormDialog, type Question } from "../flow/form";
import { InboxList, use_inbox } from "../flow/inbox";
import { days_text, type Matter } from "../flow/matter";
import { MatterPanel } from "../flow/matter_panel";
import { Parts, use_query } from "../flow/parts";
import { name_in, use_people } from "../flow/people";
import { StateChip } from "../flow/states";

const t = texts(
  {
    title: "Surat perintah tugas",
    about:
      "SPT memerintahkan pegawai bekerja dari rumah (WFH) atau melaksanakan tugas. Untuk WFH, surat harus disetujui sebelum jam kerja dimulai.",
    tabs: "Bagian halaman",
    all: "Semua surat",
    inbox: "Perlu keputusan saya",
    draft: "Susun surat",
    caption: "Surat perintah tugas",
    number: "Nomor",
    duty: "Untuk",
    wfh: "Bekerja dari rumah (WFH)",
    tugas: "Melaksanakan tugas",
    days: "Tanggal",
    people: "Orang",
    signer: "Penanda tangan",
    state: "Keadaan",
    none: "Belum ada surat",
    none_hint: "Susun surat untuk satu orang atau banyak orang sekaligus; lampirannya memuat semua nama.",
    search: "Cari nomor surat",
    none_match: "Tidak ada surat yang cocok",
    without: "(belum bernomor)",
    add: "Tambah orang",
    print: "Unduh PDF",
    no_signer: "Kepala unit belum tercatat.",
    of_whom: "Yang ditugaskan",
    from: "Mulai",
    until: "Sampai dengan",
    until_hint: "Kosongkan bila hanya sehari.",
    number_hint: "Seperti akan tercetak, mis. 800/12/2021. Boleh diisi kemudian.",
    place: "Tempat tugas",
    basis: "Dasar",
    basis_hint: "Nomor surat edaran atau surat lain.",
    tasks: "Untuk apa",
    signer_hint: "Kosongkan untuk kepala unit.",
    deed: "Ajukan untuk ditandatangani",
    note: "Keterangan",
    add_hint: "Kosongkan tanggal bila sama dengan suratnya.",
    add_title: "Tambahkan ke lampiran",
    added: "Ditambahkan ke lampiran.",
    approved_note: "Surat ini sudah disetujui. Penanda tangan sebaiknya melihat lampirannya lagi.",
  },
  {
    title: "Duty letters",
    about: "A letter (SPT) orders people to work from home or to carry out a task. For WFH it has to be approved before work begins.",
    tabs: "Parts of this page",
    all: "All letters",
    inbox: "For me to decide",
    draft: "Draft a letter",
    caption: "Duty letters",
    number: "Number",
    duty: "For",
    wfh: "Working from home (WFH)",
    tugas: "Carrying out a task",
    days: "Dates",
    people: "People",
    signer: "Signed by",
    state: "State",
    none: "No letters yet",
    none_hint: "Draft a letter for one person or many at once; its annex names everybody.",
    search: "Find a number",
    none_match: "No letter matches",
    without: "(no number yet)",
    add: "Add people",
    print: "Download PDF",
    no_signer: "The unit's head is not on record.",
    of_whom: "People assigned",
    from: "From",
    until: "Until",
    until_hint: "Leave empty for one day.",
    number_hint: "As it will be printed, e.g. 800/12/2021. May be filled in later.",
    place: "Place",
    basis: "Grounds",
    basis_hint: "The number of a circular or another letter.",
    tasks: "What for",
    signer_hint: "Leave empty for the unit's head.",
    deed: "Submit for signature",
    note: "Remark",
    add_hint: "Leave the dates empty where they are the letter's.",
    add_title: "Add to the annex",
    added: "Added to the annex.",
    approved_note: "This letter is approved. Its signer should look at the annex again.",
  },
);

interface Row {
  subject: string;
  number: string;
  duty: "wfh" | "tugas";
  from: string;
  until: string;
  people: number;
  signer: string;
  state: string;
}

export default function Letters() {
  const inbox = use_inbox("letter");
  const decides = may("decide.approve") && (has_role("superior", "head", "secretary") || inbox.rows.length > 0);
  const tabs: Tab[] = [{ id: "semua", label: t.all }, ...(decides ? [{ id: "putusan", label: t.inbox, count: inbox.rows.length }] : [])];
  const [wanted, set_tab] = use_query("bagian", inbox.rows.length > 0 && decides ? "putusan" : "semua");
  const tab = tabs.some((one) => one.id === wanted) ? wanted : "semua";
  const [opened, set_opened] = use_query("buka");
  const [drafting, set_drafting] = useState(false);
  const [typed, set_typed] = useState("");
  const letters = useCall<{ rows: Row[] }>("letter.list", {});
  const people = use_people();
  const shown = [...(letters.data?.rows ?? [])]
    .filter((row) => row.number.toLowerCase().includes(typed.toLowerCase().trim()))
    .sort((a, b) => b.from.localeCompare(a.from));
  const open = (subject: string | null) => set_opened(subject);
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        may("letter.draft") && (
          <Button kind="primary" icon="plus" onClick={() => set_drafting(true)}>
            {t.draft}
          </Button>
        )
      }
    >
      <Parts
        label={t.tabs}
        tabs={tabs}
        current={tab}
        on_current={(id) => {
          set_tab(id);
          open(null);
        }}
      >
        {tab === "putusan" ? (
          <InboxList inbox={inbox} opened={opened || null} on_open={open} on_changed={() => void letters.reload()} />
        ) : (
          <>
            {(letters.data?.rows.length ?? 0) > 8 && (
              <div class="page-tools">
                <TextField label={t.search} type="search" value={typed} on_value={set_typed} />
              </div>
            )}
            <Card class="flush">
              <Show loaded={letters}>
                {({ rows }) =>
                  shown.length === 0 ? (
                    <Empty
                      icon={rows.length ? "search" : "letter"}
                      title={rows.length ? t.none_match : t.none}
                      actions={
                        rows.length === 0 &&
                        may("letter.draft") && (
                          <Button kind="primary" icon="plus" onClick={() => set_drafting(true)}>
                            {t.draft}
                          </Button>
                        )
                      }
                    >
                      {rows.length ? undefined : t.none_hint}
                    </Empty>
                  ) : (
                    <Table
                      tall
                      caption={t.caption}
                      rows={shown}
                      key_of={(row) => row.subject}
                      {...(may("paper.letter") ? { on_open: (row: Row) => open(row.subject) } : {})}
                      columns={[
                        { name: "number", head: t.number, cell: (row) => row.number || t.without },
                        { name: "duty", head: t.duty, cell: (row) => t[row.duty] },
                        { name: "days", head: t.days, cell: (row) => days_text(row.from, row.until), nowrap: true },
                        { name: "people", head: t.people, cell: (row) => row.people, right: true },
                        { name: "signer", head: t.signer, cell: (row) => name_in(people, row.signer) },
                        { name: "state", head: t.state, cell: (row) => <StateChip state={row.state} />, narrow: true },
                      ]}
                    />
                  )
                }
              </Show>
            </Card>
          </>
        )}
      </Parts>
      {opened && tab !== "putusan" && (
        <MatterPanel
          key={opened}
          subject={opened}
          on_close={() => open(null)}
          on_decided={() => void letters.reload()}
          actions={(matter, reload) => (
            <LetterActions
              matter={matter}
              on_changed={() => {
                reload();
                void letters.reload();
              }}
            />
          )}
        />
      )}
      {drafting && (
        <Draft
          on_close={() => set_drafting(false)}
          on_done={(subject) => {
            set_drafting(false);
            void letters.reload();
            set_tab("semua");
            open(subject);
          }}
        />
      )}
    </Page>
  );
}

function Draft({ on_close, on_done }: { on_close: () => void; on_done: (subject: string) => void }) {
  const people = use_people();
  const questions: Question[] = [
    {
      name: "duty",
      kind: "radios",
      label: t.duty,
      choices: [
        { value: "wfh", label: t.wfh },
        { value: "tugas", label: t.tugas },
      ],
    },
    { name: "people", kind: "people", label: t.of_whom, people },
    { name: "from", kind: "date", label: t.from, half: true },
    { name: "until", kind: "date", label: t.until, hint: t.until_hint, optional: true, half: true },
    { name: "number", kind: "text", label: t.number, hint: t.number_hint, optional: true, half: true },
    { name: "place", kind: "text", label: t.place, optional: true, half: true, when: (values) => values["duty"] === "tugas" },
    { name: "signer", kind: "person", label: t.signer, hint: t.signer_hint, optional: true, people, half: true },
    { name: "basis", kind: "lines", label: t.basis, hint: t.basis_hint, optional: true },
    { name: "tasks", kind: "lines", label: t.tasks, optional: true },
  ];
  return (
    <FormDialog
      wide
      title={t.draft}
      deed={t.deed}
      questions={questions}
      start={{ duty: "wfh", from: today(), people: [] }}
      on_close={on_close}
      on_send={async (answers) => {
        const done = await call<{ subject: string; message: string }>("letter.draft", {
          ...answers,
          until: answers["until"] ?? answers["from"],
        });
        toast(done.message);
        on_done(done.subject);
      }}
    />
  );
}

function LetterActions({ matter, on_changed }: { matter: Matter; on_changed: () => void }) {
  const people = use_people();
  const [adding, set_adding] = useState(false);
  const [busy, set_busy] = useState(false);
  const named = matter.facts.people?.map((one) => one.nip) ?? [];
  const print = async () => {
    set_busy(true);
    try {
      const { document } = await call<{ document: { name: string; content: string } }>("paper.letter", {
        paper: "letter",
        letter: matter.subject,
        format: "pdf",
      });
      save_file(
        new Blob([Uint8Array.from(atob(document.content), (one) => one.charCodeAt(0))], { type: "application/pdf" }),
        document.name,
      );
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      toast(problem);
    } finally {
      set_busy(false);
    }
  };
  return (
    <>
      {matter.state === "disetujui" && adding && <Notice tone="warn">{t.approved_note}</Notice>}
      <div class="form-actions">
        {may("letter.add") && matter.state !== "ditolak" && (
          <Button icon="plus" onClick={() => set_adding(true)}>
            {t.add}
          </Button>
        )}
        {may("paper.letter") && (
          <Button icon="download" busy={busy} onClick={() => void print()}>
            {t.print}
          </Button>
        )}
      </div>
      {adding && (
        <FormDialog
          title={t.add_title}
          deed={t.add}
          on_close={() => set_adding(false)}
          start={{ people: [] }}
          before={
            <p class="quiet">
              {matter.facts.number || nip_text(matter.employee)} · {days_text(matter.facts.from, matter.facts.until)}
            </p>
          }
          questions={[
            { name: "people", kind: "people", label: t.of_whom, people: people.filter((one) => !named.includes(one.nip)) },
            { name: "from", kind: "date", label: t.from, hint: t.add_hint, optional: true, half: true },
            { name: "until", kind: "date", label: t.until, optional: true, half: true },
            { name: "note", kind: "text", label: t.note, optional: true },
          ]}
          on_send={async (answers) => {
            await call("letter.add", { subject: matter.subject, ...answers });
            toast(t.added);
            set_adding(false);
            on_changed();
          }}
        />
      )}
    </>
  );
}
