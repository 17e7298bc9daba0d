import { bystander, fetchWhole, withBystander } from "./clients.js";
import { type Finding, type Section, sayMs, spread } from "./report.js";
import { Player } from "./roles.js";
import type { Started, Watched } from "./serving.js";

const runs = { anew: 7, again: 30 };
const accept = ["Accept-Encoding: br", "Accept: text/html"];
const limits = { againMs: 150, delayMs: 100 };

/** Pages that add up or list rounds. The investor is one of the shipped, who share all generated rounds. */
const asked: readonly string[] = [
  "/funding",
  "/funding/league",
  "/companies",
  "/investors",
  "/investors/nvidia",
  `/compare?ids=${[1, 2, 3, 5].map((at) => `made-up-${at}`).join(",")}`,
  "/companies/made-up-1",
];

/** The pages about money on many more companies and rounds than are shipped. */
export async function benchFunding(
  databaseUrl: string,
  { companies, rounds }: { readonly companies: number; readonly rounds: number },
  filesFolder: string,
): Promise<Section> {
  const server = new Player("serving");
  try {
    const { port, today } = await server.ask<Started>("start", { databaseUrl, filesFolder });
    // One goes before, so that code is compiled.
    await fetchWhole(port, "/sources", accept);
    const findings: Finding[] = [];
    for (const path of asked) findings.push(...(await benchPage(server, port, path, today)));
    return {
      title: "Money",
      about: `${companies.toLocaleString("en")} companies and ${rounds.toLocaleString("en")} rounds beside the shipped ones. Milliseconds until the first byte: least / median / greatest. First: asked for the first time since the start. Another view: for a day that nobody has asked for, ${runs.anew} times. Again: the same address once more, ${runs.again} times. Another's wait: how long ${bystander.path}, asked every ${bystander.everyMs} ms meanwhile, took at worst. Delay: how late a timer of 1 ms came meanwhile, p99 / max.`,
      findings,
    };
  } finally {
    await server.end();
  }
}

async function benchPage(server: Player, port: number, path: string, today: string): Promise<readonly Finding[]> {
  const first = await watched(server, port, [path]);
  const anew = await watched(
    server,
    port,
    Array.from({ length: runs.anew }, (_, run) => {
      const day = new Date(Date.parse(today) - (run + 1) * 86_400_000).toISOString().slice(0, 10);
      return `${path}${path.includes("?") ? "&" : "?"}as_of=${day}`;
    }),
  );
  const again: number[] = [];
  let bytes = 0;
  for (let run = 0; run < runs.again; run++) {
    const fetched = await fetchWhole(port, path, accept);
    again.push(fetched.firstMs);
    bytes = fetched.bytes;
  }
  const warm = spread(again);
  return [
    {
      what: path,
      ours: `again ${sayMs(warm)}`,
      rival: `first ${first.said}`,
      goal: `again ${limits.againMs} ms`,
      met: warm.max < limits.againMs,
      note: `${Math.round(bytes / 1000).toLocaleString("en")} kB compressed.`,
    },
    heldUp("  others meanwhile, first", first),
    { what: "  another view", ours: anew.said, rival: `${anew.cpuMs.toFixed(0)} ms of processor time each` },
    heldUp("  others meanwhile, another view", anew),
  ];
}

interface Asked {
  readonly said: string;
  readonly worst: number;
  readonly delay: Watched["delay"];
  /** Processor time of one answer. */
  readonly cpuMs: number;
}

/** Asks for each in turn, and watches how those fare who ask for something else. */
async function watched(server: Player, port: number, paths: readonly string[]): Promise<Asked> {
  const firstMs: number[] = [];
  let worst = 0;
  await server.ask("watch");
  for (const path of paths) {
    const one = await withBystander(port, fetchWhole(port, path, accept));
    firstMs.push(one.fetched.firstMs);
    worst = Math.max(worst, one.worst);
  }
  const { delay, cpuMs } = await server.ask<Watched>("watched");
  return { said: sayMs(spread(firstMs)), worst, delay, cpuMs: cpuMs / paths.length };
}

function heldUp(what: string, { worst, delay }: Asked): Finding {
  return {
    what,
    ours: `waited ${worst.toFixed(0)} ms`,
    rival: `delay ${[delay.p99, delay.max].map((ms) => ms.toFixed(0)).join(" / ")} ms`,
    goal: `delay at most ${limits.delayMs} ms`,
    met: delay.max <= limits.delayMs,
  };
}
