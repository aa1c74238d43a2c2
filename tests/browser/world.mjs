// A made-up office behind a URL, for the browser tests: starts office.py, builds the pages where that is needed, and ends all of it again.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const bin = process.env.HADIR_BIN ?? join(root, "build/release/bin");

async function first_line(child, what) {
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => {
      throw new Error(`${what} ended with ${code}`);
    }),
  ]);
  lines.on("line", () => {});
  return line;
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const killed = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await once(child, "exit");
  clearTimeout(killed);
}

const cookie_of = (line, url) => ({ name: line.split("=")[0], value: line.slice(line.indexOf("=") + 1).split(";")[0], url });

// {url, told, person, folder, call(operation, args), cookies, cookies_of(nip), stop_hub(), start_hub(), stop_service(), start_service(), end()}.
// `as`: the post of who is signed in with `cookies`. `empty`: a PC that is not set up. The agent itself is asked, or, with `proxy` and where it
// was built without the pages, agent/web/dev.mjs before it, which can be stopped.
export async function office({ as = "kasubbag-kepegawaian", proxy = false, empty = false, options = [] } = {}) {
  const children = [];
  const folder = mkdtempSync(join(tmpdir(), "hadir-browser-"));
  const finish = async () => {
    for (const child of children.reverse()) await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const made = spawn(join(root, "tests/browser/office.py"), [...options, ...(empty ? ["--empty"] : [])], {
      env: { ...process.env, HADIR_BIN: bin },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(made);
    const told = JSON.parse(await first_line(made, "office.py"));
    const own = `http://127.0.0.1:${told.ports.office}`;
    const has_pages = (await (await fetch(own)).text()).includes('id="app"');
    const web = join(folder, "web");
    const serve = async (port) => {
      const served = spawn(process.execPath, [join(root, "agent/web/dev.mjs"), "--data", told.office, "--web", web, "--port", port], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      children.push(served);
      return { served, url: (await first_line(served, "dev.mjs")).trim().replace(/\/$/, "") };
    };
    let served,
      url = own;
    if (proxy || !has_pages) {
      execFileSync(process.execPath, [join(root, "common/web/build.mjs"), "--out", web], { stdio: ["ignore", "ignore", "inherit"] });
      ({ served, url } = await serve("0"));
    }
    // An operation as the command asks it, and an account for whoever has none yet.
    const call = async (operation, args) => {
      const service = JSON.parse(readFileSync(join(told.office, "service.json"), "utf8"));
      const answer = await fetch(`http://127.0.0.1:${service.port}/api/v1/call/${operation}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${service.token}`, "Content-Type": "application/json" },
        body: JSON.stringify(args),
      });
      if (!answer.ok) throw new Error(`${operation}: ${await answer.text()}`);
      return answer.json();
    };
    const give_account = async (nip) => {
      const { secret: old } = await call("account.set", { nip });
      await call("account.secret", { nip, author: nip, old, secret: told.secret, pin: told.pin });
    };
    const sign_in = (nip) =>
      fetch(`${url}/api/v1/session`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: url },
        body: JSON.stringify({ nip, secret: told.secret }),
      });
    const cookies_of = async (nip) => {
      let answer = await sign_in(nip);
      if (answer.status === 401) {
        await give_account(nip);
        answer = await sign_in(nip);
      }
      if (!answer.ok) throw new Error(`signing in: ${await answer.text()}`);
      return [cookie_of(answer.headers.get("set-cookie"), url)];
    };
    // The hub goes, and comes back at its address. Somebody who is connected hears when the first one is gone: it is office.py's.
    const port = told.hub_url.split(":").at(-1);
    let hub_process = null;
    const stop_hub = async () => {
      if (hub_process) return end(hub_process);
      const line = connect(port, "127.0.0.1").on("error", () => {});
      await once(line, "connect");
      const gone = new Promise((done) => line.resume().once("close", done)); // whether it is ended or reset
      process.kill(told.hub_process);
      await gone;
    };
    const start_hub = async () => {
      hub_process = spawn(join(bin, "hadir-hub"), ["serve", "--listen", `127.0.0.1:${port}`, "--data", told.hub], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      children.push(hub_process);
      await first_line(hub_process, "hadir-hub");
    };
    const person = told.posts[as];
    return {
      url,
      told,
      person,
      folder,
      call,
      cookies_of,
      cookies: empty ? [] : await cookies_of(person),
      stop_hub,
      start_hub,
      stop_service: () => end(served),
      start_service: async () => ({ served } = await serve(new URL(url).port)),
      end: finish,
    };
  } catch (problem) {
    await finish();
    throw problem;
  }
}

export const read = (path) => readFileSync(join(root, path), "utf8");
