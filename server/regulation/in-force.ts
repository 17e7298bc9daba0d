import { type BarsData, bars } from "../../public/charts/bars.js";
import { sayDate } from "../values/dates.js";
import { type Confidence, sayEvidence } from "../values/evidence.js";
import { sayCount } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { type PlainTable, plainTable } from "../web/tables.js";
import { inForceBySubject, inForceInAll, type RuleTold, type Standing } from "./rules.js";
import { subjects } from "./subjects.js";
import { world } from "./world.js";

export const inForceChart = chart("bars", bars, inForceInput, { heeds: [] });

async function inForceInput(ctx: Context): Promise<{ data: BarsData; sources: readonly string[] }> {
  const { sides, asOf } = ctx.view;
  const { rules, acts } = await world(ctx);
  const rows = inForceBySubject(rules, sides);
  const { a, b } = inForceInAll(rows);
  const told = new Set(
    rules.filter(({ standing }) => standing === "in-force").flatMap(({ id, eventIds }) => [id, ...eventIds]),
  );
  const totals = rows.length === 0 ? "" : `, ${a} of ${sides.a.name} and ${b} of ${sides.b.name}`;
  return {
    data: {
      sides,
      asOf,
      measure: {
        title: `Rules in force on ${sayDate(asOf)}${totals}`,
        unit: "Rules, each version of an export rule counted by itself, by what they are about",
      },
      rowNoun: { one: "subject", many: "subjects" },
      rows: rows.map(({ subject, a: ofA, b: ofB }) => ({
        key: subject,
        title: subjects[subject],
        a: ofA,
        b: ofB,
        href: `${ctx.href("/regulation", { subject, state: "in-force" })}#rows`,
      })),
    },
    sources: acts
      .filter(({ id, versionIds }) => [id, ...versionIds].some((one) => told.has(one)))
      .map(({ source }) => source.id),
  };
}

/** What stands below the picture of the rules in force. */
export interface InForceParts {
  readonly sentences: readonly string[];
  /** The totals on each level of evidence. */
  readonly bands?: PlainTable;
  /** Leads to the acts behind them; absent where nothing is in force. */
  readonly listHref?: string;
}

const levels: readonly Confidence[] = ["confirmed", "reported", "disputed"];

export async function inForceParts(ctx: Context): Promise<InForceParts> {
  const { sides } = ctx.view;
  const { rules } = await world(ctx);
  const rows = [];
  for (const level of levels) {
    const own = level === ctx.view.confidence ? rules : (await world(ctx.viewedAs({ confidence: level }))).rules;
    rows.push({ level, ...inForceInAll(inForceBySubject(own, sides)) });
  }
  const counted = (title: string, side: "a" | "b" | "other") => ({
    title,
    numeric: true,
    cell: (row: Readonly<Record<string, string | number | null>>) => ({ text: String(row[side]) }),
  });
  const bands = plainTable(
    [
      {
        title: "Evidence of events",
        cell: (row) => ({ text: sayEvidence(row["level"] as Confidence) }),
      },
      counted(sides.a.label, "a"),
      counted(sides.b.label, "b"),
      counted("Others", "other"),
    ],
    rows,
    ctx,
  );
  return {
    sentences: [
      ...sayPending(rules, ctx),
      "A rule counts once its taking effect is recorded, until an end or a suspension is. Entries on lists, cases, plans and talks stand on the time line and are no rules. Versions of export rules, corrections and clarifications among them, carry no level of evidence and count on every one.",
    ],
    ...(rules.some(({ standing }) => standing === "in-force") && {
      bands,
      listHref: `${ctx.href("/regulation", { state: "in-force" })}#rows`,
    }),
  };
}

/** Rules that are not in force, by why: unknown is not the same as none. */
function sayPending(rules: readonly RuleTold[], ctx: Context): readonly string[] {
  const { sides } = ctx.view;
  const having = (standing: Standing, words: string) => {
    const own = rules.filter((rule) => rule.standing === standing);
    if (own.length === 0) return [];
    const count = (side: "a" | "b" | "other") => own.filter(({ country }) => sideOf(country, sides) === side).length;
    const parts = [
      `${count("a")} of ${sides.a.name}`,
      `${count("b")} of ${sides.b.name}`,
      count("other") > 0 && `${count("other")} of others`,
    ].filter((part) => part !== false);
    return [`${sayCount(own.length, "rule")} ${words} (${parts.join(", ")})`];
  };
  const told = [
    ...having("to-come", "announced and not yet in effect"),
    ...having("issued", "issued without a recorded start of effect"),
    ...having("proposed", "ordered or proposed"),
    ...having("ended", "ended or suspended"),
  ];
  return told.length === 0 ? [] : [`Beside these: ${told.join("; ")}.`];
}
