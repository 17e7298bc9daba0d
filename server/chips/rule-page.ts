import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CellModel, type PlainTable, plainTable, show } from "../web/tables.js";
import { sayGrounds } from "./conditions.js";
import { type ExportRule, explainFor, readRule, ruleRole } from "./export-rules.js";
import { citationsOfRule, type RuleRow, rulingsInView } from "./queries.js";
import { type Move, type RuleEffect, ruleEffects } from "./rule-effect.js";
import { type RuleState, sayState, stateOf } from "./rule-state.js";
import { sayAlternatives, sayConsequence, spaced } from "./rule-words.js";
import { agreementColumn, computedColumn, heldColumn, ruledColumn, rowOf as rulingRow } from "./rulings-page.js";
import { sayStatus } from "./status-words.js";
import { comparedIn, namesOf, type World, world } from "./world.js";

type Effect = RuleEffect<World["chips"][number]>;

interface RuleSubject {
  readonly row: RuleRow;
  readonly rule: ExportRule;
  readonly effects: readonly Effect[];
  readonly nameOf: (chipId: string) => string;
}

/** What the template is given beside the table. */
interface RuleParts {
  readonly particulars: readonly {
    readonly term: string;
    readonly text: string;
    readonly href?: string;
    readonly note?: number;
  }[];
  /** Of these one must hold; empty where the rule catches nothing. */
  readonly alternatives: readonly string[];
  /** The conditions as data, indented. */
  readonly json: string;
  readonly consequence: string;
  readonly summary: string | null;
  /** Said where an earlier view prints texts of today; empty otherwise. */
  readonly wording: string;
  /** What the version caught and what its first day changed. */
  readonly effect: readonly string[];
  readonly further: readonly {
    readonly text: string;
    readonly publisher: string;
    readonly href: string;
    readonly note: number;
  }[];
  readonly rulings?: PlainTable;
}

const columns: readonly OutColumn[] = [
  columnAs("chips", "id", "chip_id", "Chip id"),
  columnAs("chips", "name", "chip_name", "Chip"),
  ...columnsOf("chips", "vendor_id"),
  columnAs("companies", "name", "vendor_name", "Vendor"),
  ...columnsOf("chips", "released_on", "market"),
  {
    name: "outcome",
    type: "text",
    title: "Outcome",
    description: "met: the rule's conditions catch the chip; undetermined: a figure is missing; not-met.",
  },
  { name: "grounds", type: "text", title: "Grounds", description: "The comparisons that decide the outcome." },
  {
    name: "status_before",
    type: "text",
    title: "The day before",
    description: "Computed status on the day before the first day of effect, on the side whose rule it is.",
  },
  {
    name: "status_after",
    type: "text",
    title: "First day",
    description: "Computed status on the first day of effect.",
  },
  {
    name: "change",
    type: "text",
    title: "Change",
    description:
      "What the version changed: stricter, freer, opened (became undetermined), settled (was undetermined), unchanged, or by another rule of the same day.",
  },
  { name: "status_reason", type: "text", title: "Reason", description: "Why the status of the first day holds." },
  ...sourceColumns,
];

const outcomes = { met: "caught", undetermined: "open", "not-met": "not caught" } as const;

export const rulePage: PageSpec<RuleSubject> = {
  path: "/rules/:id",
  name: "chips/rule",
  title: "Rule",
  find: findRule,
  charts: {},
  table: {
    noun: "chip",
    columns,
    order: [{ column: "outcome" }, { column: "released_on", descending: true }],
    key: ["chip_id"],
    shown: [
      show.link("Chip", "chip_name", (row) => `/chips/${row["chip_id"]}`),
      show.link("Vendor", "vendor_name", (row) => `/companies/${row["vendor_id"]}`),
      show.date("Released", "released_on"),
      {
        title: "By its conditions",
        sort: "outcome",
        cell: (row): CellModel => ({
          text: outcomes[row["outcome"] as keyof typeof outcomes],
          small: String(row["grounds"]),
          mark: "prose",
        }),
      },
      show.text("The day before", "status_before", sayStatus),
      {
        title: "First day",
        sort: "status_after",
        cell: (row): CellModel => ({
          text: sayStatus(String(row["status_after"])),
          small: String(row["status_reason"]),
          mark: "prose",
        }),
      },
      show.text("Change", "change"),
      show.source(),
    ],
    rows: async (_ctx, order, { rule, effects }) =>
      computedRows(
        effects.map((effect) => rowOf(rule, effect)),
        columns,
        order,
      ),
  },
  content: async (ctx, subject) => {
    const { row } = subject;
    const state = stateOf(row, ctx.view.asOf);
    return {
      title: row.title,
      headline: row.title,
      lede: `${row.authority}. ${ledeOf(row, state)}`,
      parts: await partsOf(ctx, subject, state),
    };
  },
};

async function findRule(ctx: Context, id: string): Promise<RuleSubject> {
  const all = await world(ctx);
  const row = all.rows.find((one) => one.id === id);
  if (!row) {
    throw new NotFound(
      `No rule with the id "${id}" is in this view: it may be unknown, or become public only after ${sayDate(ctx.view.asOf)}.`,
    );
  }
  const rule = readRule(row);
  return { row, rule, effects: ruleEffects(rule, all.chips, all.rules), nameOf: namesOf(all) };
}

function rowOf(rule: ExportRule, { chip, outcome, because, before, after, move, firstDay }: Effect): OutRow {
  return {
    chip_id: chip.id,
    chip_name: chip.name,
    vendor_id: chip.vendor_id,
    vendor_name: chip.vendor_name,
    released_on: chip.released_on,
    market: chip.market,
    outcome,
    grounds: sayGrounds(because),
    status_before: before,
    status_after: after,
    change: move,
    status_reason: explainFor(rule, firstDay),
    source_id: chip.source_id,
    source_url: chip.source_url,
    source_publisher: chip.source_publisher,
  };
}

function ledeOf({ effective_on, ended_on }: RuleRow, state: RuleState): string {
  if (effective_on === null) return "It never had legal effect of its own.";
  const from = sayDate(effective_on);
  if (state === "to-come") return `It takes effect on ${from}.`;
  return ended_on === null
    ? `In force since ${from}.`
    : `In force from ${from} to ${sayDate(ended_on)}, its first day without effect.`;
}

async function partsOf(
  ctx: Context,
  { row, rule, effects, nameOf }: RuleSubject,
  state: RuleState,
): Promise<RuleParts> {
  const item = (term: string, date: string | null) => (date === null ? [] : [{ term, text: sayDate(date) }]);
  const rulings = (await comparedIn(ctx, await rulingsInView(ctx).execute())).filter(
    ({ ruling }) => ruling.rule_id === row.id,
  );
  return {
    particulars: [
      { term: "Authority", text: row.authority },
      { term: "Citation", text: row.citation },
      ...item("Announced", row.announced_on),
      ...item("First day of effect", row.effective_on),
      ...item("First day without effect", row.ended_on),
      { term: `On ${sayDate(ctx.view.asOf)}`, text: sayState(state) },
      {
        term: "Source",
        text: row.source_publisher,
        href: ctx.href(`/sources/${row.source_id}`),
        note: ctx.notes.cite(row.source_id),
      },
    ],
    alternatives: sayAlternatives(rule.conditions, nameOf),
    json: JSON.stringify(rule.conditions, undefined, 2),
    consequence: sayConsequence(row.consequence),
    summary: row.summary,
    wording:
      ctx.view.asOf < ctx.today
        ? "The summary is worded as of today; only dated facts are cut at the view's date."
        : "",
    effect: effectOf(rule, effects),
    further: await furtherOf(ctx, row),
    ...(rulings.length > 0 && {
      rulings: plainTable(
        [
          show.link("Chip", "chip_name", (one) => `/chips/${one["chip_id"]}`),
          heldColumn,
          agreementColumn,
          computedColumn,
          ruledColumn,
          show.source(),
        ],
        rulings.map(rulingRow),
        ctx,
      ),
    }),
  };
}

/** Further sources of the row; none about a day that this view does not tell yet. */
async function furtherOf(ctx: Context, row: RuleRow): Promise<RuleParts["further"]> {
  const citations = await citationsOfRule(ctx, row.id);
  return citations
    .filter(({ column }) => !column.endsWith("_on") || row[column as keyof RuleRow] !== null)
    .map(({ column, agrees, value, note, source_id, publisher }) => ({
      text: [
        `${agrees === "yes" ? "agrees" : "differs"}${column ? ` on ${spaced(column.replaceAll("_", "-"))}` : ""}`,
        value && `: ${value}`,
        note && ` (${note})`,
      ]
        .filter(Boolean)
        .join(""),
      publisher,
      href: ctx.href(`/sources/${source_id}`),
      note: ctx.notes.cite(source_id),
    }));
}

/** What the version caught and changed, in sentences. */
function effectOf(rule: ExportRule, effects: readonly Effect[]): readonly string[] {
  const { effective_on: day, consequence } = rule;
  if (day === null) return ["Without legal effect of its own it changed no chip's status."];
  if (!ruleRole(rule)) {
    return consequence === "clarification" || consequence === "suspension"
      ? ["It catches nothing by itself: no chip's status changed."]
      : ["It bears on no chip's status: nothing changed for the chips of this view."];
  }
  const caught = effects.filter(({ outcome }) => outcome === "met");
  const released = caught.filter(({ chip }) => chip.released_on !== null && chip.released_on <= day).length;
  const open = effects.filter(({ outcome }) => outcome === "undetermined").length;
  const count = (move: Move) => effects.filter((effect) => effect.move === move).length;
  const moves = [
    [count("stricter"), "held more strictly"],
    [count("freer"), "freed or held less strictly"],
    [count("settled"), "settled that had been open"],
    [count("opened"), "left open"],
  ] as const;
  const changed = moves.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return [
    `Its conditions catch ${sayCount(caught.length, "chip")} of this view${caught.length > 0 ? `, ${released} of them known to be released by its first day` : ""}${open > 0 ? `; for ${open} more a figure is missing` : ""}.`,
    changed.length === 0
      ? "Against the day before it changed no chip's status."
      : `Against the day before, on ${sayDate(day)}: ${changed.join(", ")}.`,
  ];
}
