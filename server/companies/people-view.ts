import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import { countryLabel, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import type { Fact } from "./facts.js";
import { type Owned, type OwnershipNode, ownershipOf } from "./ownership.js";
import type { Company } from "./profile-queries.js";
import { factAnchor } from "./profile-view.js";
import { peopleOf, type Spoken, speaksFor } from "./speakers.js";

/** Somebody of the company as its page prints them. */
export interface ShownPerson {
  readonly name: string;
  readonly roles: string;
  /** "2 claims, latest Nov 2023", leading to the latest. */
  readonly said?: { readonly text: string; readonly href: string };
  readonly notes: string;
}

export function shownPeople(ctx: Context, company: Company, claims: readonly Spoken[]): readonly ShownPerson[] {
  // A statement of the company as such is nobody's in particular.
  const personal = claims.filter(({ speaker }) => !speaksFor(speaker, company));
  return peopleOf(company.founders, personal).map(({ name, roles, founder, claims: own }) => {
    const [latest] = own;
    return {
      name,
      roles: roles.join("; "),
      ...(latest && {
        said: {
          text: `${sayCount(own.length, "claim")}, ${own.length === 1 ? "" : "latest "}${sayDate(latest.stated_on)}`,
          href: `#${factAnchor("claim", latest.id)}`,
        },
      }),
      notes: ctx.notes.citeAll([...(founder ? [company.source_id] : []), ...own.map(({ source_id }) => source_id)]),
    };
  });
}

/** A line of the tree of owners: how deep it stands, and whether it is the company itself. */
export interface OwnerNode {
  readonly name: string;
  /** Absent for the company itself. */
  readonly href?: string;
  readonly side: string;
  readonly about: string;
  readonly note: number;
  readonly owns: readonly OwnerNode[];
}

interface Kin extends Owned {
  readonly kind: string;
}

/** `undefined` where the company neither owns nor is owned. */
export function ownerTree(ctx: Context, companies: readonly Kin[], id: string): OwnerNode | undefined {
  const shown = ({ company, owns }: OwnershipNode<Kin>): OwnerNode => ({
    name: company.name,
    ...(company.id !== id && { href: ctx.href(`/companies/${company.id}`) }),
    side: sideOf(company.country, ctx.view.sides),
    about: [company.kind.replaceAll("-", " "), company.country && countryLabel(company.country)]
      .filter(Boolean)
      .join(", "),
    note: ctx.notes.cite(company.source_id),
    owns: owns.map(shown),
  });
  const tree = ownershipOf(companies, id);
  return tree && shown(tree);
}

const expected: readonly (readonly [Fact["kind"], string])[] = [
  ["round", "rounds"],
  ["model", "models"],
  ["holding", "chips held"],
  ["listing", "restriction lists"],
  ["event", "events"],
  ["claim", "claims by its people"],
];

/**
 * What a reader might look for and would not find, in one line; "" where nothing is missing.
 * @example "Not recorded in this view: founders, headquarters, chips held."
 */
export function sayNotRecorded(
  { founded_on, founders, headquarters }: Pick<Company, "founded_on" | "founders" | "headquarters">,
  facts: readonly Pick<Fact, "kind">[],
): string {
  const missing = [
    founded_on === null && "day of foundation",
    founders === null && "founders",
    headquarters === null && "headquarters",
    ...expected.map(([kind, words]) => !facts.some((fact) => fact.kind === kind) && words),
  ].filter(Boolean);
  return missing.length > 0 ? `Not recorded in this view: ${missing.join(", ")}.` : "";
}
