import { Breath } from "../values/breath.js";
import { isEquity } from "../values/stages.js";
import type { OutRow } from "../web/rows.js";
import type { AnalysedRound, Backer } from "./queries.js";

/**
 * One row for each company with a round, with its place by known equity; equal totals share a place. A company none of
 * whose rounds discloses an amount has no total, since unknown is never zero. `rounds` come in order of date, each company's
 * `backers` the foremost first. Gives way to others now and then.
 */
export async function leagueRows(
  rounds: readonly AnalysedRound[],
  backers: readonly Backer[],
): Promise<readonly OutRow[]> {
  const breath = new Breath();
  const own = grouped(rounds, ({ company_id }) => company_id);
  await breath.take();
  const backing = grouped(backers, ({ company_id }) => company_id);
  await breath.take();
  const totals = new Map([...own].map(([id, all]) => [id, knownEquity(all)]));
  await breath.take();
  const descending = [...totals.values()].filter((total) => total !== null).sort((one, other) => other - one);
  const places = new Map<number, number>();
  descending.forEach((total, at) => {
    if (!places.has(total)) places.set(total, at + 1);
  });
  const rows: OutRow[] = [];
  for (const [id, all] of own) {
    if (breath.due) await breath.take();
    const latest = all.at(-1);
    if (!latest) continue;
    const equity = all.filter(isEquity);
    const valued = all.findLast(({ post_money_usd }) => post_money_usd !== null);
    const investors = backing.get(id) ?? [];
    const total = totals.get(id) ?? null;
    rows.push({
      place: total === null ? null : (places.get(total) ?? null),
      company_id: id,
      company_name: latest.company_name,
      country: latest.country,
      known_equity_usd: total,
      rounds: equity.length,
      undisclosed: equity.filter(({ amount_usd }) => amount_usd === null).length,
      latest_on: latest.announced_on,
      latest_stage: latest.stage,
      latest_amount_usd: latest.amount_usd,
      post_money_usd: valued?.post_money_usd ?? null,
      valued_on: valued?.announced_on ?? null,
      investors: investors[0]?.investors ?? 0,
      leading_investor_id: investors[0]?.investor_id ?? null,
      leading_investors: investors.map(({ name }) => name).join("; ") || null,
      source_id: latest.source_id,
      source_url: latest.source_url ?? null,
    });
  }
  await breath.take();
  return rows;
}

function knownEquity(rounds: readonly AnalysedRound[]): number | null {
  let total: number | null = null;
  for (const round of rounds) {
    if (round.amount_usd !== null && isEquity(round)) total = (total ?? 0) + round.amount_usd;
  }
  return total;
}

function grouped<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const shared = key(row);
    const group = groups.get(shared);
    if (group) group.push(row);
    else groups.set(shared, [row]);
  }
  return groups;
}
