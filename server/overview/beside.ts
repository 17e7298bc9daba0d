import { latestPair, type SeriesData, sayIn, sayPeriod, sayWithUnit } from "../../public/charts/series-data.js";
import { fundingTotal } from "../funding/totals.js";
import { formatOf, linesOf } from "../indicators/editions.js";
import { sayDate } from "../values/dates.js";
import { type Confidence, counts } from "../values/evidence.js";
import { sayNumber, sayUsd } from "../values/numbers.js";
import { type Sides, sideOf } from "../values/sides.js";
import type { HeadlineFacts, Measure } from "./headlines.js";
import type { indicatorRows } from "./queries.js";

type IndicatorRow = Awaited<ReturnType<typeof indicatorRows>>[number];

/** A published series that answers a headline's question more fully than our own rows, and why. */
interface Fuller {
  readonly indicator: string;
  /** What our rows know of the year that the series tells of; none where they hold nothing of the kind. */
  own?(facts: HeadlineFacts, of: "a" | "b", sides: Sides, year: string, strictest: Confidence): string;
  readonly why: string;
}

const fuller: Partial<Record<Measure["key"], Fuller>> = {
  "funding-year": {
    indicator: "private-ai-investment",
    own(facts, of, sides, year, strictest) {
      const rounds = facts.rounds.filter(({ announced_on }) => announced_on <= `${year}-12-31`);
      const total = fundingTotal(rounds, of, sides, strictest, `${Number(year) - 1}-12-31`);
      return total.rounds === total.undisclosed ? "nothing" : sayUsd(total.amountUsd);
    },
    why: "it counts firms that no row here names",
  },
  models: {
    indicator: "notable-models-epoch",
    own: (facts, of, sides, year, strictest) =>
      sayNumber(
        facts.models.filter(
          ({ inclusion, released_on, country, confidence }) =>
            inclusion === "notable" &&
            released_on?.startsWith(year) &&
            counts(confidence, strictest) &&
            sideOf(country, sides) === of,
        ).length,
      ),
    why: "the list has developers that no row here names",
  },
  chips: {
    indicator: "gpu-cluster-perf-share",
    why: "rules do not tell how much computing power stands where, and our rows hold single firms only",
  },
};

/** Indicators that the overview reads. */
export const fullerIndicators = Object.values(fuller).map(({ indicator }) => indicator);

/** A line below a headline figure. */
export interface Beside {
  readonly indicator: string;
  readonly name: string;
  readonly text: string;
  readonly sourceId: string;
}

/**
 * The published count beside our own figure, of the latest period that one source gives for both sides, with what our
 * rows know of that very year. Nothing where no source has both.
 * @example text: "46 and 24 models in 2024 (edition of Apr 2025); our rows know 19 and 12 of 2024, since the list has ..."
 */
export function beside(
  key: Measure["key"],
  facts: HeadlineFacts,
  values: readonly IndicatorRow[],
  sides: Sides,
  strictest: Confidence,
): Beside | undefined {
  const wanted = fuller[key];
  const own = values.filter(({ indicator_id }) => indicator_id === wanted?.indicator);
  const [first] = own;
  if (!wanted || !first) return undefined;
  const told: Pick<SeriesData, "unit" | "format" | "lines"> = {
    unit: first.unit,
    format: formatOf(first.unit),
    lines: linesOf(own, sides),
  };
  const pair = latestPair(told);
  if (!pair?.oneSource) return undefined;
  const year = pair.on.slice(0, 4);
  const edition = pair.a.published ? ` (edition of ${sayDate(pair.a.published)})` : "";
  const figures = `${sayIn(told, pair.a.value)} and ${sayWithUnit(told, pair.b.value)} ${sayPeriod(pair.on)}${edition}`;
  const known = (["a", "b"] as const).map((side) => wanted.own?.(facts, side, sides, year, strictest));
  const ours = wanted.own ? `our rows know ${known.join(" and ")} of ${year}, since ${wanted.why}` : wanted.why;
  return { indicator: wanted.indicator, name: first.name, text: `${figures}; ${ours}`, sourceId: pair.a.sourceId };
}
