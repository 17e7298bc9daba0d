import type { Store } from "../../db/store.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { Choice, Filter } from "../web/view.js";
import { type MoneyKind, moneyKinds, type Normaliser, nominal, normaliser } from "./money.js";
import type { PeriodKind } from "./periods.js";
import { type AnalysedRound, seriesIds, yearSeries } from "./queries.js";

/** Filters that narrow the rounds; the others choose how the same rounds are told. */
export const narrowing = ["country", "stage", "q"] as const;

export const periodFilter: Filter = {
  key: "period",
  single: true,
  label: "Periods",
  unset: "years, unless chosen",
  choices: [
    { value: "year", label: "years" },
    { value: "quarter", label: "quarters" },
  ],
};

const moneyLabels: Readonly<Record<MoneyKind, string>> = {
  nominal: "dollars of the day",
  real: "dollars at constant prices",
  gdp: "per million dollars of GDP",
  head: "per inhabitant",
};

/** Countries that a series must know before its option is offered: those compared unless others are asked for. */
const needed: Readonly<Record<keyof typeof seriesIds, readonly string[]>> = {
  real: ["US"],
  gdp: ["US", "CN"],
  head: ["US", "CN"],
};

/** What amounts may be told in: only what the indicators can answer, and nothing where they answer none. */
export async function moneyFilter(store: Store): Promise<readonly Filter[]> {
  const known = await store.db
    .selectFrom("indicator_values")
    .select(["indicator_id", "country"])
    .distinct()
    .where("indicator_id", "in", Object.values(seriesIds))
    .execute();
  const offered = moneyKinds.filter(
    (kind) =>
      kind === "nominal" ||
      needed[kind].every((country) =>
        known.some((row) => row.indicator_id === seriesIds[kind] && row.country === country),
      ),
  );
  if (offered.length < 2) return [];
  return [
    {
      key: "money",
      single: true,
      label: "Money",
      unset: "dollars of the day, unless chosen",
      choices: offered.map((value): Choice => ({ value, label: moneyLabels[value] })),
    },
  ];
}

export function periodKind(ctx: Context): PeriodKind {
  return ctx.chosen("period")?.[0] === "quarter" ? "quarter" : "year";
}

export function moneyKind(ctx: Context): MoneyKind {
  return (ctx.chosen("money")?.[0] as MoneyKind | undefined) ?? "nominal";
}

/** How totals are told in this view, and the sources of the statistic they are set against. */
export interface Telling {
  readonly money: Normaliser;
  readonly sources: readonly string[];
}

export function totalTelling(ctx: Context): Promise<Telling> {
  return ctx.once("telling of totals", () => telling(ctx, moneyKind(ctx)));
}

/** How single amounts are told: a round's part of GDP says nothing of the round, so prices alone are reckoned with. */
export function amountTelling(ctx: Context): Promise<Telling> {
  return ctx.once("telling of amounts", () => telling(ctx, moneyKind(ctx) === "real" ? "real" : "nominal"));
}

async function telling(ctx: Context, kind: MoneyKind): Promise<Telling> {
  if (kind === "nominal") return { money: nominal, sources: [] };
  const { sides } = ctx.view;
  const codes = kind === "real" ? { a: "US", b: "US" } : { a: sides.a.code, b: sides.b.code };
  const found = await yearSeries(ctx, seriesIds[kind], [...new Set(Object.values(codes))]);
  const [a, b] = [found.get(codes.a), found.get(codes.b)];
  const none = new Map<number, number>();
  return {
    money: normaliser(kind, { a: a?.values ?? none, b: b?.values ?? none }, sides),
    sources: [...new Set([...(a?.sources ?? []), ...(b?.sources ?? [])])],
  };
}

/** Rounds with their amounts told as `money` does; those that it cannot tell drop out of what is told of amounts. */
export function toldRounds(
  ctx: Context,
  rounds: readonly AnalysedRound[],
  money: Normaliser,
): readonly AnalysedRound[] {
  if (money === nominal) return rounds;
  const tell = (round: AnalysedRound, amount: number | null) =>
    amount === null ? null : money.of(amount, round.announced_on, sideOf(round.country, ctx.view.sides));
  return rounds.map((round) => ({
    ...round,
    amount_usd: tell(round, round.amount_usd),
    post_money_usd: tell(round, round.post_money_usd),
  }));
}
