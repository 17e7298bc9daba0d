import { heldByFirms, tally } from "../chips/holdings-course.js";
import { heldFacts } from "../chips/holdings-data.js";
import { pooled } from "../gap/gaps.js";
import { gaps } from "../gap/world.js";
import { type Headline, headlines } from "../overview/headlines.js";
import { factsOf } from "../overview/world.js";
import { band, type Confidence } from "../values/evidence.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { FigureAt, SideFigure } from "./comparison.js";

/** Every headline figure at the context's day, by the very functions that the other pages ask. */
export async function figuresAt(ctx: Context): Promise<readonly FigureAt[]> {
  const { sides, asOf, confidence } = ctx.view;
  const known = await headlines(await factsOf(ctx), sides, asOf, confidence, []);
  return [...known.map(ofHeadline), await lagAt(ctx), await computeAt(ctx)];
}

function ofHeadline({ measure, a, b }: Headline): FigureAt {
  const { key, title, about, unit, format, unbanded } = measure;
  const side = (figure: Headline["a"]): SideFigure => ({
    value: figure.value,
    ...(figure.counted && { counted: figure.counted }),
    ...(!unbanded && {
      band: {
        confirmed: figure.band.confirmed.value,
        reported: figure.band.reported.value,
        all: figure.band.all.value,
      },
    }),
  });
  return { key, title, about, unit, format, a: side(a), b: side(b) };
}

/** The median over all benchmarks of how long a side took to reach what the other had reached before. */
async function lagAt(ctx: Context): Promise<FigureAt> {
  const { asOf, confidence } = ctx.view;
  const levels = new Map<Confidence, Awaited<ReturnType<typeof gaps>>>();
  for (const level of new Set<Confidence>(["confirmed", "reported", "disputed", confidence]))
    levels.set(level, await gaps(ctx.viewedAs({ confidence: level })));
  const side = (of: "a" | "b"): SideFigure => {
    const at = (level: Confidence) => pooled(levels.get(level) ?? [], of, asOf);
    const months = (level: Confidence) => rounded(at(level)?.medianMonths, 2);
    const crossings = at(confidence)?.crossings ?? 0;
    return { value: months(confidence), counted: { part: crossings, whole: crossings }, band: band(months) };
  };
  return {
    key: "lag",
    title: "Lag behind the other side",
    about: "median time from the leader’s score to the follower’s, all benchmarks together, crossings of 12 months",
    unit: "months",
    format: "months",
    a: side("a"),
    b: side("b"),
  };
}

/** What firms are known to hold, in units of one chip's throughput. */
async function computeAt(ctx: Context): Promise<FigureAt> {
  const { asOf, confidence, sides } = ctx.view;
  const { judged, unitTflops } = await heldFacts(ctx);
  const side = (of: "a" | "b"): SideFigure => {
    const at = (level: Confidence) =>
      tally(
        judged.standing(asOf, level, (row, verdict) => sideOf(row.country, sides) === of && heldByFirms(row, verdict)),
        unitTflops,
      );
    const { h100, rows, unconverted } = at(confidence);
    return {
      value: rounded(h100, 0),
      counted: { part: rows - unconverted.rows, whole: rows },
      band: band((level) => rounded(at(level).h100, 0)),
    };
  };
  return {
    key: "compute",
    title: "Computing power held",
    about: "chips that firms are known to hold, in H100-equivalents by 16-bit throughput; a floor",
    unit: "H100-equivalents",
    format: "large",
    a: side("a"),
    b: side("b"),
  };
}

function rounded(value: number | null | undefined, digits: number): number | null {
  return value === null || value === undefined ? null : Number(value.toFixed(digits));
}
