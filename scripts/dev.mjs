// Serves, and builds and serves again whenever a source has changed. A build that fails leaves the last good server
// running. Plain JavaScript, since it runs before anything is compiled.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ["db", "server", "public", "scripts", "views"];
/** Editors write a file in several steps, and a checkout writes many files. */
const settleMs = 120;
/** Longer than that no open download holds up a restart. */
const patienceMs = 2000;

let server;
let settled;
let busy = false;
let again = false;

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  do {
    again = false;
    try {
      const began = performance.now();
      const changed = await build();
      if (changed) console.log(`Built in ${Math.round(performance.now() - began)} ms.`);
      if (changed || !server) await restart();
    } catch (error) {
      // esbuild has printed its errors with their places; anything else speaks here.
      if (!error.errors) console.error(error);
      console.error("The build failed. Waiting for a change.");
    }
  } while (again);
  busy = false;
}

async function restart() {
  await stop();
  const child = spawn(process.execPath, [join(root, "dist", "server", "main.js")], { cwd: root, stdio: "inherit" });
  server = child;
  child.once("exit", (code) => {
    if (server !== child) return;
    server = undefined;
    console.error(`The server ended with ${code}. Waiting for a change.`);
  });
}

async function stop() {
  if (!server) return;
  const child = server;
  server = undefined;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  await ended;
  clearTimeout(impatience);
}

for (const folder of sources) {
  watch(join(root, folder), { recursive: true }, (_event, name) => {
    // The facts are no part of the build; npm run load takes them over.
    if (folder === "db" && name?.startsWith("dataset")) return;
    clearTimeout(settled);
    settled = setTimeout(refresh, settleMs);
  });
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    await stop();
    process.exit(0);
  });
}
await refresh();
console.log(`Watching ${sources.join(", ")}.`);
