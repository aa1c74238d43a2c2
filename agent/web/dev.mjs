#!/usr/bin/env node
// The pages in development: serves what build.mjs writes, and hands the API to a running hadir-agent. Not shipped.
//
//   node common/web/build.mjs --watch &
//   node agent/web/dev.mjs --data OFFICE_DIRECTORY [--port 8100] [--web build/web/agent]
import { createServer, request } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const web = resolve(option("--web", join(root, "build/web/agent")));
const data = option("--data", process.env.HADIR_DATA ?? "");
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
const types = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  html: "text/html; charset=utf-8",
};

function send_file(path, answer) {
  const file = join(web, path.startsWith("/assets/") ? path : "index.html");
  if (!file.startsWith(web) || !existsSync(file)) return answer.writeHead(404).end();
  answer.writeHead(200, {
    "content-type": types[file.split(".").pop()] ?? "text/plain",
    "content-security-policy": policy,
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
  });
  answer.end(readFileSync(file));
}

function send_stopped(answer) {
  if (answer.headersSent) return answer.end();
  answer.writeHead(504, { "content-type": "application/problem+json" });
  answer.end(JSON.stringify({ status: 504, title: "Gateway Timeout", detail: "Layanan tidak menjawab.", hint: "" }));
}

// As it comes and goes, for the sake of events.
function hand_on(incoming, answer) {
  const { port } = JSON.parse(readFileSync(join(data, "service.json"), "utf8"));
  const own = `127.0.0.1:${port}`;
  const headers = { ...incoming.headers, host: own, ...(incoming.headers.origin ? { origin: `http://${own}` } : {}) };
  const asked = request({ host: "127.0.0.1", port, method: incoming.method, path: incoming.url, headers }, (told) => {
    answer.writeHead(told.statusCode, told.headers);
    told.pipe(answer);
  });
  asked.on("error", () => send_stopped(answer));
  incoming.pipe(asked);
  answer.on("close", () => asked.destroy());
}

createServer((incoming, answer) => {
  const { pathname } = new URL(incoming.url, "http://page");
  try {
    pathname.startsWith("/api/") ? hand_on(incoming, answer) : send_file(pathname, answer);
  } catch {
    send_stopped(answer);
  }
}).listen(Number(option("--port", "8100")), "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}/`);
});
