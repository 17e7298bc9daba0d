import { sayDate } from "../values/dates.js";
import { sayCount, sayUsd } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import { sayStage } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { capTable, type Participant, type ShareRound } from "./cap-table.js";
import { factAnchor } from "./profile-view.js";

interface PricedRound extends ShareRound {
  readonly amount_usd: number | null;
  readonly post_money_usd: number | null;
}

/** The known investors of a company as its page prints them. */
export interface InvestorSection {
  readonly count: string;
  /** What the table holds and what it cannot. */
  readonly says: readonly string[];
  /** On paper, columns that the heads of the rounds tell as well make room for the rounds. */
  readonly many: boolean;
  /** More rounds than an upright sheet has room for even so. */
  readonly wide: boolean;
  readonly rounds: readonly {
    readonly month: string;
    readonly year: string;
    readonly date: string;
    readonly title: string;
    readonly href: string;
  }[];
  readonly investors: readonly {
    readonly name: string;
    readonly href: string;
    readonly side: string;
    readonly country: string | null;
    readonly parts: readonly ("led" | "in" | null)[];
    readonly count: string;
    readonly span: string;
    readonly evidence: string;
    readonly notes: string;
  }[];
}

const mostWithAllColumns = 7;
const mostUpright = 18;

/** `undefined` where no round in which shares were sold is recorded. */
export function investorSection(
  ctx: Context,
  rounds: readonly PricedRound[],
  participants: readonly Participant[],
): InvestorSection | undefined {
  const table = capTable(rounds, participants);
  const all = table.rounds.length + table.unnamed.length;
  if (all === 0) return undefined;
  return {
    count: String(table.investors.length),
    says: [
      `${sayCount(table.investors.length, "investor")} known from ${table.rounds.length} of ${sayCount(all, "round")} in which shares were sold${table.unnamed.length > 0 ? `; of ${table.unnamed.length} no investor is known` : ""}.`,
      sayValuation(rounds),
      "What share anybody holds is not known, and is never inferred from the amounts of rounds.",
    ],
    many: table.rounds.length > mostWithAllColumns,
    wide: table.rounds.length > mostUpright,
    rounds: table.rounds.map((round) => {
      const [month = "", year = month] = sayDate(round.announced_on).split(" ").slice(-2);
      return {
        month: year === month ? "" : month,
        year,
        date: sayDate(round.announced_on),
        title: `${sayStage(round.stage)}, ${sayDate(round.announced_on)}, ${round.amount_usd === null ? "amount not disclosed" : sayUsd(round.amount_usd)}`,
        href: `#${factAnchor("round", round.id)}`,
      };
    }),
    investors: table.investors.map(({ id, name, country, parts, rounds: joined, led, first, last, ...rest }) => ({
      name,
      href: ctx.href(`/investors/${id}`),
      side: sideOf(country, ctx.view.sides),
      country,
      parts,
      count: `${joined}${led > 0 ? `, led ${led}` : ""}`,
      span: saySpan(first.slice(0, 7), last.slice(0, 7)),
      evidence: rest.confidence,
      notes: ctx.notes.citeAll(rest.sources),
    })),
  };
}

/** To the month: the days stand at the rounds. */
function saySpan(first: string, last: string): string {
  return first === last ? sayDate(first) : `${sayDate(first)} – ${sayDate(last)}`;
}

function sayValuation(rounds: readonly PricedRound[]): string {
  const latest = rounds.findLast(({ post_money_usd }) => post_money_usd !== null);
  return latest?.post_money_usd
    ? `Latest known valuation: ${sayUsd(latest.post_money_usd)}, ${sayDate(latest.announced_on)}, ${latest.confidence}.`
    : "No valuation is known.";
}
