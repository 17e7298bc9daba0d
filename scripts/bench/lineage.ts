import { fetchOnce, fetchWhole } from "./clients.js";
import { type Finding, type Section, sayMegabytes, sayMs, spread } from "./report.js";
import { Player } from "./roles.js";
import type { Started, Watched } from "./serving.js";

const runs = { anew: 5, warm: 20 };
const accept = ["Accept-Encoding: br", "Accept: text/html"];
/** What a page over the forest may take: the loop serves others meanwhile, and a browser is not sent the forest. */
const limits = { delayMs: 50, bytes: 400_000 };

/** An early model of the generated forest, on which thousands rest. */
const trunk = "made-up-model-0000007";

/** A word that all generated models share, one of theirs misspelt, and one that is nowhere. */
const searches = ["/search.json?q=made", "/search.json?q=distiled", "/search.json?q=zzzzzz"];

/** Pages over a forest of generated models, and how those fare who ask for something else meanwhile. */
export async function benchLineage(
  databaseUrl: string,
  { models, edges }: { readonly models: number; readonly edges: number },
  filesFolder: string,
): Promise<Section> {
  const server = new Player("serving");
  try {
    const { port, today } = await server.ask<Started>("start", { databaseUrl, filesFolder });
    const findings: Finding[] = [];
    const paths = ["/dependencies", `/dependencies?focus=${trunk}`, "/dependencies?kind=weights", "/", ...searches];
    for (const path of paths) {
      findings.push(...(await benchPage(server, port, path, today)));
    }
    return {
      title: `Pages over ${models.toLocaleString("en")} models and ${edges.toLocaleString("en")} dependencies`,
      about: `Milliseconds until the last byte, compressed: least / median / greatest. Anew: computed for a day that nobody has asked for, ${runs.anew} times; again: the same address once more, ${runs.warm} times. Delay: how late a timer of 1 ms came while the pages were computed.`,
      findings,
    };
  } finally {
    await server.end();
  }
}

async function benchPage(server: Player, port: number, path: string, today: string): Promise<readonly Finding[]> {
  const on = (run: number) => {
    const day = new Date(Date.parse(today) - (run + 1) * 86_400_000).toISOString().slice(0, 10);
    return `${path}${path.includes("?") ? "&" : "?"}as_of=${day}`;
  };
  // One goes before, so that code is compiled and threads are started.
  await fetchWhole(port, on(runs.anew), accept);
  const [anew, again]: [number[], number[]] = [[], []];
  let bytes = 0;
  await server.ask("watch");
  for (let run = 0; run < runs.anew; run++) {
    const fetched = await fetchWhole(port, on(run), accept);
    anew.push(fetched.ms);
    bytes = Math.max(bytes, fetched.bytes);
  }
  const { delay, memory } = await server.ask<Watched>("watched");
  for (let run = 0; run < runs.warm; run++) again.push((await fetchOnce(port, on(0), accept)).ms);
  return [
    {
      what: `${path} anew`,
      ours: sayMs(spread(anew)),
      rival: `again ${sayMs(spread(again))}`,
      goal: `at most ${limits.bytes / 1000} kB sent`,
      met: bytes <= limits.bytes,
      note: `${Math.round(bytes / 1000).toLocaleString("en")} kB sent; memory at its highest ${sayMegabytes(memory.peak)}.`,
    },
    {
      what: "  event loop meanwhile, p50 / p99 / max",
      ours: `${[delay.p50, delay.p99, delay.max].map((ms) => ms.toFixed(1)).join(" / ")} ms`,
      goal: `max under ${limits.delayMs} ms`,
      met: delay.max < limits.delayMs,
    },
  ];
}
