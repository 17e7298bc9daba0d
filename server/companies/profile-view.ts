import { sayDate } from "../values/dates.js";
import { sayCount, sayUsd } from "../values/numbers.js";
import { countryLabel, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { type Fact, type FactKind, factKinds } from "./facts.js";
import type { Company } from "./profile-queries.js";

/** A particular of the company: a term and what stands for it. */
export interface HeadItem {
  readonly term: string;
  readonly text: string;
  readonly href?: string;
  readonly mark?: string;
  readonly note?: number;
}

/** Facts of one sort as the page prints them. */
export interface FactSection {
  readonly key: string;
  readonly title: string;
  readonly count: string;
  readonly facts: readonly ShownFact[];
}

interface ShownFact {
  /** Where on the page it stands. */
  readonly anchor: string;
  readonly date: string;
  readonly title: string;
  readonly href?: string;
  readonly side: string;
  readonly detail?: string;
  readonly leaders: readonly Link[];
  readonly others: readonly Link[];
  /** Amount or quantity; says so where it is not disclosed. */
  readonly figure?: string;
  readonly note?: string;
  /** Absent for rows that carry no level of evidence. */
  readonly confidence?: string;
  readonly publisher: string;
  readonly sourceHref: string;
  readonly sourceNote: number;
}

interface Link {
  readonly text: string;
  readonly href: string;
}

/** The particulars that are known. */
export function headOf(ctx: Context, company: Company): readonly HeadItem[] {
  const { sides } = ctx.view;
  const item = (term: string, text: string | null): HeadItem[] => (text === null ? [] : [{ term, text }]);
  return [
    ...item("Native name", company.native_name),
    company.country
      ? { term: "Country", text: countryLabel(company.country), mark: `side-${sideOf(company.country, sides)}` }
      : { term: "Country", text: "several or not known" },
    { term: "Kind", text: company.kind.replaceAll("-", " ") },
    ...item("Founded", company.founded_on && sayDate(company.founded_on)),
    ...item("Founders", company.founders),
    ...item("Headquarters", company.headquarters),
    ...(company.parent_id && company.parent_name
      ? [{ term: "Owned by", text: company.parent_name, href: ctx.href(`/companies/${company.parent_id}`) }]
      : []),
    ...item("Ticker", company.ticker),
    {
      term: "Source",
      text: company.source_publisher,
      href: ctx.href(`/sources/${company.source_id}`),
      note: ctx.notes.cite(company.source_id),
    },
  ];
}

/** The facts by their sort, in the fixed order of the sorts; empty sorts are left out. */
export function sectionsOf(ctx: Context, facts: readonly Fact[]): readonly FactSection[] {
  return factKinds.flatMap(({ key, title }): FactSection[] => {
    const own = facts.filter(({ kind }) => kind === key);
    if (own.length === 0) return [];
    return [{ key, title, count: String(own.length), facts: own.map((fact) => shown(ctx, fact)) }];
  });
}

/** Where a fact stands on the page of its company. */
export function factAnchor(kind: FactKind, id: string): string {
  return `${kind}-${id}`;
}

function shown(ctx: Context, fact: Fact): ShownFact {
  const links = (lead: boolean) =>
    fact.parties
      .filter((party) => party.lead === lead)
      .map(({ id, name }) => ({ text: name, href: ctx.href(`/investors/${id}`) }));
  const figure = figureOf(fact);
  return {
    anchor: factAnchor(fact.kind, fact.id),
    date: fact.on === null ? "undated" : sayDate(fact.on),
    title: fact.title,
    ...hrefOf(ctx, fact),
    side: sideOf(fact.country, ctx.view.sides),
    ...(fact.detail && { detail: fact.detail }),
    leaders: links(true),
    others: links(false),
    ...(figure && { figure }),
    ...(fact.note && { note: fact.note }),
    ...(fact.confidence && { confidence: fact.confidence }),
    publisher: fact.sourcePublisher,
    sourceHref: ctx.href(`/sources/${fact.sourceId}`),
    sourceNote: ctx.notes.cite(fact.sourceId),
  };
}

/** Where a fact's title leads: to its model or chip, else to the other company. */
export function hrefOf(
  ctx: Context,
  { modelId, chipId, companyId }: Pick<Fact, "modelId" | "chipId" | "companyId">,
): { href?: string } {
  if (modelId) return { href: ctx.href(`/models/${modelId}`) };
  if (chipId) return { href: ctx.href(`/chips/${chipId}`) };
  return companyId ? { href: ctx.href(`/companies/${companyId}`) } : {};
}

function figureOf({ kind, amountUsd, quantity }: Fact): string | undefined {
  if (kind === "round") return amountUsd === null ? "not disclosed" : sayUsd(amountUsd);
  if (kind === "holding") return quantity === null ? "number not given" : sayCount(quantity, "chip");
  return undefined;
}
