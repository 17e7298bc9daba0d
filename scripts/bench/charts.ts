import { init } from "echarts";
import type { ChartData } from "../../public/charts/chart.js";
import { chart, inlineSvg } from "../../server/web/figures.js";
import type { MountedPage } from "../../server/web/pages.js";
import { type Finding, type Section, sayMs, sayTimes, spread } from "./report.js";
import type { Rival } from "./rival.js";
import { rivals } from "./rivals.js";
import { Player } from "./roles.js";
import type { Started } from "./serving.js";

const runs = { warming: 20, timed: 40 };

/** A chart as a page holds it. */
interface Held {
  readonly name: string;
  readonly module: string;
  readonly data: ChartData;
}

/** Every chart of every page with the shipped facts, beside the same picture by Apache ECharts. */
export async function benchCharts(databaseUrl: string, filesFolder: string): Promise<Section> {
  const findings: Finding[] = [];
  for (const { path, held } of await shippedCharts(databaseUrl, filesFolder)) {
    for (const one of held) findings.push(await compare(path, one));
  }
  return {
    title: "Drawing a chart on the server",
    about: `From a chart's data to the text of its SVG, as a page draws it at its widest: least / median / greatest of ${runs.timed} runs in turn, after ${runs.warming} to warm up. ECharts: its server rendering (ssr, svg) of the same rows with as many marks and labels. The fastest runs are compared. In brackets: shapes, texts and size of either picture; ECharts makes a shape of every tick and grid line, where ours are one.`,
    findings,
  };
}

async function shippedCharts(databaseUrl: string, filesFolder: string) {
  const server = new Player("serving");
  try {
    const { port, pages } = await server.ask<Started>("start", { databaseUrl, filesFolder });
    const found: { readonly path: string; readonly held: readonly Held[] }[] = [];
    for (const { path, charts } of await withCharts(port, pages))
      found.push({ path, held: await chartsOf(port, path, charts) });
    return found;
  } finally {
    await server.end();
  }
}

/** Pages that hold charts; of the pages of single things the first that their list links to. */
async function withCharts(port: number, pages: readonly MountedPage[]): Promise<readonly MountedPage[]> {
  const found: MountedPage[] = [];
  for (const page of pages.filter(({ charts }) => charts.length > 0)) {
    const [list = "", rest] = page.path.split("/:id");
    if (rest === undefined) {
      found.push(page);
      continue;
    }
    const [, link] = new RegExp(`href="(${list}/[a-z0-9-]+)[?"]`).exec(await textAt(port, list)) ?? [];
    if (link) found.push({ ...page, path: link });
  }
  return found;
}

async function textAt(port: number, path: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`);
  return answer.text();
}

/** What a page draws in the cells of a table, where it leaves no data for the browser. */
const cellModule = "trend";

/** The charts of a page with the data that it gives for them. */
async function chartsOf(port: number, path: string, names: readonly string[]): Promise<readonly Held[]> {
  const html = await textAt(port, path);
  const modules = new Map(
    [...html.matchAll(/id="([\w-]+)" data-chart="([\w-]+)"/g)].map(([, name, module]) => [name, module]),
  );
  return Promise.all(
    names.map(async (name) => {
      const { data } = JSON.parse(await textAt(port, `${path === "/" ? "" : path}/charts/${name}.json`));
      return { name, module: modules.get(name) ?? cellModule, data: data as ChartData };
    }),
  );
}

async function compare(path: string, { name, module, data }: Held): Promise<Finding> {
  const what = path === "/" ? name : `${path.slice(1)} ${name}`;
  const rival = rivals[module];
  if (!rival) return { what, note: `Skipped: scripts/bench/rivals.ts does not say how ECharts draws a ${module}.` };
  const input = await chart(module, rival.module, async () => ({ data, sources: [] })).input(
    undefined as never,
    undefined as never,
  );
  const { option, height } = rival.option(data);
  const ours = () => inlineSvg(input, rival.width, "bench", "bench-summary", "bench", "picture");
  const theirs = () => echartsSvg(option, rival.width, height);
  const [own, other]: [number[], number[]] = [[], []];
  for (let run = -runs.warming; run < runs.timed; run++) {
    const [a, b] = [timed(ours), timed(theirs)];
    if (run < 0) continue;
    own.push(a);
    other.push(b);
  }
  const ratio = Math.min(...own) / Math.min(...other);
  return {
    what,
    ours: sayMs(spread(own)),
    rival: `ECharts ${sayMs(spread(other))}`,
    goal: "not slower",
    met: ratio <= 1,
    note: `${sayTimes(ratio)} the time. ${sayPicture(ours())} against ${sayPicture(theirs())}${rival.given === "nothing" ? "" : `; ECharts was told ${rival.given}`}.`,
  };
}

function echartsSvg(option: ReturnType<Rival["option"]>["option"], width: number, height: number): string {
  const drawing = init(null, null, { renderer: "svg", ssr: true, width, height });
  drawing.setOption(option);
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return svg;
}

function timed(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function sayPicture(svg: string): string {
  const count = (pattern: RegExp) => svg.match(pattern)?.length ?? 0;
  const shapes = count(/<(path|circle|rect|line|ellipse|polyline|polygon)[ >]/g);
  return `(${shapes} shapes, ${count(/<text[ >]/g)} texts, ${(svg.length / 1024).toFixed(0)} KB)`;
}
