import { bystander, fetchOnce, fetchWhole, withBystander } from "./clients.js";
import { type Finding, type Section, sayMs, spread } from "./report.js";
import { Player } from "./roles.js";
import type { Started, Watched } from "./serving.js";

const runs = { again: 10 };
const accept = ["Accept-Encoding: br", "Accept: text/html,*/*"];
/** What a page over the forest may take: the loop serves others meanwhile, and a browser is not sent the forest. */
const limits = { coldMs: 2000, delayMs: 50, pageBytes: 400_000 };

/** The first models of the generated forest, on which tens of thousands rest, and thousands. */
const [root, trunk] = ["made-up-model-0000000", "made-up-model-0000007"];

/** In this order: the first reads the graph, the others find it read. Files may be as large as the forest. */
const asked: readonly { readonly path: string; readonly file?: true }[] = [
  { path: "/dependencies" },
  { path: "/dependencies/charts/shares.csv" },
  { path: "/dependencies?kind=weights" },
  { path: `/dependencies?focus=${trunk}` },
  { path: `/dependencies/without?ids=${root}` },
  { path: `/models/${root}` },
  { path: "/" },
  // A word that all generated models share, one of theirs misspelt, and one that is nowhere.
  { path: "/search.json?q=made" },
  { path: "/search.json?q=distiled" },
  { path: "/search.json?q=zzzzzz" },
  { path: "/dependencies.graphml", file: true },
  { path: "/dependencies.dot", file: true },
];

/** Pages over a forest of generated models, and how those fare who ask for something else meanwhile. */
export async function benchLineage(
  databaseUrl: string,
  { models, edges }: { readonly models: number; readonly edges: number },
  filesFolder: string,
): Promise<Section> {
  const server = new Player("serving");
  try {
    const { port } = await server.ask<Started>("start", { databaseUrl, filesFolder });
    // One goes before, so that code is compiled.
    await fetchWhole(port, "/sources", accept);
    const findings: Finding[] = [];
    for (const { path, file } of asked) findings.push(...(await benchPage(server, port, path, file === true)));
    return {
      title: `Pages over ${models.toLocaleString("en")} models and ${edges.toLocaleString("en")} dependencies`,
      about: `Milliseconds until the last byte, compressed. Cold: asked for the first time since the start; again: the same address ${runs.again} times more, least / median / greatest. Another's wait: how long ${bystander.path}, asked every ${bystander.everyMs} ms while the page was computed, took at worst. Delay: how late a timer of 1 ms came meanwhile, p99 / max.`,
      findings,
    };
  } finally {
    await server.end();
  }
}

async function benchPage(server: Player, port: number, path: string, isFile: boolean): Promise<readonly Finding[]> {
  await server.ask("watch");
  const { fetched, worst } = await withBystander(port, fetchWhole(port, path, accept));
  const { delay } = await server.ask<Watched>("watched");
  const again: number[] = [];
  // A file as large as the forest is kept by nobody, and made anew each time.
  for (let run = 0; run < (isFile ? 0 : runs.again); run++) again.push((await fetchOnce(port, path, accept)).ms);
  const sent = Math.round(fetched.bytes / 1000).toLocaleString("en");
  return [
    {
      what: `${path} cold`,
      ours: sayMs(spread([fetched.ms])),
      rival: isFile ? "not kept" : `again ${sayMs(spread(again))}`,
      goal: `${limits.coldMs / 1000} s${isFile ? "" : `, ${limits.pageBytes / 1000} kB`}`,
      met: fetched.ms <= limits.coldMs && (isFile || fetched.bytes <= limits.pageBytes),
      note: `${sent} kB sent.`,
    },
    {
      what: "  another's wait meanwhile",
      ours: `${worst.toFixed(0)} ms`,
      rival: `delay ${[delay.p99, delay.max].map((ms) => ms.toFixed(0)).join(" / ")} ms`,
      goal: `delay p99 under ${limits.delayMs} ms`,
      met: delay.p99 < limits.delayMs,
    },
  ];
}
