import { min } from "d3";
import type { CumulativeData } from "../../public/charts/cumulative.js";
import type { LadderData } from "../../public/charts/ladder.js";
import type { PerPeriodData } from "../../public/charts/per-period-data.js";
import { thinned } from "../../public/charts/round-crowd.js";
import type { RoundsData } from "../../public/charts/rounds.js";
import { Breath } from "../values/breath.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { ChartInput } from "../web/figures.js";
import { amountTelling, periodKind, toldRounds, totalTelling } from "./filters.js";
import { lastDayOf, periodOf, perPeriod } from "./periods.js";
import { allRounds, viewedRounds } from "./queries.js";
import { isEquity, runningTotals, thinnedTotals } from "./totals.js";
import { byValuation } from "./valuations.js";

/** More steps than this a line has no room for. */
const mostSteps = 1500;
/** Companies of a side on the ladder. */
const ladderCompanies = 7;
const both = ["a", "b"] as const;

export async function cumulativeInput(ctx: Context): Promise<ChartInput<CumulativeData>> {
  const { sides, asOf, confidence } = ctx.view;
  const all = await allRounds(ctx);
  const { money, sources } = await totalTelling(ctx);
  const viewed = await viewedRounds(ctx);
  const counted = viewed.filter((round) => isEquity(round) && sideOf(round.country, sides) !== "other");
  const first = min(counted, ({ announced_on }) => announced_on) ?? asOf;
  let weekly = false;
  const breath = new Breath();
  const series: CumulativeData["series"][number][] = [];
  for (const side of both) {
    const own = counted.filter(({ country }) => sideOf(country, sides) === side);
    const points = runningTotals(all, side, sides, confidence, money);
    const drawn = thinnedTotals(points, mostSteps);
    weekly ||= drawn.length < points.length;
    series.push({
      side,
      points: drawn,
      rounds: own.length,
      undisclosed: own.filter(({ amount_usd }) => amount_usd === null).length,
      leftOut: own.filter(
        ({ amount_usd, announced_on }) => amount_usd !== null && money.of(amount_usd, announced_on, side) === null,
      ).length,
    });
    await breath.take();
  }
  return {
    data: { sides, asOf, from: first, series, basis: money.basis, weekly },
    sources: [...counted.map(({ source_id }) => source_id), ...sources],
  };
}

export async function perPeriodInput(ctx: Context): Promise<ChartInput<PerPeriodData>> {
  const { sides, asOf, confidence } = ctx.view;
  const kind = periodKind(ctx);
  const { money, sources } = await totalTelling(ctx);
  const all = await allRounds(ctx);
  const now = periodOf(asOf, kind);
  return {
    data: {
      sides,
      asOf,
      kind,
      basis: money.basis,
      open: lastDayOf(now) > asOf ? now : "",
      cells: perPeriod(all, kind, { sides, strictest: confidence, money }),
    },
    sources: [
      ...all
        .filter((round) => isEquity(round) && sideOf(round.country, sides) !== "other")
        .map(({ source_id }) => source_id),
      ...sources,
    ],
  };
}

export async function roundsInput(ctx: Context): Promise<ChartInput<RoundsData>> {
  const { sides, asOf } = ctx.view;
  const { money, sources } = await amountTelling(ctx);
  const viewed = await viewedRounds(ctx);
  const breath = new Breath();
  const dots = toldRounds(ctx, viewed, money).map((round) => ({
    id: round.id,
    company: round.company_name,
    companyId: round.company_id,
    side: sideOf(round.country, sides),
    on: round.announced_on,
    amountUsd: round.amount_usd,
    stage: round.stage,
    confidence: round.confidence,
  }));
  await breath.take();
  const { rounds: drawn, crowd } = thinned(dots);
  // Only what is drawn gets its link.
  const rounds = drawn.map(({ companyId, ...dot }) => ({ ...dot, href: ctx.href(`/companies/${companyId}`) }));
  return {
    data: { sides, asOf, basis: money.basis, rounds, ...(crowd && { crowd }) },
    sources: [...viewed.map(({ source_id }) => source_id), ...sources],
  };
}

export async function ladderInput(ctx: Context): Promise<ChartInput<LadderData>> {
  const { sides, asOf } = ctx.view;
  const { money, sources } = await amountTelling(ctx);
  const told = toldRounds(ctx, await viewedRounds(ctx), money);
  const ranked = both.map((side) => byValuation(told.filter(({ country }) => sideOf(country, sides) === side)));
  const leading = both.flatMap((side, at) =>
    (ranked[at] ?? []).slice(0, ladderCompanies).map((company) => ({ side, company })),
  );
  return {
    data: {
      sides,
      asOf,
      basis: money.basis,
      valued: { a: ranked[0]?.length ?? 0, b: ranked[1]?.length ?? 0 },
      companies: leading.map(({ side, company }) => ({
        id: company.id,
        name: company.name,
        side,
        href: ctx.href(`/companies/${company.id}`),
        steps: company.valuations.map(({ round, postMoneyUsd }) => ({
          on: round.announced_on,
          amount: postMoneyUsd,
          stage: round.stage,
          confidence: round.confidence,
        })),
      })),
    },
    sources: [...leading.flatMap(({ company }) => company.valuations.map(({ round }) => round.source_id)), ...sources],
  };
}
