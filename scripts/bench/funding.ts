import { fetchWhole } from "./clients.js";
import { type Finding, type Section, sayMs, spread } from "./report.js";
import { Player } from "./roles.js";
import type { Started, Watched } from "./serving.js";

const runs = { anew: 7, warm: 30 };
const accept = ["Accept-Encoding: br", "Accept: text/html"];
/** Pages that add up or list rounds; those that are not mounted are left out. */
const paths = ["/funding", "/funding/league", "/companies", "/investors", "/compare"];
const warmGoalMs = 150;

/** The pages about money on many more companies and rounds than are shipped. */
export async function benchFunding(
  databaseUrl: string,
  { companies, rounds }: { readonly companies: number; readonly rounds: number },
  filesFolder: string,
): Promise<Section> {
  const server = new Player("serving");
  try {
    const { port, today, pages } = await server.ask<Started>("start", { databaseUrl, filesFolder });
    const findings: Finding[] = [];
    for (const path of paths) {
      if (pages.some((page) => page.path === path)) findings.push(await benchPage(server, port, path, today));
    }
    return {
      title: "Money",
      about: `${companies.toLocaleString("en")} companies and ${rounds.toLocaleString("en")} rounds beside the shipped ones. Milliseconds until the first byte: least / median / greatest. Anew: computed for a day that nobody has asked for, ${runs.anew} times. Again: the same address once more, ${runs.warm} times.`,
      findings,
    };
  } finally {
    await server.end();
  }
}

async function benchPage(server: Player, port: number, path: string, today: string): Promise<Finding> {
  const [anew, again]: [number[], number[]] = [[], []];
  await server.ask("watch");
  for (let run = 0; run < runs.anew; run++) {
    const day = new Date(Date.parse(today) - (run + 1) * 86_400_000).toISOString().slice(0, 10);
    anew.push((await fetchWhole(port, `${path}?as_of=${day}`, accept)).firstMs);
  }
  const { delay } = await server.ask<Watched>("watched");
  let bytes = 0;
  for (let run = 0; run <= runs.warm; run++) {
    const fetched = await fetchWhole(port, path, accept);
    again.push(fetched.firstMs);
    bytes = fetched.bytes;
  }
  const warm = spread(again.slice(1));
  return {
    what: path,
    ours: `again ${sayMs(warm)}`,
    rival: `anew ${sayMs(spread(anew))}`,
    goal: `again ${warmGoalMs} ms`,
    met: warm.max < warmGoalMs,
    note: `${bytes.toLocaleString("en")} bytes compressed. While it was made anew, the event loop was held up for ${delay.max.toFixed(0)} ms at most.`,
  };
}
