#!/usr/bin/env node
// The pages in development: serves what build.mjs writes, and hands the API to a running hadir-agent. Not shipped.
//
//   node common/web/build.mjs --watch &
//   node agent/web/dev.mjs --data OFFICE_DIRECTORY [--port 8100] [--web build/web/agent] [--as NIP] [--roles clerk,head] [--setup needed]
//
// An agent that serves sessions itself is asked as it is. For one that does not, dev_pretend.mjs helps out: --as signs somebody in at once,
// --roles says who they are.
import { createServer, request } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { pretender } from "./dev_pretend.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const web = resolve(option("--web", join(root, "build/web/agent")));
const data = option("--data", process.env.HADIR_DATA ?? "");
const roles = option("--roles", "employee,superior,clerk,head,secretary,personnel,health").split(",");
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

const service = () => JSON.parse(readFileSync(join(data, "service.json"), "utf8"));
const cookies = (incoming) =>
  Object.fromEntries(
    (incoming.headers.cookie ?? "")
      .split(/;\s*/)
      .filter(Boolean)
      .map((one) => one.split("=")),
  );
const read = (stream) =>
  new Promise((done, fail) => {
    const parts = [];
    stream
      .on("data", (part) => parts.push(part))
      .on("end", () => done(Buffer.concat(parts)))
      .on("error", fail);
  });

// What the agent answers: {status, headers, body}.
function ask(method, path, { headers = {}, body } = {}) {
  return new Promise((done, fail) => {
    const { port } = service();
    const asked = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path,
        headers: { ...headers, host: `127.0.0.1:${port}`, ...(body ? { "content-length": body.length } : {}) },
      },
      async (answer) => done({ status: answer.statusCode, headers: answer.headers, body: await read(answer) }),
    );
    asked.on("error", fail);
    asked.end(body);
  });
}
async function call(operation, args = {}) {
  const answer = await ask("POST", `/api/v1/call/${operation}`, {
    headers: { authorization: `Bearer ${service().token}`, "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(args)),
  });
  const json = JSON.parse(answer.body);
  if (answer.status !== 200) throw Object.assign(new Error(json.error?.what ?? json.detail), { status: answer.status, json });
  return json;
}

let own = null; // whether the agent has sessions itself
const has_sessions = async () => (own ??= await ask("GET", "/api/v1/session").then((answer) => answer.status === 200));

const pretended = pretender({
  call,
  cookies,
  root,
  data,
  roles,
  as: option("--as", ""),
  idle_s: Number(option("--idle", "900")),
  setup: option("--setup", "done"),
});

// --- serving ---

const types = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  html: "text/html; charset=utf-8",
};
createServer(async (incoming, answer) => {
  const path = new URL(incoming.url, "http://page").pathname;
  const send = (status, json, headers = {}) =>
    answer
      .writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers })
      .end(Buffer.isBuffer(json) ? json : JSON.stringify(json));
  try {
    if (!path.startsWith("/api/")) {
      const file = join(web, path.startsWith("/assets/") ? path : "index.html");
      if (!file.startsWith(web) || !existsSync(file)) return answer.writeHead(404).end();
      return answer
        .writeHead(200, {
          "content-type": types[file.split(".").pop()] ?? "text/plain",
          "content-security-policy": policy,
          "cache-control": "no-cache",
          "x-content-type-options": "nosniff",
        })
        .end(readFileSync(file));
    }
    if (await has_sessions()) {
      // streamed, for the sake of events
      const { port } = service();
      const asked = request(
        {
          host: "127.0.0.1",
          port,
          method: incoming.method,
          path: incoming.url,
          headers: {
            ...incoming.headers,
            host: `127.0.0.1:${port}`,
            ...(incoming.headers.origin ? { origin: `http://127.0.0.1:${port}` } : {}),
          },
        },
        (told) => {
          answer.writeHead(told.statusCode, told.headers);
          told.pipe(answer);
        },
      );
      asked.on("error", () =>
        answer.headersSent ? answer.end() : send(504, { status: 504, detail: "Layanan tidak menjawab.", hint: "" }),
      );
      incoming.pipe(asked);
      answer.on("close", () => asked.destroy());
      return;
    }
    if (path === "/api/v1/events") {
      answer.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      const tell = async () => {
        const status = await call("status").catch(() => null);
        if (status)
          answer.write(
            `event: status\ndata: ${JSON.stringify({ pending: status.pending, oldest_pending_s: status.oldest_pending_s, conflicts: status.conflicts, quarantine: status.quarantine, clock: status.clock })}\n\n`,
          );
      };
      await tell();
      const timer = setInterval(tell, 5000);
      answer.on("close", () => clearInterval(timer));
      return;
    }
    const said = await pretended(incoming.method, path, incoming, await read(incoming));
    said ? send(...said) : send(404, { status: 404, title: "Not Found", detail: "Tidak ada apa-apa di alamat ini.", hint: "" });
  } catch (problem) {
    if (problem.json)
      send(problem.status, {
        status: problem.status,
        ...(problem.json.error
          ? { fault: problem.json.error.fault, detail: problem.json.error.what, hint: problem.json.error.hint }
          : problem.json),
      });
    else send(504, { status: 504, title: "Gateway Timeout", detail: `Layanan tidak menjawab (${problem.message}).`, hint: "" });
  }
}).listen(Number(option("--port", "8100")), "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}/`);
});
