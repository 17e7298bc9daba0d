import { sourcesOf } from "../gap/gap-figures.js";
import { type BenchmarkGap, pooled } from "../gap/gaps.js";
import { monthsOf, type Step, summary, trailing } from "../gap/lag.js";
import { measuredAt, opposite } from "../gap/measured.js";
import { benchmarks } from "../gap/queries.js";
import { gaps, type KnownBenchmark, scores } from "../gap/world.js";
import type { Day } from "../values/dates.js";
import type { Context } from "../web/context.js";
import { both, type Compared, codeOf, count, type Quotable, sayCounted, sayMonths } from "./quotable.js";

type Gap = BenchmarkGap<KnownBenchmark>;
type Crossings = (gap: Gap) => readonly { readonly leader: Step; readonly follower: Step }[];

const lateCrossings =
  (of: Compared, asOf: Day): Crossings =>
  ({ following }) =>
    trailing(following[of].crossings, asOf);

/** Sources of both ends of the crossings of one side. */
async function crossingSources(ctx: Context, of: Compared, crossings: Crossings): Promise<readonly string[]> {
  const [all, rows] = [await gaps(ctx), await scores(ctx)];
  const ends = all.map((gap) => {
    const pairs = crossings(gap);
    const steps = { a: [] as readonly Step[], b: [] as readonly Step[] };
    return {
      ...gap,
      steps: {
        ...steps,
        [of]: pairs.map(({ follower }) => follower),
        [opposite[of]]: pairs.map(({ leader }) => leader),
      },
    };
  });
  return [...new Set(sourcesOf(ends, rows))];
}

/** What the pooled lag of one side is measured at. */
export function lagSources(ctx: Context, of: Compared): Promise<readonly string[]> {
  return crossingSources(ctx, of, lateCrossings(of, ctx.view.asOf));
}

/** Beside the median of the pages: its quartiles, what stands open, and each benchmark by itself. */
export async function lagFigures(ctx: Context): Promise<readonly Quotable[]> {
  const { sides, asOf } = ctx.view;
  const all = await gaps(ctx);
  const known = await ctx.once("benchmarks", () => benchmarks(ctx));
  const found: Quotable[] = [];
  for (const of of both) {
    const code = codeOf(sides, of);
    const titled = (title: string) => `${title}: ${sides[of].label}`;
    const recent = pooled(all, of, asOf);
    const { open } = measuredAt(all, of, asOf);
    const sources = await lagSources(ctx, of);
    const months = (name: string, title: string, value: number | undefined, none: string): Quotable => ({
      name: `${code}.${name}`,
      title: titled(title),
      value: value ?? null,
      text: value === undefined ? none : sayMonths(value),
      unit: "months",
      sources,
    });
    found.push(
      months("low", "Lag, first quartile", recent?.lowMonths, "not measurable"),
      months("high", "Lag, third quartile", recent?.highMonths, "not measurable"),
      {
        name: `${code}.crossings`,
        title: titled("Crossings that the lag is measured at, 12 months"),
        ...count(recent?.crossings ?? 0, sayCounted, "crossings"),
        sources,
      },
      {
        ...months("open", "How long the oldest unmatched record has stood, median", open?.months, "none open"),
        sources: open ? await openSources(ctx, of) : [],
      },
    );
    for (const { id, name } of known) {
      const gap = all.find(({ benchmark }) => benchmark.id === id);
      found.push(...(await lagOn(ctx, of, { id, name }, gap)));
    }
  }
  return found;
}

/** Sources of the oldest record of each benchmark that a side has not matched. */
function openSources(ctx: Context, of: Compared): Promise<readonly string[]> {
  return recordSources(ctx, of, ({ following }) => following[of].open.slice(0, 1).map(({ leader }) => leader));
}

async function recordSources(
  ctx: Context,
  of: Compared,
  records: (gap: Gap) => readonly Step[],
): Promise<readonly string[]> {
  const own = (await gaps(ctx)).map((gap) => ({
    ...gap,
    steps: { a: [] as readonly Step[], b: [] as readonly Step[], [opposite[of]]: records(gap) },
  }));
  return [...new Set(sourcesOf(own, await scores(ctx)))];
}

/** The lag on one benchmark: what was caught up lately, and what still stands open. */
async function lagOn(
  ctx: Context,
  of: Compared,
  benchmark: Pick<KnownBenchmark, "id" | "name">,
  gap: Gap | undefined,
): Promise<readonly Quotable[]> {
  const { sides, asOf } = ctx.view;
  const recent = gap && summary(trailing(gap.following[of].crossings, asOf))?.medianMonths;
  const [oldest] = gap?.following[of].open ?? [];
  const open = oldest && monthsOf(oldest.lagDays);
  const name = `${codeOf(sides, of)}.${benchmark.id}`;
  const titled = (title: string) => `${title} on ${benchmark.name}: ${sides[of].label}`;
  const shared = { unit: "months", oneOfMany: true } as const;
  const isHere = (one: Gap) => one.benchmark.id === benchmark.id;
  const own: Crossings = (one) => (isHere(one) ? lateCrossings(of, asOf)(one) : []);
  const record = (one: Gap) => (isHere(one) && oldest ? [oldest.leader] : []);
  return [
    {
      name: `${name}.months`,
      title: titled("Lag, 12 months"),
      value: recent ?? null,
      text: recent === undefined ? "not measurable" : sayMonths(recent),
      sources: recent === undefined ? [] : await crossingSources(ctx, of, own),
      ...shared,
    },
    {
      name: `${name}.open`,
      title: titled("How long the oldest unmatched record has stood"),
      value: open ?? null,
      text: open === undefined ? "none open" : sayMonths(open),
      sources: open === undefined ? [] : await recordSources(ctx, of, record),
      ...shared,
    },
  ];
}
