#!/usr/bin/env node
// Bundles the pages of one of our web servers into a directory: hashed names, gzip beside each file, and manifest.json, which says
// what the server embeds. Fails where the first load would be heavier than a bad link deserves.
//
//   node build.mjs [--app agent] [--out DIRECTORY] [--watch]
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const first_load_bytes = 150 * 1024;
const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const app = option("--app", "agent");
const web = join(root, app, "web");
const out = resolve(option("--out", join(root, "build/web", app)));
const watching = process.argv.includes("--watch");

const types = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".html": "text/html; charset=utf-8",
};
const type_of = (name) => types[name.slice(name.lastIndexOf("."))];

// All styles are one file, so that a page that is loaded later brings no flash of unstyled markup: tokens, components, shell, pages.
function styles() {
  const in_folder = (folder) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith(".css"))
      .sort()
      .map((name) => join(folder, name));
  const ui = in_folder(join(here, "ui"));
  const is_tokens = (file) => file.endsWith("/tokens.css");
  return [...ui.filter(is_tokens), ...ui.filter((file) => !is_tokens(file)), ...in_folder(web), ...in_folder(join(web, "pages"))];
}

async function bundle() {
  const common = {
    bundle: true,
    minify: true,
    write: false,
    target: ["chrome109"],
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  };
  const scripts = await build({
    ...common,
    entryPoints: { main: join(web, "main.tsx"), early: join(web, "early.ts") },
    outdir: join(out, "assets"),
    entryNames: "[name].[hash]",
    chunkNames: "[name].[hash]",
    format: "esm",
    splitting: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    nodePaths: [join(here, "node_modules")],
    alias: { "@ui": join(here, "ui") },
  });
  const sheet = await build({
    ...common,
    stdin: {
      contents: styles()
        .map((file) => `@import ${JSON.stringify(file)};`)
        .join("\n"),
      loader: "css",
      resolveDir: here,
    },
    outdir: join(out, "assets"),
  });
  const contents = new Map(); // name below assets/ -> bytes
  for (const file of scripts.outputFiles) contents.set(relative(join(out, "assets"), file.path), Buffer.from(file.contents));
  const hashed = (name, bytes) => {
    const [stem, ending] = name.split(/\.(?=[a-z]+$)/);
    const full = `${stem}.${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}.${ending}`;
    contents.set(full, bytes);
    return full;
  };
  const style = hashed("style.css", Buffer.from(sheet.outputFiles[0].contents));
  const icon = hashed("icon.svg", readFileSync(join(web, "icon.svg")));

  const outputs = new Map(
    Object.entries(scripts.metafile.outputs).map(([path, one]) => [relative(join(out, "assets"), resolve(path)), one]),
  );
  const entry = (source) => [...outputs].find(([, one]) => one.entryPoint && resolve(one.entryPoint) === join(web, source))[0];
  const needs = (name, found = new Set()) => {
    if (found.has(name)) return found;
    found.add(name);
    for (const one of outputs.get(name).imports)
      if (one.kind === "import-statement") needs(relative(join(out, "assets"), resolve(one.path)), found);
    return found;
  };
  const main = entry("main.tsx");
  const early = entry("early.ts");
  const preloads = [...needs(main)].filter((name) => name !== main);
  const html = readFileSync(join(web, "index.html"), "utf8")
    .replace("{{style}}", `/assets/${style}`)
    .replace("{{icon}}", `/assets/${icon}`)
    .replace("{{early}}", `/assets/${early}`)
    .replace("{{main}}", `/assets/${main}`)
    .replace("{{preloads}}", preloads.map((name) => `<link rel="modulepreload" href="/assets/${name}">`).join(""));

  const packed = new Map([...contents].map(([name, bytes]) => [name, gzipSync(bytes, { level: 9 })]));
  const first = [...needs(main), early, style, icon].reduce(
    (sum, name) => sum + packed.get(name).length,
    gzipSync(html, { level: 9 }).length,
  );

  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "assets"), { recursive: true });
  const files = [];
  const put = (path, file, bytes, gzip) => {
    writeFileSync(join(out, file), bytes);
    writeFileSync(join(out, `${file}.gz`), gzip);
    files.push({ path, file, type: type_of(file), hash: createHash("sha256").update(bytes).digest("hex") });
  };
  put("/", "index.html", Buffer.from(html), gzipSync(html, { level: 9 }));
  for (const name of [...contents.keys()].sort()) put(`/assets/${name}`, `assets/${name}`, contents.get(name), packed.get(name));
  writeFileSync(join(out, "manifest.json"), JSON.stringify({ files }, null, 1) + "\n");

  const all = [...packed.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  console.log(
    `${files.length} files in ${relative(process.cwd(), out) || "."}: first load ${kib(first)}, everything ${kib(all)}, compressed`,
  );
  if (first > first_load_bytes)
    throw new Error(`the first load is ${kib(first)}, above ${kib(first_load_bytes)}: load what not every visit needs with import()`);
}

if (!watching) {
  await bundle().catch((problem) => {
    console.error(problem.errors ? "build failed" : problem.message);
    process.exit(1);
  });
} else {
  let timer;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => bundle().catch((problem) => console.error(problem.errors ? "build failed" : problem.message)), 150);
  };
  for (const folder of [join(here, "ui"), web, join(web, "pages")]) watch(folder, again);
  again();
}
