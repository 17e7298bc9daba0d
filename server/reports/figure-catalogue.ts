import type { FigureAt, FigureKey, SideFigure } from "../changes/comparison.js";
import { figuresAt } from "../changes/figures-at.js";
import { ruleRole, rulesInForce } from "../chips/export-rules.js";
import { heldByFirms } from "../chips/holdings-course.js";
import { heldFacts } from "../chips/holdings-data.js";
import { world } from "../chips/world.js";
import { type Concentration, concentration } from "../funding/concentration.js";
import { viewedRounds } from "../funding/queries.js";
import { isEquity } from "../funding/totals.js";
import { claimedLag } from "../gap/claimed.js";
import { lagClaims } from "../gap/gap-figures.js";
import { measures } from "../overview/headlines.js";
import { factsOf } from "../overview/world.js";
import { sourcesInView } from "../sources/queries.js";
import { sayDate } from "../values/dates.js";
import type { Known } from "../values/known.js";
import { sayLarge, sayNumber, sayPercent, sayUsd } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { lagFigures, lagSources } from "./lag-catalogue.js";
import { both, type Compared, codeOf, count, type Quotable, sayCounted, sayKnownCount, sayMonths } from "./quotable.js";

/** Figures whose references begin alike, computed together by the functions that the pages ask. */
type Family = (ctx: Context) => Promise<readonly Quotable[]>;

const nothing = { sources: [], unit: "" } as const;

/** Families by the first word of their references, in the order in which a list offers them. */
export const families: Readonly<Record<string, Family>> = {
  async as_of({ view }) {
    return [{ name: "", title: "The day looked from", text: sayDate(view.asOf), value: view.asOf, ...nothing }];
  },
  async side({ view: { sides } }) {
    return both.flatMap((of) => [
      { name: `${codeOf(sides, of)}.name`, title: "Name inside a sentence", ...said(sides[of].name), ...nothing },
      { name: `${codeOf(sides, of)}.label`, title: "Name as a label", ...said(sides[of].label), ...nothing },
    ]);
  },
  funding: async (ctx) => [
    ...(await quoted(ctx, "funding", "total")),
    ...(await quoted(ctx, "funding-year", "year")),
    ...(await roundsOf(ctx)),
  ],
  companies: (ctx) => quoted(ctx, "companies", "count"),
  models: (ctx) => quoted(ctx, "models", "year"),
  dependence: async (ctx) => [
    ...(await quoted(ctx, "dependence", "share")),
    ...(await counted(ctx, "dependence", "resting", {
      which: "part",
      title: "Open models resting on the other side’s, 12 months",
      unit: "models",
    })),
    ...(await counted(ctx, "dependence", "models", {
      which: "whole",
      title: "Open models, 12 months",
      unit: "models",
    })),
  ],
  chips: async (ctx) => [
    ...(await quoted(ctx, "chips", "controlled")),
    ...(await counted(ctx, "chips", "known", { which: "whole", title: "Chips known", unit: "chips" })),
  ],
  listings: (ctx) => quoted(ctx, "listings", "companies"),
  lag: async (ctx) => [...(await quoted(ctx, "lag", "months")), ...(await lagFigures(ctx))],
  claims: claimsFamily,
  compute: (ctx) => quoted(ctx, "compute", "held"),
  rules: rulesFamily,
  sources: sourcesFamily,
};

const said = (text: string) => ({ text, value: text });

/** Every headline figure of the context’s day. */
export function headlineFigures(ctx: Context): Promise<readonly FigureAt[]> {
  return ctx.once("headline figures at the day", () => figuresAt(ctx));
}

async function headline(ctx: Context, key: FigureKey): Promise<FigureAt> {
  const found = (await headlineFigures(ctx)).find((figure) => figure.key === key);
  if (!found) throw new Error(`There is no headline figure "${key}".`);
  return found;
}

/** One of the headline figures for both sides. */
async function quoted(ctx: Context, key: FigureKey, field: string): Promise<readonly Quotable[]> {
  const { sides } = ctx.view;
  const figure = await headline(ctx, key);
  const sayings: Quotable[] = [];
  for (const of of both) {
    const { band, value } = figure[of];
    const quote = (value: number | null) => ({ value, text: sayQuoted({ value }, figure) });
    sayings.push({
      name: `${codeOf(sides, of)}.${field}`,
      title: `${figure.title}: ${sides[of].label}`,
      value,
      text: sayQuoted(figure[of], figure),
      unit: figure.unit,
      sources: await sourcesOn(ctx, key, of),
      ...(band && { band: { confirmed: quote(band.confirmed), reported: quote(band.reported), all: quote(band.all) } }),
    });
  }
  return sayings;
}

/** How many a headline figure is taken from: rows that count, or all of them. */
async function counted(
  ctx: Context,
  key: FigureKey,
  field: string,
  { which, title, unit }: { readonly which: "part" | "whole"; readonly title: string; readonly unit: string },
): Promise<readonly Quotable[]> {
  const { sides } = ctx.view;
  const figure = await headline(ctx, key);
  const sayings: Quotable[] = [];
  for (const of of both) {
    const count = figure[of].counted?.[which] ?? 0;
    sayings.push({
      name: `${codeOf(sides, of)}.${field}`,
      title: `${title}: ${sides[of].label}`,
      value: count,
      text: which === "whole" ? sayKnownCount(count) : sayCounted(count),
      unit,
      sources: await sourcesOn(ctx, key, of),
    });
  }
  return sayings;
}

/**
 * A headline figure inside a sentence.
 * @example sayQuoted({ value: null, counted: { part: 7, whole: 9 } }, { format: "percent" }) // "7 of 9, too few for a share"
 */
export function sayQuoted({ value, counted }: SideFigure, { format }: Pick<FigureAt, "format">): string {
  if (format === "percent") {
    if (value !== null) return sayPercent(value);
    if (!counted) return "too few for a share";
    return counted.whole === 0 ? "none known" : `${counted.part} of ${counted.whole}, too few for a share`;
  }
  if (value === null) return format === "months" ? "not measurable" : "none known";
  if (format === "usd") return sayUsd(value);
  if (format === "months") return sayMonths(value);
  // Of a part of a known whole, none is a finding; of a whole, that none is known.
  if (value === 0) return counted && counted.whole > 0 ? "none" : "none known";
  return format === "large" ? sayLarge(value) : sayNumber(value);
}

/** What one side's headline figure rests on. */
export async function sourcesOn(ctx: Context, key: FigureKey, of: Compared): Promise<readonly string[]> {
  const { sides, asOf } = ctx.view;
  if (key === "lag") return lagSources(ctx, of);
  if (key === "compute") return computeSources(ctx, of);
  const measure = measures.find((known) => known.key === key);
  // Asked for a side against itself, a measure names the sources of that side's rows alone.
  const own = { a: sides[of], b: sides[of] };
  return measure ? [...new Set(measure.sources(await factsOf(ctx), own, asOf))] : [];
}

async function computeSources(ctx: Context, of: Compared): Promise<readonly string[]> {
  const { asOf, confidence, sides } = ctx.view;
  const { judged, unit } = await heldFacts(ctx);
  const rows = judged.standing(
    asOf,
    confidence,
    (row, verdict) => sideOf(row.country, sides) === of && heldByFirms(row, verdict),
  );
  if (rows.length === 0) return [];
  return [...new Set([...(unit ? [unit.source_id] : []), ...rows.map(({ source_id }) => source_id)])];
}

async function roundsOf(ctx: Context): Promise<readonly Quotable[]> {
  const { sides } = ctx.view;
  const all = (await viewedRounds(ctx)).filter(isEquity);
  return both.flatMap((of): readonly Quotable[] => {
    const own = all.filter(({ country }) => sideOf(country, sides) === of);
    const found = concentration(own);
    const sources = [...new Set(own.map(({ source_id }) => source_id))];
    const fields: readonly (readonly [field: string, title: string, Pick<Quotable, "value" | "text" | "unit">])[] = [
      ["rounds", "Equity rounds", count(found.rounds, sayKnownCount, "rounds")],
      ["disclosed", "Equity rounds with an amount", count(found.rounds - found.undisclosed, sayCounted, "rounds")],
      ["undisclosed", "Equity rounds that disclose no amount", count(found.undisclosed, sayCounted, "rounds")],
      ["raisers", "Companies with an equity round", count(found.companies, sayKnownCount, "companies")],
      ["top_five", "Part of known funding that five companies raised", shareOf(found)],
      ["median", "Median equity round with an amount", amountOf(found.medianRoundUsd)],
    ];
    return fields.map(([field, title, quote]) => ({
      name: `${codeOf(sides, of)}.${field}`,
      title: `${title}: ${sides[of].label}`,
      ...quote,
      sources,
    }));
  });
}

function shareOf({ topFiveShare }: Concentration) {
  const unit = "share of known funding";
  return topFiveShare.known
    ? { value: topFiveShare.value, text: sayPercent(topFiveShare.value), unit }
    : { value: null, text: `too few for a share (${topFiveShare.why})`, unit };
}

function amountOf(amount: Known) {
  const unit = "US dollars";
  return amount.known
    ? { value: amount.value, text: sayUsd(amount.value), unit }
    : { value: null, text: "none known", unit };
}

/** What was claimed of each side's lag: from the least that was said to the most. */
async function claimsFamily(ctx: Context): Promise<readonly Quotable[]> {
  const { sides } = ctx.view;
  const told = (await lagClaims(ctx)).flatMap((claim) => {
    const lag = claimedLag(claim, sides);
    return lag ? [{ source: claim.source_id, ...lag }] : [];
  });
  return both.flatMap((of): readonly Quotable[] => {
    const own = told.filter(({ behind }) => behind === of);
    const ends = own.flatMap(({ low, high }) => [low, high]).filter((end) => end !== null);
    const [low, high] = ends.length === 0 ? [null, null] : [Math.min(...ends), Math.max(...ends)];
    const range = low === null || high === null ? null : sayRange(low, high);
    const sources = [...new Set(own.map(({ source }) => source))];
    const titled = (title: string) => `${title}: ${sides[of].label}`;
    const name = (field: string) => `${codeOf(sides, of)}.${field}`;
    const end = (field: string, title: string, value: number | null): Quotable => ({
      name: name(field),
      title: titled(title),
      value,
      text: value === null ? "none claimed" : sayMonths(value),
      unit: "months",
      sources,
    });
    return [
      {
        name: name("range"),
        title: titled("Lag as claimed, from the least to the most"),
        value: range,
        text: range ?? "none claimed",
        unit: "months",
        sources,
      },
      end("low", "Least lag claimed", low),
      end("high", "Greatest lag claimed", high),
      {
        name: name("count"),
        title: titled("Claims that give the lag in time"),
        ...count(own.length, sayKnownCount, "claims"),
        sources,
      },
    ];
  });
}

/** @example sayRange(3, 24) // "3 to 24 months" */
function sayRange(low: number, high: number): string {
  return low === high ? sayMonths(low) : `${sayNumber(Math.round(low * 10) / 10)} to ${sayMonths(high)}`;
}

async function rulesFamily(ctx: Context): Promise<readonly Quotable[]> {
  const { rows, rules } = await world(ctx);
  const standing = rulesInForce(rules, ctx.view.asOf);
  const quote = (name: string, title: string, those: typeof standing): Quotable => {
    const ids = new Set(those.map(({ id }) => id));
    const sources = rows.filter(({ id }) => ids.has(id)).map(({ source_id }) => source_id);
    return { name, title, ...count(those.length, sayKnownCount, "rules"), sources: [...new Set(sources)] };
  };
  return [
    quote("in_force", "Versions of rules in force, of both sides", standing),
    quote(
      "chips",
      "Versions in force that bear on chips",
      standing.filter((rule) => ruleRole(rule) !== undefined),
    ),
  ];
}

/** How many sources the facts of the view rest on; they are the report's own list, so none is cited for it. */
async function sourcesFamily(ctx: Context): Promise<readonly Quotable[]> {
  const rows = await sourcesInView(ctx).execute();
  const used = rows.filter(({ facts }) => Number(facts) > 0).length;
  return [
    { name: "count", title: "Sources that the facts rest on", ...count(used, sayKnownCount, "sources"), sources: [] },
  ];
}
