// A made-up office behind a URL, for the browser tests: starts office.py, builds the pages where that is needed, and ends all of it again.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = process.env.HADIR_BIN ?? join(root, "build/release/bin");

async function first_line(child, what) {
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), once(child, "exit").then(([code]) => { throw new Error(`${what} ended with ${code}`); })]);
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

// {url, told, sign_in(page, nip), stop_service(), start_service(), end()}. `as`: the post of who is signed in from the beginning.
export async function office({ as = "kasubbag-kepegawaian", roles, setup, options = [] } = {}) {
  const children = [];
  const folder = mkdtempSync(join(tmpdir(), "hadir-browser-"));
  const finish = async () => {
    for (const child of children.reverse()) await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const made = spawn(join(root, "tests/browser/office.py"), [...options], { env: { ...process.env, HADIR_BIN: bin }, stdio: ["ignore", "pipe", "inherit"] });
    children.push(made);
    const told = JSON.parse(await first_line(made, "office.py"));
    const person = told.posts[as];
    const web = join(folder, "web");
    execFileSync(process.execPath, [join(root, "common/web/build.mjs"), "--out", web], { stdio: ["ignore", "ignore", "inherit"] });
    const serve = async (port) => {
      const served = spawn(process.execPath, [join(root, "agent/web/dev.mjs"), "--data", told.office, "--web", web, "--port", port, ...(person ? ["--as", person] : []), ...(roles ? ["--roles", roles] : []), ...(setup ? ["--setup", setup] : [])],
        { stdio: ["ignore", "pipe", "inherit"] });
      children.push(served);
      return { served, url: (await first_line(served, "dev.mjs")).trim().replace(/\/$/, "") };
    };
    let { served, url } = await serve("0");
    return {
      url, told, person, folder,
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
