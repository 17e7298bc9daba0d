import { type SuccessionData, succession } from "../../public/charts/succession.js";
import { firstDay, sayDate } from "../values/dates.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { enumFilter, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import { readRule, ruleLabel, ruleRole } from "./export-rules.js";
import { authorities, type RuleRow, rulesListed } from "./queries.js";
import { type RuleEffect, ruleEffects } from "./rule-effect.js";
import { countryOf, type RuleState, sayState, stateOf, states } from "./rule-state.js";
import { sayConditions, spaced } from "./rule-words.js";
import { namesOf, world } from "./world.js";

const columns: readonly OutColumn[] = [
  ...columnsOf("export_rules", "id", "title", "authority"),
  {
    name: "country",
    type: "text",
    title: "Country",
    description: "Country of the issuing body, ISO 3166-1 alpha-2, as the id begins with it.",
  },
  ...columnsOf("export_rules", "citation", "announced_on", "effective_on", "ended_on"),
  { name: "state", type: "text", title: "State", description: `On the as-of date: ${Object.keys(states).join(", ")}.` },
  ...columnsOf("export_rules", "consequence"),
  {
    name: "conditions_in_words",
    type: "text",
    title: "Conditions in words",
    description: "The conditions as a sentence; of alternatives one must hold.",
  },
  ...columnsOf("export_rules", "conditions"),
  {
    name: "chips_caught",
    type: "integer",
    title: "Chips caught",
    description: "Chips of the view that meet the conditions, whenever released. Empty for rules that bear on no chip.",
  },
  {
    name: "chips_stricter",
    type: "integer",
    title: "Held more strictly",
    description:
      "Chips of the view whose status was stricter on the first day of effect than the day before. Empty for rules that bear on no chip.",
  },
  {
    name: "chips_freer",
    type: "integer",
    title: "Freed",
    description:
      "Chips of the view whose status was freer on the first day of effect than the day before. Empty for rules that bear on no chip.",
  },
  ...sourceColumns,
  ...columnsOf("export_rules", "summary"),
];

const titleColumn: ShownColumn = {
  title: "Rule",
  sort: "title",
  cell: (row, ctx) => ({
    text: String(row["title"]),
    href: ctx.href(`/rules/${row["id"]}`),
    mark: "prose",
    small: String(row["citation"]),
  }),
};

const effectiveColumn: ShownColumn = {
  title: "Effective",
  sort: "effective_on",
  cell: ({ effective_on, announced_on }): CellModel => ({
    ...(effective_on === null ? { text: "–", mark: "unknown" } : { text: sayDate(String(effective_on)), mark: "date" }),
    ...(announced_on !== null &&
      announced_on !== effective_on && { small: `announced ${sayDate(String(announced_on))}` }),
  }),
};

const stateColumn: ShownColumn = {
  title: "State",
  sort: "state",
  cell: ({ state, ended_on }): CellModel => ({
    text: sayState(state as RuleState),
    ...(ended_on !== null && { small: sayDate(String(ended_on)) }),
  }),
};

/** Chips caught, and what the first day changed against the day before. */
const caughtColumn: ShownColumn = {
  title: "Chips caught",
  numeric: true,
  sort: "chips_caught",
  cell: ({ chips_caught, chips_stricter, chips_freer }): CellModel => {
    if (chips_caught === null) return { text: "–", mark: "unknown" };
    const moves = [
      Number(chips_stricter) > 0 && `${chips_stricter} stricter`,
      Number(chips_freer) > 0 && `${chips_freer} freer`,
    ];
    const small = moves.filter((move) => move !== false).join(", ");
    return { text: String(chips_caught), ...(small && { small }) };
  },
};

export const rulesPage: PageSpec = {
  path: "/rules",
  name: "chips/rules",
  title: "Rules",
  filters: async (store) => [
    {
      key: "authority",
      label: "Authority",
      choices: (await authorities(store)).map((name) => ({ value: slugOf(name), label: name })),
    },
    enumFilter("consequence", "Consequence", "export_rules", "consequence"),
    {
      key: "state",
      label: "In force",
      choices: Object.entries(states).map(([value, label]) => ({ value, label })),
    },
    textFilter,
  ],
  charts: { succession: chart("succession", succession, successionInput) },
  table: {
    noun: "rule version",
    columns,
    order: [{ column: "effective_on", descending: true }],
    key: ["id"],
    shown: [
      titleColumn,
      show.text("Authority", "authority"),
      effectiveColumn,
      stateColumn,
      show.text("Consequence", "consequence", spaced),
      show.prose("Conditions", "conditions_in_words"),
      caughtColumn,
      show.source(),
    ],
    facets: {
      authority: { column: "authority", choiceOf: (name) => name && slugOf(name) },
      consequence: "consequence",
      state: "state",
    },
    rows: async (ctx, order) => computedRows(await listed(ctx), columns, order),
  },
  content: async () => ({
    title: "Rules",
    headline: "Rules: what was decreed, when, and what it caught",
    lede: "Every recorded version of a rule of either government and its allies on chips, equipment, models, materials and money, with its conditions as data. Chips caught are counted over all chips of the view; stricter and freer hold its first day of effect against the day before.",
  }),
};

/** Rules that the filters leave; the state is computed. */
function chosenRules(ctx: Context): Promise<readonly RuleRow[]> {
  return ctx.once("rules chosen", async () => {
    const [authority, state] = [ctx.chosen("authority"), ctx.chosen("state")];
    return (await rulesListed(ctx)).filter(
      (row) =>
        (!authority || authority.includes(slugOf(row.authority))) &&
        (!state || state.includes(stateOf(row, ctx.view.asOf))),
    );
  });
}

async function listed(ctx: Context): Promise<readonly OutRow[]> {
  const all = await world(ctx);
  const nameOf = namesOf(all);
  return (await chosenRules(ctx)).map((row) => {
    const rule = readRule(row);
    const effects = ruleRole(rule) && rule.effective_on !== null ? ruleEffects(rule, all.chips, all.rules) : undefined;
    const count = (wanted: (effect: RuleEffect<unknown>) => boolean) => effects?.filter(wanted).length ?? null;
    return {
      ...row,
      country: countryOf(row.id),
      state: stateOf(row, ctx.view.asOf),
      conditions_in_words: sayConditions(rule.conditions, nameOf),
      chips_caught: count(({ outcome }) => outcome === "met"),
      chips_stricter: count(({ move }) => move === "stricter"),
      chips_freer: count(({ move }) => move === "freer"),
    };
  });
}

async function successionInput(ctx: Context): Promise<{ data: SuccessionData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const rows = await chosenRules(ctx);
  const first = rows
    .flatMap(({ announced_on, effective_on }) => [announced_on ?? effective_on].filter((date) => date !== null))
    .sort()[0];
  const lanes = new Map<string, SuccessionData["lanes"][number]>();
  for (const { id, authority } of rows) {
    lanes.set(authority, { key: slugOf(authority), title: authority, side: sideOf(countryOf(id), sides) });
  }
  const place = { a: 0, b: 1, other: 2 } as const;
  return {
    data: {
      sides,
      asOf,
      from: first === undefined ? asOf : firstDay(first),
      lanes: [...lanes.values()].sort((one, other) => place[one.side] - place[other.side]),
      rules: rows.map((row) => {
        const rule = readRule(row);
        return {
          id: row.id,
          lane: slugOf(row.authority),
          side: sideOf(countryOf(row.id), sides),
          label: ruleLabel(row),
          title: row.title,
          announced: row.announced_on,
          effective: row.effective_on,
          ended: row.ended_on,
          consequence: spaced(row.consequence),
          onChips: ruleRole(rule) !== undefined,
          href: ctx.href(`/rules/${row.id}`),
        };
      }),
    },
    sources: rows.map(({ source_id }) => source_id),
  };
}

/** @example slugOf("China MIIT, MOFCOM and NDRC") // "china-miit-mofcom-and-ndrc" */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
