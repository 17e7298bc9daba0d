/** What the ladder needs to know of a round. */
export interface ValuedRound {
  readonly id: string;
  readonly company_id: string;
  readonly company_name: string;
  readonly announced_on: string;
  readonly stage: string;
  readonly post_money_usd: number | null;
  readonly confidence: string;
  readonly source_id: string;
}

export interface Valuation<R extends ValuedRound = ValuedRound> {
  readonly round: R;
  readonly postMoneyUsd: number;
}

/** A company's known valuations in order of date. */
export interface ValuedCompany<R extends ValuedRound = ValuedRound> {
  readonly id: string;
  readonly name: string;
  readonly valuations: readonly Valuation<R>[];
  readonly latest: Valuation<R>;
}

/**
 * Companies by their latest known post-money valuation, highest first, equal ones by id. Any round that tells a
 * valuation counts, secondary sales and listings too: a price was paid. `rounds` come in order of date and id, so that
 * of two on one day the latter is the latest.
 */
export function byValuation<R extends ValuedRound>(rounds: readonly R[]): readonly ValuedCompany<R>[] {
  const companies = new Map<string, Valuation<R>[]>();
  for (const round of rounds) {
    if (round.post_money_usd === null) continue;
    const own = companies.get(round.company_id) ?? [];
    own.push({ round, postMoneyUsd: round.post_money_usd });
    companies.set(round.company_id, own);
  }
  return [...companies]
    .flatMap(([id, valuations]) => {
      const latest = valuations.at(-1);
      return latest ? [{ id, name: latest.round.company_name, valuations, latest }] : [];
    })
    .sort((one, other) => other.latest.postMoneyUsd - one.latest.postMoneyUsd || (one.id < other.id ? -1 : 1));
}
