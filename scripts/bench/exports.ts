import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fetchWhole, stall } from "./clients.js";
import { type Finding, type Section, sayMegabytes, sayMs, sayTimes, spread } from "./report.js";
import { Player } from "./roles.js";
import type { Sent, Started, Watched } from "./serving.js";

const runs = { export: 5, file: 7, stalled: 9 };
const stalledClients = 4;
/** Loop delay and memory that a streamed export may take. */
const limits = { delayMs: 10, growthBytes: 64 * 2 ** 20 };

/** Downloads of a million rows: streamed, as a finished file, and to clients that do not read. */
export async function benchExports(file: string, rows: number, folder: string): Promise<readonly Section[]> {
  const server = new Player("serving");
  try {
    const started = await server.ask<Started>("start", {
      databaseUrl: `sqlite:${file}`,
      filesFolder: join(folder, "finished"),
    });
    const streamed = await benchStreams(server, started, file, rows);
    return [streamed, await benchFile(started.port, folder, rows), await benchStalled(server, started)];
  } finally {
    await server.end();
  }
}

async function benchStreams(server: Player, { port, today }: Started, file: string, rows: number): Promise<Section> {
  const shell = spawnSync("sqlite3", ["-version"]).status === 0;
  const findings: Finding[] = [];
  for (const [what, path] of [
    ["a whole table", `/data/funding_rounds.csv?as_of=${today}`],
    ["a page's view, joined, newest first", `/funding.csv?as_of=${today}`],
  ] as const) {
    const [ours, rival]: [number[], number[]] = [[], []];
    let { bytes } = await fetchWhole(port, path);
    await server.ask("watch");
    for (let run = 0; run < runs.export; run++) {
      const fetched = await fetchWhole(port, path);
      ours.push(fetched.ms);
      bytes = fetched.bytes;
      const sent = await server.ask<Sent | undefined>("streamed");
      if (shell && sent) rival.push(await shellMs(file, sent));
    }
    const { delay, memory } = await server.ask<Watched>("watched");
    const ratio = Math.min(...rival) / Math.min(...ours);
    const grown = memory.peak - memory.before;
    findings.push(
      {
        what: `CSV of ${what}`,
        ours: sayMs(spread(ours)),
        ...(shell && { rival: `sqlite3 -csv ${sayMs(spread(rival))}` }),
        goal: "0.50 × the shell's speed",
        ...(shell && { met: ratio >= 0.5 }),
        note: `${shell ? `${sayTimes(ratio)} the shell's speed` : "Not compared: there is no sqlite3 shell on the PATH"}; ${sayMegabytes(bytes)} in all.`,
      },
      {
        what: "  event loop meanwhile, p50 / p99 / max",
        ours: `${[delay.p50, delay.p99, delay.max].map((ms) => ms.toFixed(1)).join(" / ")} ms`,
        goal: `p99 under ${limits.delayMs} ms`,
        met: delay.p99 < limits.delayMs,
      },
      {
        what: "  memory before / peak / after",
        ours: [memory.before, memory.peak, memory.after].map(sayMegabytes).join(" / "),
        goal: `flat: within ${sayMegabytes(limits.growthBytes)}`,
        met: grown < limits.growthBytes,
      },
    );
  }
  return {
    title: `Streamed exports of ${rows.toLocaleString("en")} rows`,
    about: `From the request to the last byte, uncompressed, read on the loopback by another process: least / median / greatest of ${runs.export} runs, in turn with the shell, which runs the very same query into /dev/null. The fastest runs are compared. One run goes before, so that code is compiled and its thread started. Delay: how late a timer of 1 ms came. Memory: resident set of the server.`,
    findings,
  };
}

/** Milliseconds that the sqlite3 shell takes for a query, from its start to its end. */
function shellMs(file: string, { sql, parameters }: Sent): Promise<number> {
  const quoted = (value: unknown) =>
    typeof value === "number" ? String(value) : `"'${String(value).replaceAll("'", "''")}'"`;
  const bound = parameters.flatMap((value, at) => ["-cmd", `.parameter set ?${at + 1} ${quoted(value)}`]);
  return new Promise((done, failed) => {
    const begun = performance.now();
    const shell = spawn("sqlite3", ["-readonly", "-csv", "-header", ...bound, file, sql], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    shell.on("error", failed);
    shell.on("exit", (code) => {
      if (code === 0) done(performance.now() - begun);
      else failed(new Error(`sqlite3 ended with ${code}.`));
    });
  });
}

/** A table's finished file against the same file sent by a bare static server. */
async function benchFile(port: number, folder: string, rows: number): Promise<Section> {
  const path = "/data/funding_rounds.csv";
  const made = await fetchWhole(port, path);
  const copy = join(folder, "same.csv");
  const { writeFile } = await import("node:fs/promises");
  await writeFile(
    copy,
    Buffer.from(
      await (
        await fetch(`http://127.0.0.1:${port}${path}`, { headers: { "Accept-Encoding": "identity" } })
      ).arrayBuffer(),
    ),
  );
  const bareServer = new Player("bare");
  try {
    const barePort = await bareServer.ask<number>("file", copy);
    const [ours, rival]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs.file; run++) {
      ours.push((await fetchWhole(port, path)).ms);
      rival.push((await fetchWhole(barePort, "/")).ms);
    }
    const ratio = Math.min(...rival) / Math.min(...ours);
    return {
      title: "A finished table file",
      about: `The same ${rows.toLocaleString("en")} rows once the file is made, against http.createServer piping a copy of it from the disk; ${runs.file} runs in turn, the fastest compared.`,
      findings: [
        { what: "first request, which makes it", ours: sayMs(spread([made.ms])) },
        {
          what: "every later one",
          ours: sayMs(spread(ours)),
          rival: `static file ${sayMs(spread(rival))}`,
          goal: "0.90 × of static",
          met: ratio >= 0.9,
          note: `${sayTimes(ratio)} the speed of the static file; ${sayMegabytes(made.bytes)}.`,
        },
      ],
    };
  } finally {
    await bareServer.end();
  }
}

/** Clients that open a download and read nothing, while others load a page and an edit lands. */
async function benchStalled(server: Player, { port, today }: Started): Promise<Section> {
  const around = async () => {
    const [page, edit]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs.stalled; run++) {
      // The edit makes every kept page stale, so each load is computed anew on what it has written.
      edit.push(await server.ask<number>("edit"));
      page.push((await fetchWhole(port, `/chips?as_of=${today}`)).ms);
    }
    return { page: spread(page), edit: spread(edit) };
  };
  await around();
  const free = await around();
  const downloads = [`/data/funding_rounds.csv?as_of=${today}`, `/funding.csv?as_of=${today}`, "/data/companies.csv"];
  const sockets = await Promise.all(
    Array.from({ length: stalledClients }, (_, at) => stall(port, downloads[at % downloads.length] ?? "")),
  );
  // Until what fits into the sockets' buffers has been written and all of them hang.
  await new Promise((passed) => setTimeout(passed, 4000));
  const held = await around();
  for (const socket of sockets) socket.destroy();
  // Twice the time is noise on a busy machine; being held up would mean waiting for a client that never reads.
  const unheld = (measured: number, usual: number) => measured <= usual * 2 + 5;
  return {
    title: `${stalledClients} clients that opened a download and read nothing`,
    about: `Meanwhile ${runs.stalled} edits land, each a transaction with its revision, and after each /chips is computed anew. Beside it the same without those clients. Held up means: more than twice as long.`,
    findings: [
      {
        what: "a page loads",
        ours: sayMs(held.page),
        rival: `without them ${sayMs(free.page)}`,
        goal: "not held up",
        met: unheld(held.page.median, free.page.median),
      },
      {
        what: "an edit lands",
        ours: sayMs(held.edit),
        rival: `without them ${sayMs(free.edit)}`,
        goal: "not held up",
        met: unheld(held.edit.median, free.edit.median),
      },
    ],
  };
}
