// Akun: one's own password and PIN; for those who keep accounts, everybody's: roles, temporary passwords, closing and opening.
import { useState } from "preact/hooks";

import {
  ApiError,
  Badge,
  Button,
  call,
  Card,
  Checkbox,
  Dialog,
  duration,
  Empty,
  error_of,
  Facts,
  Failure,
  may,
  nip_text,
  Notice,
  number,
  Page,
  Pagination,
  person,
  PersonPicker,
  Show,
  Table,
  Tabs,
  TextField,
  texts,
  toast,
  useCall,
  type Role,
} from "@ui";
import { SecretForm } from "../secret_form";
import { role_names } from "../shell";
import { CardsButton } from "./accounts_cards";

const t = texts(
  {
    title: "Akun",
    about: "Siapa boleh masuk ke halaman ini, dan untuk tugas apa.",
    mine: "Akun saya",
    all: "Akun kantor",
    nip: "NIP",
    roles: "Tugas",
    secret: "Ganti kata sandi",
    pin: "Ganti PIN presensi",
    pin_about: "PIN dipakai di mesin Presensi, bersama NIP atau kartu.",
    add: "Tambah akun",
    search: "Cari nama atau NIP",
    name: "Nama",
    state: "Keadaan",
    active: "aktif",
    disabled: "ditutup",
    locked: (time: string) => `terkunci ${time}`,
    must_change: "belum mengganti sandi sementara",
    no_secret: "belum ada sandi",
    has_pin: "PIN ada",
    no_pin: "belum ada PIN",
    edit: "Ubah",
    who: "Pegawai",
    save: "Simpan",
    cancel: "Batal",
    roles_hint: "Setiap akun dapat mengurus miliknya sendiri. Atasan dikenali dari jabatan. Tambahan:",
    made: "Akun dibuat",
    temporary: "Kata sandi sementara",
    temporary_hint: "Berikan kepada orangnya langsung; hanya ditampilkan sekali, dan diganti saat ia masuk.",
    done: "Selesai",
    reset: "Beri kata sandi sementara",
    set_pin: "Tetapkan PIN",
    new_pin: "PIN baru",
    pin_hint: "6 sampai 12 angka, bukan berurutan dan bukan bagian NIP.",
    close: "Tutup akun ini",
    open: "Buka kembali akun ini",
    saved: "Tersimpan",
    closed_hint: "Akun yang ditutup tidak dapat masuk; catatannya tetap ada.",
    none: "Belum ada akun yang cocok",
    none_hint: "Tambahkan akun bagi pegawai yang memakai halaman ini.",
    own_roles: "Tugas Anda sendiri diubah oleh orang lain.",
    pin_set: "PIN ditetapkan",
    only: "Pegawai",
    manage: "Kelola akun",
  },
  {
    title: "Accounts",
    about: "Who may sign in here, and for which tasks.",
    mine: "My account",
    all: "The office's accounts",
    nip: "NIP",
    roles: "Roles",
    secret: "Change password",
    pin: "Change the attendance PIN",
    pin_about: "The PIN is for the Attendance kiosk, together with NIP or card.",
    add: "Add an account",
    search: "Find a name or NIP",
    name: "Name",
    state: "State",
    active: "active",
    disabled: "closed",
    locked: (time) => `locked for ${time}`,
    must_change: "has not changed the temporary password",
    no_secret: "no password yet",
    has_pin: "has a PIN",
    no_pin: "no PIN yet",
    edit: "Edit",
    who: "Employee",
    save: "Save",
    cancel: "Cancel",
    roles_hint: "Every account can look after what is its own. Superiors are known by their posts. In addition:",
    made: "The account was made",
    temporary: "Temporary password",
    temporary_hint: "Give it to the person directly; it is shown once, and changed when they sign in.",
    done: "Done",
    reset: "Give a temporary password",
    set_pin: "Set a PIN",
    new_pin: "New PIN",
    pin_hint: "6 to 12 digits, not in a row and not part of the NIP.",
    close: "Close this account",
    open: "Open this account again",
    saved: "Saved",
    closed_hint: "A closed account cannot sign in; its records stay.",
    none: "No account matches",
    none_hint: "Add accounts for the employees who use these pages.",
    own_roles: "Your own roles are changed by somebody else.",
    pin_set: "The PIN was set",
    only: "Employee",
    manage: "Manage the account",
  },
);

interface Account {
  nip: string;
  name: string;
  roles: Role[];
  has_secret: boolean;
  has_pin: boolean;
  must_change?: boolean;
  disabled?: boolean;
  locked_s?: number;
}
const givable: Role[] = ["clerk", "head", "secretary", "personnel", "health"];
const page_size = 20;

function State({ one }: { one: Account }) {
  if (one.disabled) return <Badge tone="bad">{t.disabled}</Badge>;
  if (one.locked_s) return <Badge tone="warn">{t.locked(duration(one.locked_s))}</Badge>;
  if (!one.has_secret) return <Badge tone="warn">{t.no_secret}</Badge>;
  return one.must_change ? <Badge tone="info">{t.must_change}</Badge> : <Badge tone="ok">{t.active}</Badge>;
}

// A password that is shown once.
const Temporary = ({ who, secret, on_close }: { who: string; secret: string; on_close: () => void }) => (
  <Dialog
    title={`${t.temporary}: ${who}`}
    on_close={on_close}
    actions={
      <Button kind="primary" onClick={on_close}>
        {t.done}
      </Button>
    }
  >
    <p class="accounts-secret">
      <code>{secret}</code>
    </p>
    <p>{t.temporary_hint}</p>
  </Dialog>
);

function Roles({ value, on_value }: { value: Role[]; on_value: (roles: Role[]) => void }) {
  const names = role_names();
  return (
    <fieldset>
      <legend class="quiet">{t.roles_hint}</legend>
      <div class="accounts-roles">
        {givable.map((role) => (
          <Checkbox
            key={role}
            label={names[role]}
            checked={value.includes(role)}
            on_checked={(checked) => on_value(checked ? [...value, role] : value.filter((one) => one !== role))}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Add({ known, on_close, on_made }: { known: string[]; on_close: () => void; on_made: (nip: string, secret: string) => void }) {
  const [nip, set_nip] = useState("");
  const [roles, set_roles] = useState<Role[]>([]);
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const save = async () => {
    set_busy(true);
    set_problem(null);
    try {
      const done = await call<{ name?: string; secret?: string }>("account.set", { nip, add: roles });
      on_made(done.name ?? nip, done.secret ?? "");
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally {
      set_busy(false);
    }
  };
  return (
    <Dialog
      title={t.add}
      on_close={on_close}
      actions={
        <>
          <Button onClick={on_close}>{t.cancel}</Button>
          <Button kind="primary" busy={busy} disabled={!nip} onClick={() => void save()}>
            {t.add}
          </Button>
        </>
      }
    >
      {problem && problem.field !== "nip" && <Failure problem={problem} />}
      <PersonPicker
        label={t.who}
        value={nip}
        on_value={set_nip}
        among={(one) => !known.includes(one.nip)}
        error={error_of(problem, "nip")}
      />
      <Roles value={roles} on_value={set_roles} />
    </Dialog>
  );
}

function Edit({ account, on_close, on_secret }: { account: Account; on_close: () => void; on_secret: (secret: string) => void }) {
  const [roles, set_roles] = useState(account.roles.filter((role) => givable.includes(role)));
  const [pin, set_pin] = useState("");
  const [busy, set_busy] = useState("");
  const [problem, set_problem] = useState<ApiError | null>(null);
  const is_own = account.nip === person.value?.nip;
  const run = async (doing: string, deed: () => Promise<void>) => {
    set_busy(doing);
    set_problem(null);
    try {
      await deed();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally {
      set_busy("");
    }
  };
  const save = () =>
    run("save", async () => {
      await call("account.set", {
        nip: account.nip,
        add: roles.filter((role) => !account.roles.includes(role)),
        remove: givable.filter((role) => account.roles.includes(role) && !roles.includes(role)),
      });
      toast(t.saved);
      on_close();
    });
  const close_or_open = () =>
    run("close", async () => {
      await call("account.set", { nip: account.nip, disabled: !account.disabled });
      toast(t.saved);
      on_close();
    });
  const reset = () =>
    run("reset", async () => on_secret((await call<{ secret?: string }>("account.secret", { nip: account.nip })).secret ?? ""));
  const give_pin = () =>
    run("pin", async () => {
      await call("account.secret", { nip: account.nip, pin });
      set_pin("");
      toast(t.pin_set);
    });
  return (
    <Dialog
      title={account.name || account.nip}
      on_close={on_close}
      actions={
        <>
          <Button onClick={on_close}>{t.cancel}</Button>
          {!is_own && (
            <Button kind="primary" busy={busy === "save"} onClick={() => void save()}>
              {t.save}
            </Button>
          )}
        </>
      }
    >
      <p class="quiet">{nip_text(account.nip)}</p>
      {problem && problem.field !== "pin" && <Failure problem={problem} />}
      {is_own ? <Notice tone="info">{t.own_roles}</Notice> : <Roles value={roles} on_value={set_roles} />}
      {may("account.secret") && !is_own && (
        <>
          <h3>{t.manage}</h3>
          <div class="row end-aligned">
            <TextField
              label={t.new_pin}
              hint={t.pin_hint}
              type="password"
              inputMode="numeric"
              autocomplete="new-password"
              value={pin}
              on_value={set_pin}
              error={error_of(problem, "pin")}
              class="grow"
            />
            <Button disabled={!/^\d{6,12}$/.test(pin)} busy={busy === "pin"} onClick={() => void give_pin()}>
              {t.set_pin}
            </Button>
          </div>
          <div class="row">
            <Button icon="key" busy={busy === "reset"} onClick={() => void reset()}>
              {t.reset}
            </Button>
            <Button kind={account.disabled ? "plain" : "danger"} busy={busy === "close"} onClick={() => void close_or_open()}>
              {account.disabled ? t.open : t.close}
            </Button>
          </div>
          <p class="quiet">{t.closed_hint}</p>
        </>
      )}
    </Dialog>
  );
}

function All() {
  const loaded = useCall<{ rows: Account[] }>("account.list");
  const [sought, set_sought] = useState("");
  const [page, set_page] = useState(0);
  const [editing, set_editing] = useState<Account | "new" | null>(null);
  const [made, set_made] = useState<{ who: string; secret: string } | null>(null);
  const names = role_names();
  const close = () => {
    set_editing(null);
    void loaded.reload();
  };
  return (
    <Show loaded={loaded}>
      {({ rows }) => {
        const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
        const found = rows.filter((one) => words.every((word) => one.name.toLowerCase().includes(word) || one.nip.includes(word)));
        return (
          <>
            <div class="row">
              <TextField
                label={t.search}
                type="search"
                value={sought}
                on_value={(value) => {
                  set_sought(value);
                  set_page(0);
                }}
                class="accounts-search"
              />
              <span class="grow" />
              <CardsButton accounts={rows} />
              {may("account.set") && (
                <Button kind="primary" icon="plus" onClick={() => set_editing("new")}>
                  {t.add}
                </Button>
              )}
            </div>
            {found.length === 0 ? (
              <Card>
                <Empty icon="key" title={t.none}>
                  {t.none_hint}
                </Empty>
              </Card>
            ) : (
              <Card class="flush">
                <Table
                  caption={t.all}
                  rows={found.slice(page * page_size, (page + 1) * page_size)}
                  key_of={(row) => row.nip}
                  {...(may("account.set") ? { on_open: (row: Account) => set_editing(row) } : {})}
                  columns={[
                    { name: "name", head: t.name, cell: (row) => row.name || row.nip },
                    { name: "nip", head: t.nip, cell: (row) => nip_text(row.nip), nowrap: true },
                    {
                      name: "roles",
                      head: t.roles,
                      cell: (row) => (
                        <span class="row">
                          {row.roles
                            .filter((role) => givable.includes(role))
                            .map((role) => (
                              <Badge key={role} tone="accent">
                                {names[role]}
                              </Badge>
                            ))}
                          {!row.roles.some((role) => givable.includes(role)) && <span class="quiet">{t.only}</span>}
                        </span>
                      ),
                    },
                    { name: "state", head: t.state, cell: (row) => <State one={row} />, narrow: true },
                    {
                      name: "pin",
                      head: "PIN",
                      cell: (row) => <Badge tone={row.has_pin ? "ok" : "plain"}>{row.has_pin ? t.has_pin : t.no_pin}</Badge>,
                      narrow: true,
                    },
                  ]}
                />
                <Pagination total={found.length} size={page_size} page={page} on_page={set_page} />
              </Card>
            )}
            <p class="quiet" role="status">
              {number(found.length)} / {number(rows.length)}
            </p>
            {editing === "new" && (
              <Add
                known={rows.map((one) => one.nip)}
                on_close={() => set_editing(null)}
                on_made={(who, secret) => {
                  close();
                  set_made({ who, secret });
                }}
              />
            )}
            {editing && editing !== "new" && (
              <Edit
                account={editing}
                on_close={close}
                on_secret={(secret) => {
                  const who = editing.name;
                  close();
                  set_made({ who, secret });
                }}
              />
            )}
            {made && <Temporary who={made.who} secret={made.secret} on_close={() => set_made(null)} />}
          </>
        );
      }}
    </Show>
  );
}

function Mine() {
  const who = person.value;
  const names = role_names();
  return (
    <div class="columns">
      <Card title={who?.name ?? ""}>
        <Facts
          rows={[
            [t.nip, nip_text(who?.nip ?? "")],
            [t.roles, who?.roles.map((role) => names[role]).join(", ") ?? ""],
          ]}
        />
      </Card>
      <Card title={t.secret}>
        <SecretForm />
      </Card>
      <Card title={t.pin}>
        <p class="quiet">{t.pin_about}</p>
        <SecretForm pin />
      </Card>
    </div>
  );
}

export default function Accounts() {
  const keeps = may("account.set");
  const [tab, set_tab] = useState(keeps ? "all" : "mine");
  return (
    <Page title={t.title} about={t.about}>
      {keeps ? (
        <Tabs
          label={t.title}
          tabs={[
            { id: "all", label: t.all },
            { id: "mine", label: t.mine },
          ]}
          current={tab}
          on_current={set_tab}
        >
          {tab === "all" ? <All /> : <Mine />}
        </Tabs>
      ) : (
        <Mine />
      )}
    </Page>
  );
}
