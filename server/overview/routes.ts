import type { Router } from "express";
import { type TrendData, trend } from "../../public/charts/trend.js";
import { sayDate } from "../values/dates.js";
import { sayCount, sayNumber, sayUsd } from "../values/numbers.js";
import { type SideKey, sideOf } from "../values/sides.js";
import { sayStage } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { type ChartSpec, chart } from "../web/figures.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { placeOfClaim } from "../web/row-places.js";
import { computedRows, type OutColumn } from "../web/rows.js";
import { beside, fullerIndicators } from "./beside.js";
import { origins, sayCounted, sayFigure } from "./figure-words.js";
import { type Headline, type HeadlineSide, headlines, type Measure, measures, sayLeads } from "./headlines.js";
import { changes, indicatorRows, newestClaims } from "./queries.js";
import { factsOf } from "./world.js";

const changeDays = 90;
const changesShown = 14;
const claimsShown = 9;

const columns: readonly OutColumn[] = [
  { name: "measure", type: "slug", title: "Measure", description: "Which headline figure." },
  { name: "title", type: "text", title: "Title", description: "The measure in words." },
  { name: "country", type: "text", title: "Country", description: "The side it is of, ISO 3166-1 alpha-2." },
  {
    name: "value",
    type: "number",
    title: "Value",
    description: "The figure at the view; empty where too few models are known for a share, or no amount.",
  },
  { name: "unit", type: "text", title: "Unit", description: "Unit of the figure; shares lie between 0 and 1." },
  {
    name: "part",
    type: "number",
    title: "Part",
    description: "Rows with a known amount, models that rest on the other side, or chips under control.",
  },
  { name: "whole", type: "number", title: "Whole", description: "Rows that part is taken from." },
  { name: "value_confirmed", type: "number", title: "Confirmed", description: "The figure on confirmed rows alone." },
  {
    name: "value_reported",
    type: "number",
    title: "Reported",
    description: "The figure on confirmed and reported rows.",
  },
  { name: "value_all", type: "number", title: "All", description: "The figure on all rows." },
  {
    name: "sources",
    type: "number",
    title: "Sources",
    description: "Number of sources of the rows it is taken from, of both sides.",
  },
];

const page: PageSpec = {
  path: "/",
  name: "overview/index",
  title: "Overview",
  plays: true,
  charts: Object.fromEntries(measures.map((measure) => [measure.key, trendOf(measure)])),
  table: {
    noun: "headline figure",
    columns,
    order: [],
    key: [],
    shown: [],
    async rows(ctx, order) {
      return computedRows(
        (await figures(ctx)).flatMap((headline) => [outRow(headline, "a", ctx), outRow(headline, "b", ctx)]),
        columns,
        order,
      );
    },
  },
  async content(ctx) {
    const known = await figures(ctx);
    return {
      title: "Overview",
      headline: sayLeads(known, ctx.view.sides),
      lede: "Each figure is computed from sourced rows and stands beside what it would be on stricter and on looser evidence. Its name leads to the rows.",
      parts: {
        sides: { a: ctx.view.sides.a.label, b: ctx.view.sides.b.label },
        measures: await shownMeasures(known, ctx),
        changes: await shownChanges(ctx),
        claims: await shownClaims(ctx),
        allClaims: ctx.href("/claims"),
      },
    };
  },
};

function figures(ctx: Context): Promise<readonly Headline[]> {
  const { sides, asOf, confidence } = ctx.view;
  return ctx.once("headlines", async () => headlines(await factsOf(ctx), sides, asOf, confidence));
}

function trendOf(measure: Measure): ChartSpec {
  return chart(
    "trend",
    trend,
    async (ctx): Promise<{ data: TrendData; sources: readonly string[] }> => {
      const headline = (await figures(ctx)).find((one) => one.measure === measure);
      const { sides, asOf } = ctx.view;
      const series = (["a", "b"] as const).map((side) => ({ side, points: headline?.[side].course ?? [] }));
      return {
        data: {
          sides,
          asOf,
          title: measure.title,
          unit: `${measure.about}; ${measure.unit}`,
          format: measure.format,
          series,
        },
        sources: headline?.sources ?? [],
      };
    },
    { compact: true },
  );
}

function outRow({ measure, sources, ...both }: Headline, of: "a" | "b", ctx: Context) {
  const { value, counted, band } = both[of];
  return {
    measure: measure.key,
    title: measure.title,
    country: ctx.view.sides[of].code,
    value,
    unit: measure.unit,
    part: counted?.part ?? null,
    whole: counted?.whole ?? null,
    value_confirmed: band.confirmed.value,
    value_reported: band.reported.value,
    value_all: band.all.value,
    sources: sources.length,
  };
}

/** The figures with, for a gap that a published series tells more fully, its count in one line. */
async function shownMeasures(known: readonly Headline[], ctx: Context) {
  const { sides, confidence } = ctx.view;
  const facts = await factsOf(ctx);
  const values = await indicatorRows(ctx, fullerIndicators);
  return known.map((headline) => {
    const line = beside(headline.measure.key, facts, values, sides, confidence);
    return {
      ...shownMeasure(headline, ctx),
      ...(line && {
        beside: {
          name: line.name,
          href: ctx.href(`/indicators/${line.indicator}`),
          text: line.text,
          note: ctx.notes.cite(line.sourceId),
        },
      }),
    };
  });
}

function shownMeasure({ measure, sources, a, b }: Headline, ctx: Context) {
  const { path, label, filters } = origins[measure.key];
  const side = (of: HeadlineSide) => ({
    figure: sayFigure(of, measure),
    counted: sayCounted(of, measure),
    band: sayBand(of, measure),
  });
  return {
    key: measure.key,
    title: measure.title,
    about: measure.about,
    href: ctx.href(path, filters),
    origin: `${label}, ${sayCount(sources.length, "source")}`,
    a: side(a),
    b: side(b),
  };
}

/** What the figure would be on other evidence; one sentence where it makes no difference. */
function sayBand({ band }: HeadlineSide, measure: Measure): string {
  if (measure.unbanded) return "";
  const [confirmed, reported, all] = [band.confirmed, band.reported, band.all].map((figure) =>
    figure.value === null && measure.format === "usd" ? "nothing" : sayFigure(figure, measure),
  );
  if (confirmed === reported && reported === all) return "the same on any evidence";
  return `${confirmed} confirmed, ${reported} with reported, ${all} on any evidence`;
}

interface Change {
  readonly on: string;
  readonly text: string;
  readonly detail: string;
  readonly side: SideKey;
  readonly href: string;
  readonly sourceId: string;
}

async function shownChanges(ctx: Context) {
  const { after, events, rounds, models, rules, listings } = await changes(ctx, changeDays);
  const { sides } = ctx.view;
  const company = (id: string | null) => (id ? ctx.href(`/companies/${id}`) : ctx.href("/timeline"));
  // A release that is told both as an event and as a model is one change.
  const released = new Set(models.map(({ company_id, on }) => `${company_id} ${on}`));
  const told = events.filter(
    ({ kind, company_id, on }) =>
      !(kind === "model-release" || kind === "open-source") || !released.has(`${company_id} ${on}`),
  );
  const all: Change[] = [
    ...told.map(({ on, title, kind, country, company_id, source_id }) => ({
      on,
      text: title,
      detail: kind.replaceAll("-", " "),
      side: sideOf(country, sides),
      href: company(company_id),
      sourceId: source_id,
    })),
    ...rounds.map(({ on, name, stage, amount_usd, country, company_id, source_id }) => ({
      on,
      text: `${name} raises ${amount_usd === null ? "an undisclosed amount" : sayUsd(amount_usd)}`,
      detail: stage === "unspecified" ? "funding" : `funding, ${sayStage(stage)}`,
      side: sideOf(country, sides),
      href: company(company_id),
      sourceId: source_id,
    })),
    ...models.flatMap(({ id, on, name, company_name, openness, country, source_id }) =>
      on
        ? [
            {
              on,
              text: `${company_name} releases ${name}`,
              detail: `model${openness ? `, ${openness.replaceAll("-", " ")}` : ""}`,
              side: sideOf(country, sides),
              href: ctx.href(`/models/${id}`),
              sourceId: source_id,
            },
          ]
        : [],
    ),
    ...rules.flatMap(({ on, title, authority, source_id }) =>
      on
        ? [
            {
              on,
              text: `In force: ${title}`,
              detail: `rule, ${authority}`,
              side: "other" as const,
              href: ctx.href("/chips"),
              sourceId: source_id,
            },
          ]
        : [],
    ),
    ...listings.flatMap(({ on, name, list, country, company_id, source_id }) =>
      on
        ? [
            {
              on,
              text: `${name} is put on ${list}`,
              detail: "listing",
              side: sideOf(country, sides),
              href: company(company_id),
              sourceId: source_id,
            },
          ]
        : [],
    ),
  ].sort(newestFirst);
  return {
    title: `What changed in the ${changeDays} days to ${sayDate(ctx.view.asOf)}`,
    since: sayDate(after),
    items: all
      .slice(0, changesShown)
      .map((change) => ({ ...change, on: sayDate(change.on), note: ctx.notes.cite(change.sourceId) })),
    more: Math.max(0, all.length - changesShown),
    everything: ctx.href("/changes"),
  };
}

/** Of one day, in the order of the texts; the same text twice stays in the order of the rows. */
function newestFirst(one: Change, other: Change): number {
  if (one.on !== other.on) return one.on > other.on ? -1 : 1;
  return one.text < other.text ? -1 : one.text > other.text ? 1 : 0;
}

async function shownClaims(ctx: Context) {
  const claims = await newestClaims(ctx, "lag", claimsShown);
  return claims.map((claim) => ({
    on: sayDate(claim.stated_on),
    statement: claim.statement,
    href: ctx.hrefTo(placeOfClaim(claim.id)),
    speaker: [claim.speaker, claim.speaker_role, claim.organization].filter(Boolean).join(", "),
    figure: sayRange(claim.value_low, claim.value_high, claim.unit),
    note: ctx.notes.cite(claim.source_id),
  }));
}

function sayRange(low: number | null, high: number | null, unit: string | null): string {
  const ends = [...new Set([low, high].filter((end) => end !== null))].map(sayNumber);
  const [only] = ends;
  const said = ends.length === 1 && only === "1" ? (unit ?? "").replace(/s$/, "") : (unit ?? "");
  return ends.length === 0 ? "" : `${ends.join(" to ")} ${said}`.trim();
}

export function overviewPages(router: Router, house: House): void {
  mountPage(router, house, page);
}
