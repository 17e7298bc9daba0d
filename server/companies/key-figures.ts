import { sayDate } from "../values/dates.js";
import { type Confidence, counts } from "../values/evidence.js";
import { sayCount, sayUsd } from "../values/numbers.js";
import { isEquity, sayStage } from "../values/stages.js";
import type { Fact, FactKind } from "./facts.js";

/** What the money figures need to know of a round. */
export interface MoneyRow {
  readonly announced_on: string;
  readonly stage: string;
  readonly amount_usd: number | null;
  readonly post_money_usd: number | null;
  readonly confidence: Confidence;
  readonly source_id: string;
}

/** A figure at the head of a profile. */
export interface KeyFigure {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
  readonly sources: readonly string[];
}

/** Figures of a company for which there is something to say. `rounds` holds every level of evidence. */
export function keyFigures(
  facts: readonly Fact[],
  rounds: readonly MoneyRow[],
  strictest: Confidence,
): readonly KeyFigure[] {
  const of = (kind: FactKind) => facts.filter((fact) => fact.kind === kind);
  return [
    knownFunding(rounds, strictest),
    valuation(rounds.filter(({ confidence }) => counts(confidence, strictest))),
    counted("Models", of("model")),
    investments(of("investment")),
    counted("Chips sold", of("chip-sold")),
    counted("Chips made for others", of("chip-made")),
    listed(of("listing")),
  ].filter((figure) => figure !== undefined);
}

/** Sum of the disclosed equity rounds, with what it is on stricter and on looser evidence. */
function knownFunding(rounds: readonly MoneyRow[], strictest: Confidence): KeyFigure | undefined {
  const equity = rounds.filter(isEquity);
  const viewed = equity.filter(({ confidence }) => counts(confidence, strictest));
  if (viewed.length === 0) return undefined;
  const undisclosed = viewed.filter(({ amount_usd }) => amount_usd === null).length;
  const sum = sayKnown(viewed);
  const others = [
    { text: "confirmed only:", value: sayKnown(equity.filter(({ confidence }) => confidence === "confirmed")) },
    { text: "on any evidence:", value: sayKnown(equity) },
  ].filter(({ value }) => value !== sum);
  return {
    label: "Known funding",
    value: sum,
    detail: [
      `${sayCount(viewed.length, "equity round")}${undisclosed > 0 ? `, ${undisclosed} undisclosed` : ""}`,
      ...others.map(({ text, value }) => `${text} ${value}`),
    ].join("; "),
    sources: viewed.map(({ source_id }) => source_id),
  };
}

function sayKnown(rounds: readonly MoneyRow[]): string {
  const amounts = rounds.flatMap(({ amount_usd }) => amount_usd ?? []);
  return amounts.length === 0 ? "not known" : sayUsd(amounts.reduce((sum, amount) => sum + amount, 0));
}

/** Valuation after the latest round that tells one. */
function valuation(rounds: readonly MoneyRow[]): KeyFigure | undefined {
  const latest = latestOf(rounds.filter(({ post_money_usd }) => post_money_usd !== null));
  if (!latest || latest.post_money_usd === null) return undefined;
  return {
    label: "Latest known valuation",
    value: sayUsd(latest.post_money_usd),
    detail: `${sayStage(latest.stage)}, ${sayDate(latest.announced_on)}; ${latest.confidence}`,
    sources: [latest.source_id],
  };
}

function latestOf(rounds: readonly MoneyRow[]): MoneyRow | undefined {
  return [...rounds].sort((one, other) => (one.announced_on < other.announced_on ? 1 : -1))[0];
}

function counted(label: string, facts: readonly Fact[]): KeyFigure | undefined {
  const latest = facts.find(({ on }) => on !== null) ?? facts[0];
  if (!latest) return undefined;
  return {
    label,
    value: String(facts.length),
    detail: `latest ${latest.title}${latest.on ? `, ${sayDate(latest.on)}` : ""}`,
    sources: facts.map(({ sourceId }) => sourceId),
  };
}

function investments(facts: readonly Fact[]): KeyFigure | undefined {
  if (facts.length === 0) return undefined;
  const companies = new Set(facts.map(({ companyId }) => companyId)).size;
  return {
    label: "Rounds it took part in",
    value: String(facts.length),
    detail: `of ${sayCount(companies, "company", "companies")}`,
    sources: facts.map(({ sourceId }) => sourceId),
  };
}

function listed(facts: readonly Fact[]): KeyFigure | undefined {
  if (facts.length === 0) return undefined;
  const standing = facts.filter(({ until }) => until === null);
  const names = [...new Set(standing.map(({ title }) => title))];
  return {
    label: "On restriction lists",
    value: String(names.length),
    detail: names.length > 0 ? names.join(", ") : "removed from those it stood on",
    sources: facts.map(({ sourceId }) => sourceId),
  };
}
