import { group } from "d3";
import { sayAmount } from "../../public/charts/money-basis.js";
import { Breath } from "../values/breath.js";
import { sayCount, sayPercent } from "../values/numbers.js";
import { type Side, sideOf } from "../values/sides.js";
import { besideFunding, sayStage } from "../values/stages.js";
import type { Context } from "../web/context.js";
import type { OutRow } from "../web/rows.js";
import { type PlainTable, plainTable, type ShownColumn } from "../web/tables.js";
import { type Concentration, concentration } from "./concentration.js";
import { amountTelling, moneyKind, periodKind, toldRounds, totalTelling } from "./filters.js";
import { periodOf, perPeriod } from "./periods.js";
import { type AnalysedRound, allRounds, viewedRounds } from "./queries.js";

const both = ["a", "b"] as const;

/** Links that tell the same rounds otherwise. */
export interface Switch {
  readonly label: string;
  readonly entries: readonly { readonly label: string; readonly href: string; readonly chosen: boolean }[];
}

/** The five companies of a side that raised most. */
export interface Leading {
  readonly side: "a" | "b";
  readonly title: string;
  readonly about: string;
  readonly companies: readonly {
    readonly name: string;
    readonly href: string;
    readonly amount: string;
    readonly share: string;
  }[];
}

/** What the page says beside its charts and its table of rounds. */
export interface FundingParts {
  readonly switches: readonly Switch[];
  readonly short: { readonly unit: string; readonly table: PlainTable };
  readonly gathered: {
    readonly finding: string;
    readonly unit: string;
    readonly leading: readonly Leading[];
    readonly years?: PlainTable;
  };
  readonly leagueHref: string;
}

export async function fundingParts(ctx: Context): Promise<FundingParts> {
  const narrowed = ["country", "stage", "q"].flatMap((key) => {
    const values = ctx.chosen(key);
    return values ? [[key, values.join(",")] as const] : [];
  });
  return {
    switches: switchesOf(ctx),
    short: await shortOf(ctx),
    gathered: await gatheredOf(ctx),
    leagueHref: ctx.href("/funding/league", Object.fromEntries(narrowed)),
  };
}

function switchesOf(ctx: Context): readonly Switch[] {
  const chosen: Readonly<Record<string, string>> = { period: periodKind(ctx), money: moneyKind(ctx) };
  const usual: Readonly<Record<string, string>> = { period: "year", money: "nominal" };
  return ctx.filters.flatMap(({ key, label, choices }): Switch[] => {
    if (!(key in usual) || !choices || choices.length < 2) return [];
    return [
      {
        label,
        entries: choices.map(({ value, label: name }) => ({
          label: name,
          chosen: chosen[key] === value,
          href: ctx.hrefHere("/funding", { [key]: usual[key] === value ? null : value }),
        })),
      },
    ];
  });
}

function sideColumns(ctx: Context): readonly ShownColumn[] {
  const { sides } = ctx.view;
  const cell =
    (side: "a" | "b"): ShownColumn["cell"] =>
    (row) => {
      const small = row[`${side}_small`];
      return { text: String(row[side]), ...(small && { small: String(small) }) };
    };
  return [
    { title: "Measure", cell: ({ measure }) => ({ text: String(measure) }) },
    ...both.map((side): ShownColumn => ({ title: sides[side].label, numeric: true, cell: cell(side) })),
  ];
}

/** The totals of both sides with what they lean on, side by side. */
async function shortOf(ctx: Context): Promise<FundingParts["short"]> {
  const { sides, confidence } = ctx.view;
  const { money } = await totalTelling(ctx);
  const all = await allRounds(ctx);
  const breath = new Breath();
  const cells = perPeriod(all, "year", { sides, strictest: confidence, money });
  await breath.take();
  const sum = (
    side: "a" | "b",
    of: "amount" | "confirmed" | "reported" | "all" | "rounds" | "undisclosed" | "leftOut",
  ) => cells.reduce((total, cell) => (cell.side === side ? total + cell[of] : total), 0);
  const viewed = await viewedRounds(ctx);
  const row = (measure: string, say: (side: "a" | "b") => string): OutRow => ({ measure, a: say("a"), b: say("b") });
  const amounts = (of: "amount" | "confirmed" | "reported" | "all") => (side: "a" | "b") =>
    sum(side, "rounds") === 0 && sum(side, "all") === 0
      ? "no rounds"
      : sum(side, of) === 0
        ? "none known"
        : sayAmount(sum(side, of));
  const leftOut = both.some((side) => sum(side, "leftOut") > 0);
  return {
    unit: `Equity raised, ${money.basis.unit}${money.basis.caveat ? `; ${money.basis.caveat}` : ""}`,
    table: plainTable(
      sideColumns(ctx),
      [
        row("Known amounts in this view", amounts("amount")),
        row("on confirmed rows alone", amounts("confirmed")),
        row("reported or better", amounts("reported")),
        row("on any evidence", amounts("all")),
        row("Rounds", (side) => String(sum(side, "rounds"))),
        row("of them without an amount", (side) => String(sum(side, "undisclosed"))),
        ...(leftOut
          ? [row("of them left out, no value to set them against", (side) => String(sum(side, "leftOut")))]
          : []),
        ...besideFunding.map((stage): OutRow => {
          const deals = (side: "a" | "b") =>
            viewed.filter((round) => round.stage === stage && sideOf(round.country, sides) === side);
          const [a, b] = [besideOf(deals("a")), besideOf(deals("b"))];
          const measure = `Beside it: ${sayStage(stage).toLowerCase()}, dollars of the day`;
          return { measure, a: a.amount, a_small: a.deals, b: b.amount, b_small: b.deals };
        }),
      ],
      ctx,
    ),
  };
}

function besideOf(rounds: readonly AnalysedRound[]): { readonly amount: string; readonly deals: string | null } {
  if (rounds.length === 0) return { amount: "none recorded", deals: null };
  const undisclosed = rounds.filter(({ amount_usd }) => amount_usd === null).length;
  const amount = rounds.reduce((sum, { amount_usd }) => sum + (amount_usd ?? 0), 0);
  return {
    amount: undisclosed === rounds.length ? "no amount known" : sayAmount(amount),
    deals: `${sayCount(rounds.length, "deal")}${undisclosed > 0 ? `, ${undisclosed} undisclosed` : ""}`,
  };
}

async function gatheredOf(ctx: Context): Promise<FundingParts["gathered"]> {
  const { sides } = ctx.view;
  const { money } = await amountTelling(ctx);
  const told = toldRounds(ctx, await viewedRounds(ctx), money);
  const of = (side: "a" | "b") => told.filter(({ country }) => sideOf(country, sides) === side);
  const breath = new Breath();
  const a = concentration(of("a"));
  await breath.take();
  const found = { a, b: concentration(of("b")) };
  await breath.take();
  return {
    finding: concentrationFinding(sides, found),
    unit: `Part of each side’s known equity that its five largest companies raised, ${money.basis.unit}; rounds without an amount are counted beside`,
    leading: both.map((side) => leadingOf(ctx, side, found[side])),
    ...yearsOf(ctx, told),
  };
}

/** Which side’s money is in fewer hands, in a sentence. */
export function concentrationFinding(
  sides: { readonly a: Side; readonly b: Side },
  { a, b }: { readonly a: Concentration; readonly b: Concentration },
): string {
  const few = ({ topFiveShare }: Concentration) => (topFiveShare.known ? "" : topFiveShare.why);
  if (!a.topFiveShare.known && !b.topFiveShare.known)
    return `Too little is known to say how concentrated funding is: ${few(a)} in ${sides.a.name}, ${few(b)} in ${sides.b.name}`;
  if (!a.topFiveShare.known || !b.topFiveShare.known) {
    const [there, share, other, why] = a.topFiveShare.known
      ? ([sides.a, a.topFiveShare.value, sides.b, few(b)] as const)
      : ([sides.b, b.topFiveShare.known ? b.topFiveShare.value : 0, sides.a, few(a)] as const);
    return `Five companies raised ${sayPercent(share)} of the known funding of ${there.name}; too little is known of ${other.name}, ${why}`;
  }
  const [one, two] = [a.topFiveShare.value, b.topFiveShare.value];
  const [more, high, less, low] = one > two ? [sides.a, one, sides.b, two] : [sides.b, two, sides.a, one];
  const [much, little] = [sayPercent(high), sayPercent(low)];
  if (much === little)
    return `Five companies raised ${much} of known funding in ${sides.a.name} and in ${sides.b.name} alike`;
  return `Five companies raised ${much} of known funding in ${more.name}, ${little} in ${less.name}`;
}

function leadingOf(ctx: Context, side: "a" | "b", found: Concentration): Leading {
  const { label } = ctx.view.sides[side];
  const known = found.rounds - found.undisclosed;
  const median = found.medianRoundUsd.known
    ? `, half of those of ${sayAmount(found.medianRoundUsd.value)} or more`
    : "";
  const share = found.topFiveShare;
  return {
    side,
    title: share.known ? `${label}: ${sayPercent(share.value)} with five` : label,
    about: `${sayCount(found.companies, "company", "companies")} with a round, ${sayCount(found.rounds, "round")}, ${known} with an amount${median}.${share.known || found.rounds === 0 ? "" : ` Too few for a share: ${share.why}.`}`,
    companies: found.leading.map(({ id, name, amountUsd }) => ({
      name,
      href: ctx.href(`/companies/${id}`),
      amount: sayAmount(amountUsd),
      share: share.known ? sayPercent(amountUsd / found.amountUsd) : "",
    })),
  };
}

/** Median round and share of the five by year of announcement, newest first. */
function yearsOf(ctx: Context, told: readonly AnalysedRound[]): { readonly years?: PlainTable } {
  const { sides } = ctx.view;
  const own = told.filter(({ country }) => sideOf(country, sides) !== "other");
  const byYear = group(
    own,
    ({ announced_on }) => periodOf(announced_on, "year"),
    ({ country }) => sideOf(country, sides),
  );
  const years = [...byYear.keys()].sort().reverse();
  if (years.length < 2) return {};
  const cell =
    (column: string): ShownColumn["cell"] =>
    (row) => ({ text: String(row[column]) });
  const columns: readonly ShownColumn[] = [
    { title: "Year", cell: cell("year") },
    ...both.flatMap((side): ShownColumn[] => [
      { title: sides[side].label, unit: "companies", numeric: true, cell: cell(`companies_${side}`) },
      { title: "Median round", unit: "known rounds", numeric: true, cell: cell(`median_${side}`) },
      { title: "With the five largest", numeric: true, cell: cell(`share_${side}`) },
    ]),
  ];
  const rows = years.map((year): OutRow => {
    const cells = both.map((side) => {
      const found = concentration(byYear.get(year)?.get(side) ?? []);
      const known = found.rounds - found.undisclosed;
      return {
        [`companies_${side}`]: found.companies,
        [`median_${side}`]: found.medianRoundUsd.known ? `${sayAmount(found.medianRoundUsd.value)} (${known})` : "–",
        [`share_${side}`]: found.topFiveShare.known
          ? sayPercent(found.topFiveShare.value)
          : found.rounds === 0
            ? "–"
            : "too few",
      };
    });
    return Object.assign({ year }, ...cells) as OutRow;
  });
  return { years: plainTable(columns, rows, ctx) };
}
