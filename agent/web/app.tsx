// Decides what is shown: the first-run wizard, the kiosk, signing in, or a page inside the shell.
import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import {
  Button,
  Empty,
  listen,
  load_session,
  location,
  navigate,
  service_answers,
  session,
  Skeleton,
  stop_listening,
  texts,
  Toasts,
  type ApiError,
} from "@ui";
import { IdleWatch } from "./idle";
import { find_page, is_offered, pages, type PageProps, type PageRow } from "./pages";
import { Shell, ServiceBanner } from "./shell";
import { ChangeFirst, SignIn } from "./sign_in";

const t = texts(
  {
    lost: "Halaman ini tidak ada",
    lost_hint: "Alamatnya mungkin salah ketik, atau halaman itu bukan untuk akun Anda.",
    home: "Ke halaman awal",
    broken: "Halaman ini berhenti karena kesalahan",
    broken_hint:
      "Yang sudah tercatat tetap tersimpan. Muat ulang halaman; kalau terulang, sampaikan kalimat di bawah ini kepada sekretariat.",
    reload: "Muat ulang",
  },
  {
    lost: "There is no such page",
    lost_hint: "The address may be mistyped, or the page is not for your account.",
    home: "To the first page",
    broken: "This page stopped because of an error",
    broken_hint: "What was recorded is safe. Load the page anew; if it happens again, tell the secretariat the sentence below.",
    reload: "Reload",
  },
);

class Boundary extends Component<{ children: ComponentChildren; about: string }, { problem: Error | null }> {
  override state = { problem: null as Error | null };
  override componentDidCatch(problem: Error | ApiError) {
    this.setState({ problem });
  }
  override componentDidUpdate(before: { about: string }) {
    if (before.about !== this.props.about && this.state.problem) this.setState({ problem: null });
  }
  override render() {
    if (!this.state.problem) return this.props.children;
    return (
      <Empty
        whole
        icon="warn"
        title={t.broken}
        actions={
          <Button kind="primary" icon="sync" onClick={() => window.location.reload()}>
            {t.reload}
          </Button>
        }
      >
        {t.broken_hint}
        <br />
        <code>{this.state.problem.message}</code>
      </Empty>
    );
  }
}

const loaded = new Map<string, ComponentType<PageProps>>();

// Not again and again, where loading anew does not help.
function reload_once(): boolean {
  const last = Number(sessionStorage.getItem("hadir.reloaded"));
  if (Date.now() - last < 60_000) return false;
  sessionStorage.setItem("hadir.reloaded", String(Date.now()));
  window.location.reload();
  return true;
}

// A page's code, loaded once.
function Loaded({ name, load, rest }: { name: string; load: PageRow["load"]; rest: string[] }) {
  const [, redraw] = useState(0);
  const [problem, set_problem] = useState<Error | null>(null);
  const answers = service_answers.value;
  useEffect(() => {
    if (loaded.has(name) || !answers) return;
    // Code that does not come means that the service has stopped, or is another one since an update.
    load().then(
      (module) => {
        loaded.set(name, module.default);
        redraw((count) => count + 1);
      },
      (cause: Error) =>
        load_session().then(
          () => (reload_once() ? undefined : set_problem(cause)),
          () => {},
        ),
    );
  }, [name, answers]);
  if (problem) throw problem;
  const Content = loaded.get(name);
  return Content ? <Content rest={rest} /> : <Skeleton rows={8} />;
}

function Content() {
  const { path } = location.value;
  const state = session.value;
  const needs_setup = state?.setup === "needed" || state?.setup === "account";
  if (needs_setup || (path === "/mulai" && state?.signed_in))
    return (
      <Boundary about="/mulai">
        <Loaded name="/mulai" load={() => import("./pages/setup")} rest={[]} />
      </Boundary>
    );
  const found = find_page(path);
  const home = state?.signed_in ? "/perlu-perhatian" : "/presensi";
  if (path === "/") {
    queueMicrotask(() => navigate(home, { replace: true }));
    return null;
  }
  if (found?.row.bare)
    return (
      <Boundary about={path}>
        <Loaded name={found.row.path} load={found.row.load} rest={found.rest} />
      </Boundary>
    );
  if (!state?.signed_in) return <SignIn />;
  if (state.person?.must_change) return <ChangeFirst />;
  if (path === "/masuk") {
    queueMicrotask(() => navigate(home, { replace: true }));
    return null;
  }
  return (
    <Shell current={found?.row ?? null}>
      <Boundary about={path}>
        {found && is_offered(found.row) ? (
          <Loaded key={found.row.path} name={found.row.path} load={found.row.load} rest={found.rest} />
        ) : (
          <Empty
            whole
            icon="search"
            title={t.lost}
            actions={
              <Button kind="primary" onClick={() => navigate(pages[1]!.path)}>
                {t.home}
              </Button>
            }
          >
            {t.lost_hint}
          </Empty>
        )}
      </Boundary>
      <IdleWatch />
    </Shell>
  );
}

export function App() {
  const signed_in = session.value?.signed_in ?? false;
  useEffect(() => {
    if (signed_in) {
      listen();
      return stop_listening;
    }
    return undefined;
  }, [signed_in]);
  return (
    <>
      <ServiceBanner />
      <Content />
      <Toasts />
    </>
  );
}
