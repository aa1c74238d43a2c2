// Pengaturan: the health of the service and what to do about it, people and imports, circulars, posts, this PC.
import { useState } from "preact/hooks";

import {
  ago, ApiError, Badge, Button, bytes, call, Card, DateField, Dialog, error_of, Facts, Failure, location, may, Meter, name_of, Notice, number, Page, PersonPicker, request, Select, set_query, Show, Table, Tabs, TextField, texts, toast, today, useCall, type Tone,
} from "@ui";
import { Circulars, CircularFile } from "../circular_file";
import { ImportFile } from "../import_file";
import type { Status } from "../status";

const t = texts(
  {
    title: "Pengaturan", about: "Keadaan layanan di PC ini, pegawai, surat edaran dan jabatan.", health: "Kesehatan layanan", people: "Pegawai & impor", circulars: "Surat edaran", posts: "Jabatan",
    all_well: "Semua dalam keadaan baik", look: (n: string) => `${n} hal perlu dilihat`, broken: (n: string) => `${n} hal rusak dan perlu segera ditangani`, levels: { ok: "baik", attention: "perlu dilihat", failure: "rusak" }, checked: "Pemeriksaan", level: "Keadaan", finding: "Temuan",
    backup: "Cadangan", backup_at: "Terakhir", never: "belum ada", kept: "Disimpan", kept_n: (n: string) => `${n} salinan`, folder: "Tempat", backup_old: "Cadangan terakhir sudah lama. Biarkan PC menyala pada jam cadangan, atau periksa disknya.", 
    disk: "Disk dan basis data", free: "Ruang disk terpakai", free_text: (free: string, all: string) => `${free} kosong dari ${all}`, database: "Basis data", records: "Catatan", pc: "PC ini", unit: "Unit", name: "Nama replika", hub: "Hub", not_enrolled: "belum terdaftar", version: "Versi program",
    enrol: "Daftarkan PC ini pada hub", enrol_hint: "Kode sekali pakai dari sekretariat, diawali HADIR1-. Yang sudah tercatat ikut terkirim.", code: "Kode pendaftaran", enrol_do: "Daftarkan", enrolled: "PC ini terdaftar pada hub.",
    import: "Ambil dari berkas", import_about: "Pegawai dari CSV, presensi dari attlog.dat mesin sidik jari, atau catatan JSON Lines. Boleh diulang: yang sudah ada tidak digandakan.", on_record: (n: string) => `${n} pegawai tercatat.`, in_force: "Edaran di PC ini", own: "Tambah ketentuan unit",
    post: "Jabatan", holder: "Pejabat", superior: "Atasan", role: "Tugas", standing: "Sifat", vacant: "lowong", add_post: "Tambah jabatan", change: "Ganti pejabat", code_post: "Kode", post_title: "Nama jabatan", save: "Simpan", cancel: "Batal", since: "Sejak", person: "Pejabat",
    roles: { "": "–", kepala: "Kepala", sekretaris: "Sekretaris", kepegawaian: "Kepegawaian", kesehatan: "Kesehatan", kabid: "Kepala bidang" } as Record<string, string>, standings: { definitif: "Definitif", plt: "Plt.", plh: "Plh.", pj: "Pj." }, make_vacant: "Kosongkan jabatan ini", saved: "Tersimpan", no_post: "Belum ada jabatan", no_post_hint: "Jabatan menentukan siapa menyetujui laporan, izin dan surat. Tambahkan dari kepala unit ke bawah.", section: "Bagian yang dipimpin", code_hint: "huruf kecil, mis. kabid-1",
    no_health: "Pemeriksaan lengkap belum disediakan layanan ini; jalankan hadir doctor di PC ini.",
  },
  {
    title: "Settings", about: "How this PC's service is, people, circulars and posts.", health: "Service health", people: "People & imports", circulars: "Circulars", posts: "Posts",
    all_well: "Everything is well", look: (n) => `${n} things to look at`, broken: (n) => `${n} things are broken and need attention now`, levels: { ok: "well", attention: "look at it", failure: "broken" }, checked: "Checks", level: "State", finding: "Finding",
    backup: "Backups", backup_at: "Latest", never: "none yet", kept: "Kept", kept_n: (n) => `${n} copies`, folder: "Place", backup_old: "The latest backup is old. Leave the PC on at the hour of backups, or check its disk.",
    disk: "Disk and database", free: "Disk space used", free_text: (free, all) => `${free} free of ${all}`, database: "Database", records: "Records", pc: "This PC", unit: "Unit", name: "Replica", hub: "Hub", not_enrolled: "not enrolled", version: "Version",
    enrol: "Enrol this PC at the hub", enrol_hint: "The secretariat's code, for one use, beginning with HADIR1-. What was recorded is sent along.", code: "Enrolment code", enrol_do: "Enrol", enrolled: "This PC is enrolled at the hub.",
    import: "Take from a file", import_about: "People from CSV, attendance from a fingerprint machine's attlog.dat, or records as JSON Lines. May be repeated: what is there is not doubled.", on_record: (n) => `${n} people on record.`, in_force: "Circulars on this PC", own: "Add rules of the unit",
    post: "Post", holder: "Holder", superior: "Superior", role: "Role", standing: "Standing", vacant: "vacant", add_post: "Add a post", change: "Change holder", code_post: "Code", post_title: "Title", save: "Save", cancel: "Cancel", since: "Since", person: "Holder",
    roles: { "": "–", kepala: "Head", sekretaris: "Secretary", kepegawaian: "Personnel", kesehatan: "Health", kabid: "Head of section" }, standings: { definitif: "Permanent", plt: "Acting (Plt.)", plh: "Daily acting (Plh.)", pj: "Caretaker (Pj.)" }, make_vacant: "Leave this post vacant", saved: "Saved", no_post: "No posts yet", no_post_hint: "Posts say who approves reports, leave and letters. Add them from the head downwards.", section: "Section it leads", code_hint: "small letters, e.g. kabid-1",
    no_health: "This service does not offer the full check yet; run hadir doctor on this PC.",
  },
);

interface Health { version?: string; data_dir?: string; database_bytes?: number; disk_free_bytes?: number; disk_total_bytes?: number; findings: { check: string; level: "ok" | "attention" | "failure"; what: string; todo: string }[] }
const tones: Record<string, Tone> = { ok: "ok", attention: "warn", failure: "bad" };
const old_backup_s = 3 * 86400;

function HealthTab() {
  const status = useCall<Status>("status");
  const health = useCall<Health>("health");
  const open = health.data?.findings.filter((one) => one.level !== "ok") ?? [];
  const failures = open.filter((one) => one.level === "failure");
  const order = { failure: 0, attention: 1, ok: 2 };
  return (
    <Show loaded={status}>{(now) => <>
      {health.data && <Notice tone={failures.length ? "bad" : open.length ? "warn" : "ok"} title={failures.length ? t.broken(number(failures.length)) : open.length ? t.look(number(open.length)) : t.all_well} />}
      {health.error && <Notice tone="info">{t.no_health}</Notice>}
      <div class="columns settings-health">
        {health.data && <Card title={t.checked} class="flush settings-findings"><Table caption={t.checked} rows={[...health.data.findings].sort((a, b) => order[a.level] - order[b.level])} key_of={(row) => `${row.check} ${row.what}`} columns={[
          { name: "level", head: t.level, cell: (row) => <Badge tone={tones[row.level] ?? "plain"}>{t.levels[row.level]}</Badge>, narrow: true },
          { name: "what", head: t.finding, cell: (row) => <>{row.what}{row.todo && <><br /><span class="quiet">{row.todo}</span></>}</> },
        ]} /></Card>}
        <div class="stack">
          <Card title={t.backup}>
            <Facts rows={[[t.backup_at, now.backup.age_s === null ? t.never : ago(now.backup.age_s)], [t.kept, t.kept_n(number(now.backup.kept))], [t.folder, <code>{now.backup.directory}</code>]]} />
            {now.backup.problem ? <Notice tone="bad">{now.backup.problem}</Notice> : (now.backup.age_s ?? 0) > old_backup_s && <Notice tone="warn">{t.backup_old}</Notice>}
          </Card>
          <Card title={t.disk}>
            {health.data?.disk_total_bytes && <Meter label={t.free} value={health.data.disk_total_bytes - (health.data.disk_free_bytes ?? 0)} limit={health.data.disk_total_bytes} text={t.free_text(bytes(health.data.disk_free_bytes ?? 0), bytes(health.data.disk_total_bytes))} />}
            <Facts rows={[...(health.data?.database_bytes ? [[t.database, bytes(health.data.database_bytes)] as [string, string]] : []), [t.records, number(Object.values(now.records).reduce((a, b) => a + b, 0))]]} />
          </Card>
          <Card title={t.pc}>
            <Facts rows={[[t.unit, now.unit], [t.name, <code>{now.origin}</code>], [t.hub, now.hub ?? t.not_enrolled], ...(health.data?.version ? [[t.version, health.data.version] as [string, string]] : [])]} />
            {!now.enrolled && <Enrol reload={() => void status.reload()} />}
          </Card>
        </div>
      </div>
    </>}</Show>
  );
}

function Enrol({ reload }: { reload: () => void }) {
  const [code, set_code] = useState("");
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_problem(null);
    try {
      await request("/api/v1/setup/enrol", { method: "POST", body: { code: code.trim() } });
      toast(t.enrolled);
      reload();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally { set_busy(false); }
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <h3>{t.enrol}</h3>
      <TextField label={t.code} hint={t.enrol_hint} value={code} on_value={set_code} error={error_of(problem, "code")} />
      {problem && problem.field !== "code" && <Failure problem={problem} />}
      <div><Button kind="primary" type="submit" busy={busy} disabled={!code.trim()}>{t.enrol_do}</Button></div>
    </form>
  );
}

function PeopleTab() {
  const status = useCall<Status>("status");
  return (
    <Card title={t.import}>
      <p class="quiet">{t.import_about} {status.data && t.on_record(number(status.data.records["employee"] ?? 0))}</p>
      <ImportFile />
    </Card>
  );
}

const CircularsTab = () => (
  <>
    <Card title={t.in_force} class="flush"><Circulars /></Card>
    {may("circular.check") && <Card title={t.own}><CircularFile /></Card>}
  </>
);

interface PostRow { code: string; title: string; superior: string; role: string; section: string; holder: string; name: string; standing: string }

function PostsTab() {
  const loaded = useCall<{ rows: PostRow[] }>("post.list");
  const [editing, set_editing] = useState<PostRow | "new" | null>(null);
  return (
    <Show loaded={loaded}>{({ rows }) => <>
      <Card title={t.posts} class="flush" actions={may("post.set") && <Button small icon="plus" onClick={() => set_editing("new")}>{t.add_post}</Button>}>
        {rows.length === 0 ? <div class="settings-none"><Notice tone="info" title={t.no_post}>{t.no_post_hint}</Notice></div> : <Table caption={t.posts} rows={rows} key_of={(row) => row.code} columns={[
          { name: "title", head: t.post, cell: (row) => <><strong>{row.title}</strong><br /><span class="quiet">{[row.code, row.section].filter(Boolean).join(" · ")}</span></> },
          { name: "holder", head: t.holder, cell: (row) => (row.holder ? <>{row.name || name_of(row.holder)} {row.standing !== "definitif" && <Badge>{t.standings[row.standing as keyof typeof t.standings] ?? row.standing}</Badge>}</> : <Badge tone="warn">{t.vacant}</Badge>) },
          { name: "superior", head: t.superior, cell: (row) => rows.find((one) => one.code === row.superior)?.title ?? "–" },
          { name: "role", head: t.role, cell: (row) => t.roles[row.role] ?? row.role },
          ...(may("post.holder") ? [{ name: "change", head: <span class="unseen">{t.change}</span>, cell: (row: PostRow) => <Button small onClick={() => set_editing(row)}>{t.change}</Button>, narrow: true }] : []),
        ]} />}
      </Card>
      {editing === "new" && <NewPost posts={rows} on_close={() => set_editing(null)} />}
      {editing && editing !== "new" && <Holder post={editing} on_close={() => set_editing(null)} />}
    </>}</Show>
  );
}

// Runs a call of a dialog's form: closes it where it went well, else keeps the problem to be shown.
function useDeed(on_close: () => void) {
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const run = async (deed: () => Promise<unknown>) => {
    set_busy(true);
    set_problem(null);
    try { await deed(); toast(t.saved); on_close(); } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally { set_busy(false); }
  };
  return { busy, problem, run };
}

function NewPost({ posts, on_close }: { posts: PostRow[]; on_close: () => void }) {
  const [post, set_post] = useState({ code: "", title: "", superior: "", role: "", section: "" });
  const { busy, problem, run } = useDeed(on_close);
  const set = (name: keyof typeof post) => (value: string) => set_post((before) => ({ ...before, [name]: value }));
  return (
    <Dialog title={t.add_post} on_close={on_close} actions={<><Button onClick={on_close}>{t.cancel}</Button><Button kind="primary" busy={busy} onClick={() => void run(() => call("post.set", post))}>{t.save}</Button></>}>
      {problem && !problem.field && <Failure problem={problem} />}
      <TextField label={t.post_title} value={post.title} on_value={set("title")} error={error_of(problem, "title")} />
      <div class="form">
        <TextField label={t.code_post} hint={t.code_hint} value={post.code} on_value={set("code")} error={error_of(problem, "code")} />
        <Select label={t.superior} value={post.superior} on_value={set("superior")} empty="–" choices={posts.map((one) => ({ value: one.code, label: one.title }))} error={error_of(problem, "superior")} />
        <Select label={t.role} value={post.role} on_value={set("role")} choices={["", "kepala", "sekretaris", "kepegawaian", "kesehatan"].map((value) => ({ value, label: t.roles[value]! }))} error={error_of(problem, "role")} />
        <TextField label={t.section} optional value={post.section} on_value={set("section")} error={error_of(problem, "section")} />
      </div>
    </Dialog>
  );
}

function Holder({ post, on_close }: { post: PostRow; on_close: () => void }) {
  const [who, set_who] = useState(post.holder);
  const [from, set_from] = useState(today());
  const [standing, set_standing] = useState(post.standing || "definitif");
  const { busy, problem, run } = useDeed(on_close);
  return (
    <Dialog title={post.title} on_close={on_close} actions={<>
      <Button kind="quiet" onClick={() => void run(() => call("post.holder", { post: post.code, vacant: true, from }))}>{t.make_vacant}</Button>
      <Button kind="primary" busy={busy} disabled={!who} onClick={() => void run(() => call("post.holder", { post: post.code, person: who, from, standing }))}>{t.save}</Button></>}>
      {problem && !problem.field && <Failure problem={problem} />}
      <PersonPicker label={t.person} value={who} on_value={set_who} error={error_of(problem, "person")} />
      <div class="form">
        <DateField label={t.since} value={from} on_value={set_from} error={error_of(problem, "from")} />
        <Select label={t.standing} value={standing} on_value={set_standing} choices={Object.entries(t.standings).map(([value, label]) => ({ value, label }))} error={error_of(problem, "standing")} />
      </div>
    </Dialog>
  );
}

export default function Settings() {
  const tab = location.value.query.get("tab") ?? "health";
  const tabs = [{ id: "health", label: t.health }, ...(may("import") ? [{ id: "people", label: t.people }] : []), ...(may("circular.list") ? [{ id: "circulars", label: t.circulars }] : []), ...(may("post.list") ? [{ id: "posts", label: t.posts }] : [])];
  const shown = tabs.some((one) => one.id === tab) ? tab : "health";
  return (
    <Page title={t.title} about={t.about}>
      <Tabs label={t.title} tabs={tabs} current={shown} on_current={(id) => set_query({ tab: id === "health" ? null : id })}>
        {shown === "people" ? <PeopleTab /> : shown === "circulars" ? <CircularsTab /> : shown === "posts" ? <PostsTab /> : <HealthTab />}
      </Tabs>
    </Page>
  );
}
