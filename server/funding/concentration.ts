import { medianOf } from "../../public/charts/round-crowd.js";
import { type Known, known, missing } from "../values/known.js";
import { isEquity } from "../values/stages.js";

/** What the measure needs to know of a round. */
export interface CompanyRound {
  readonly company_id: string;
  readonly company_name: string;
  readonly stage: string;
  readonly amount_usd: number | null;
}

export interface CompanyTotal {
  readonly id: string;
  readonly name: string;
  readonly amountUsd: number;
}

export interface Concentration {
  /** Companies with a round, with or without an amount. */
  readonly companies: number;
  readonly rounds: number;
  readonly undisclosed: number;
  readonly amountUsd: number;
  /** The companies that are known to have raised most, the first five; equal ones by their id. */
  readonly leading: readonly CompanyTotal[];
  /** Part of the known total that went to the five. */
  readonly topFiveShare: Known;
  /** The round in the middle of those with an amount; of an even number the mean of both. */
  readonly medianRoundUsd: Known;
}

const top = 5;
/** Below this a share says more than the rounds carry. */
const leastRounds = 10;

/**
 * How far known equity is gathered in few hands. Rounds without an amount are counted and never taken as zero. With
 * five companies or fewer the five have all there is by definition, so no share is given; nor under ten known rounds.
 */
export function concentration(rounds: readonly CompanyRound[]): Concentration {
  const equity = rounds.filter(isEquity);
  const amounts = equity.flatMap(({ amount_usd }) => (amount_usd === null ? [] : [amount_usd]));
  const totals = new Map<string, CompanyTotal>();
  for (const { company_id: id, company_name: name, amount_usd } of equity) {
    if (amount_usd === null) continue;
    totals.set(id, { id, name, amountUsd: (totals.get(id)?.amountUsd ?? 0) + amount_usd });
  }
  const ranked = [...totals.values()].sort(
    (one, other) => other.amountUsd - one.amountUsd || (one.id < other.id ? -1 : 1),
  );
  const amountUsd = amounts.reduce((sum, amount) => sum + amount, 0);
  const leading = ranked.slice(0, top);
  const gathered = leading.reduce((sum, company) => sum + company.amountUsd, 0);
  return {
    companies: new Set(equity.map(({ company_id }) => company_id)).size,
    rounds: equity.length,
    undisclosed: equity.length - amounts.length,
    amountUsd,
    leading,
    topFiveShare:
      ranked.length <= top
        ? missing(`${ranked.length === 1 ? "1 company" : `${ranked.length} companies`} with an amount`)
        : amounts.length < leastRounds
          ? missing(`${amounts.length} rounds with an amount`)
          : known(gathered / amountUsd),
    medianRoundUsd: median(amounts),
  };
}

/** @example median([3, 1, 10]) // { known: true, value: 3 } */
export function median(values: readonly number[]): Known {
  if (values.length === 0) return missing("no amount known");
  return known(medianOf(values));
}
