// The addresses that the router knows, read out of agent/web/pages.ts, so that no page is forgotten.
import { readFileSync } from "node:fs";

const text = readFileSync(new URL("../../agent/web/pages.ts", import.meta.url), "utf8");
export const registered = [...text.matchAll(/\bpath: "([^"]+)",\s*name: "(\w+)"/g)].map(([, path, name]) => ({ path, name }));
const rows = [...text.matchAll(/import\("\.\/pages\//g)].length;
if (registered.length !== rows) throw new Error("agent/web/pages.ts is written in another way than tests/browser/pages.mjs reads it");
