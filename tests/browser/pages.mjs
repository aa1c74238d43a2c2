// The addresses that the router knows, read out of agent/web/pages.ts, so that no page is forgotten.
import { readFileSync } from "node:fs";

const text = readFileSync(new URL("../../agent/web/pages.ts", import.meta.url), "utf8");
export const registered = [...text.matchAll(/\{ path: "([^"]+)", name: "(\w+)".*?(bare: true)?, load:/g)].map(([, path, name, bare]) => ({ path, name, bare: !!bare }));
if (registered.length < 10) throw new Error("agent/web/pages.ts is written in another way than tests/browser/pages.mjs reads it");
