import { sayFigure } from "../gap/claims.js";
import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import { type SideKey, side as sideNamed, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { claimsInView, type StatementRow } from "./queries.js";

/** What was said of one country's rules. */
export interface BurdenOfSide {
  readonly side: SideKey;
  readonly label: string;
  readonly statements: readonly StatementModel[];
}

export interface StatementModel {
  readonly statement: string;
  readonly speaker: string;
  readonly capacity: string;
  readonly said: string;
  /** "against the United States"; "" where it compares with none. */
  readonly against: string;
  /** The figure claimed with its interval; "" where it names none. */
  readonly figure: string;
  /** Number of the source's note. */
  readonly note: number;
  /** Its place among the claims. */
  readonly href: string;
}

export interface BurdenParts {
  readonly finding: string;
  /** Side a, side b, and others where anything was said of them. */
  readonly sides: readonly BurdenOfSide[];
}

export async function burdenParts(ctx: Context): Promise<BurdenParts> {
  const claims = await claimsInView(ctx);
  const { sides } = ctx.view;
  const of = (side: SideKey, label: string): BurdenOfSide => ({
    side,
    label,
    statements: claims
      .filter(({ subject_country }) => sideOf(subject_country, sides) === side)
      .map((claim) => statementOf(claim, ctx)),
  });
  const all = [of("a", sides.a.label), of("b", sides.b.label), of("other", "Others")];
  return {
    finding: sayFinding(ctx, all),
    sides: claims.length === 0 ? [] : all.filter(({ side, statements }) => side !== "other" || statements.length > 0),
  };
}

function statementOf(claim: StatementRow, ctx: Context): StatementModel {
  const { id, speaker_role, organization, relative_to, topic, source_id } = claim;
  return {
    statement: claim.statement,
    speaker: claim.speaker,
    capacity: [speaker_role, organization].filter((part) => part !== null).join(", "),
    said: sayDate(claim.stated_on),
    against: relative_to === null ? "" : `against ${sideNamed(relative_to).name}`,
    figure: sayFigure(claim),
    note: ctx.notes.cite(source_id),
    href: `${ctx.href("/claims", { topic })}#${id}`,
  };
}

function sayFinding(ctx: Context, all: readonly BurdenOfSide[]): string {
  const { sides, asOf } = ctx.view;
  const [a = 0, b = 0, other = 0] = all.map(({ statements }) => statements.length);
  const total = a + b + other;
  if (total === 0) return `No statement on regulation is recorded by ${sayDate(asOf)}`;
  const counted = sayCount(total, "statement");
  const more = other > 0 ? `, ${other} on others` : "";
  if (a === b)
    return `${counted}: as many on the rules of ${sides.a.name} as on those of ${sides.b.name} (${a})${more}`;
  const [most, least] = a > b ? ([sides.a, sides.b] as const) : ([sides.b, sides.a] as const);
  return `${counted}: ${Math.max(a, b)} on the rules of ${most.name}, ${Math.min(a, b)} on those of ${least.name}${more}`;
}
