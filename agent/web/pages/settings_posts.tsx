// Settings: posts, who holds them, and who holds them from when on.
import { useState } from "preact/hooks";

import {
  ApiError,
  Badge,
  Button,
  call,
  Card,
  DateField,
  Dialog,
  error_of,
  Failure,
  may,
  name_of,
  Notice,
  PersonPicker,
  Select,
  Show,
  Table,
  TextField,
  toast,
  today,
  useCall,
} from "@ui";
import { t } from "./settings_texts";

interface PostRow {
  code: string;
  title: string;
  superior: string;
  role: string;
  section: string;
  holder: string;
  name: string;
  standing: string;
}

export function PostsTab() {
  const loaded = useCall<{ rows: PostRow[] }>("post.list");
  const [editing, set_editing] = useState<PostRow | "new" | null>(null);
  return (
    <Show loaded={loaded}>
      {({ rows }) => (
        <>
          <Card
            title={t.posts}
            class="flush"
            actions={
              may("post.set") && (
                <Button small icon="plus" onClick={() => set_editing("new")}>
                  {t.add_post}
                </Button>
              )
            }
          >
            {rows.length === 0 ? (
              <div class="settings-none">
                <Notice tone="info" title={t.no_post}>
                  {t.no_post_hint}
                </Notice>
              </div>
            ) : (
              <Table
                caption={t.posts}
                rows={rows}
                key_of={(row) => row.code}
                columns={[
                  {
                    name: "title",
                    head: t.post,
                    cell: (row) => (
                      <>
                        <strong>{row.title}</strong>
                        <br />
                        <span class="quiet">{[row.code, row.section].filter(Boolean).join(" · ")}</span>
                      </>
                    ),
                  },
                  {
                    name: "holder",
                    head: t.holder,
                    cell: (row) =>
                      row.holder ? (
                        <>
                          {row.name || name_of(row.holder)}{" "}
                          {row.standing !== "definitif" && (
                            <Badge>{t.standings[row.standing as keyof typeof t.standings] ?? row.standing}</Badge>
                          )}
                        </>
                      ) : (
                        <Badge tone="warn">{t.vacant}</Badge>
                      ),
                  },
                  { name: "superior", head: t.superior, cell: (row) => rows.find((one) => one.code === row.superior)?.title ?? "–" },
                  { name: "role", head: t.role, cell: (row) => t.roles[row.role] ?? row.role },
                  ...(may("post.holder")
                    ? [
                        {
                          name: "change",
                          head: <span class="unseen">{t.change}</span>,
                          cell: (row: PostRow) => (
                            <Button small onClick={() => set_editing(row)}>
                              {t.change}
                            </Button>
                          ),
                          narrow: true,
                        },
                      ]
                    : []),
                ]}
              />
            )}
          </Card>
          {editing === "new" && <NewPost posts={rows} on_close={() => set_editing(null)} />}
          {editing && editing !== "new" && <Holder post={editing} on_close={() => set_editing(null)} />}
        </>
      )}
    </Show>
  );
}

// Runs a call of a dialog's form: closes it where it went well, else keeps the problem to be shown.
function useDeed(on_close: () => void) {
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState<ApiError | null>(null);
  const run = async (deed: () => Promise<unknown>) => {
    set_busy(true);
    set_problem(null);
    try {
      await deed();
      toast(t.saved);
      on_close();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      set_problem(caught);
    } finally {
      set_busy(false);
    }
  };
  return { busy, problem, run };
}

function NewPost({ posts, on_close }: { posts: PostRow[]; on_close: () => void }) {
  const [post, set_post] = useState({ code: "", title: "", superior: "", role: "", section: "" });
  const { busy, problem, run } = useDeed(on_close);
  const set = (name: keyof typeof post) => (value: string) => set_post((before) => ({ ...before, [name]: value }));
  return (
    <Dialog
      title={t.add_post}
      on_close={on_close}
      actions={
        <>
          <Button onClick={on_close}>{t.cancel}</Button>
          <Button kind="primary" busy={busy} onClick={() => void run(() => call("post.set", post))}>
            {t.save}
          </Button>
        </>
      }
    >
      {problem && !problem.field && <Failure problem={problem} />}
      <TextField label={t.post_title} value={post.title} on_value={set("title")} error={error_of(problem, "title")} />
      <div class="form">
        <TextField label={t.code_post} hint={t.code_hint} value={post.code} on_value={set("code")} error={error_of(problem, "code")} />
        <Select
          label={t.superior}
          value={post.superior}
          on_value={set("superior")}
          empty="–"
          choices={posts.map((one) => ({ value: one.code, label: one.title }))}
          error={error_of(problem, "superior")}
        />
        <Select
          label={t.role}
          value={post.role}
          on_value={set("role")}
          choices={["", "kepala", "sekretaris", "kepegawaian", "kesehatan"].map((value) => ({ value, label: t.roles[value]! }))}
          error={error_of(problem, "role")}
        />
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
    <Dialog
      title={post.title}
      on_close={on_close}
      actions={
        <>
          <Button kind="quiet" onClick={() => void run(() => call("post.holder", { post: post.code, vacant: true, from }))}>
            {t.make_vacant}
          </Button>
          <Button
            kind="primary"
            busy={busy}
            disabled={!who}
            onClick={() => void run(() => call("post.holder", { post: post.code, person: who, from, standing }))}
          >
            {t.save}
          </Button>
        </>
      }
    >
      {problem && !problem.field && <Failure problem={problem} />}
      <PersonPicker label={t.person} value={who} on_value={set_who} error={error_of(problem, "person")} />
      <div class="form">
        <DateField label={t.since} value={from} on_value={set_from} error={error_of(problem, "from")} />
        <Select
          label={t.standing}
          value={standing}
          on_value={set_standing}
          choices={Object.entries(t.standings).map(([value, label]) => ({ value, label }))}
          error={error_of(problem, "standing")}
        />
      </div>
    </Dialog>
  );
}
