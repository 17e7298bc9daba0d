import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import { enumFilter, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import { ruleLabel } from "./export-rules.js";
import { rulesRuledUnder, rulingsInView, rulingsListed } from "./queries.js";
import { type Agreement, type ComparedRuling, tally } from "./rulings.js";
import { sayStatus } from "./status-words.js";
import { comparedIn } from "./world.js";

/** Columns that a comparison adds to a ruling. */
export const comparedColumns: readonly OutColumn[] = [
  {
    name: "agreement",
    type: "text",
    title: "Agreement",
    description: "agrees, differs, or open where the data leave the computed status undetermined.",
  },
  {
    name: "compared_on",
    type: "date",
    title: "Compared on",
    description:
      "Day on which ruling and rules are compared: the ruling's first day, or the rule's where the ruling is dated to its month or year only.",
  },
  {
    name: "computed_status",
    type: "text",
    title: "Computed",
    description: "Status that the rules give on that day, on the side whose rule it is.",
  },
  {
    name: "computed_reason",
    type: "text",
    title: "Computed reason",
    description: "The comparisons that decide the computed status.",
  },
];

const columns: readonly OutColumn[] = [
  ...columnsOf("chip_rulings", "id", "chip_id"),
  columnAs("chips", "name", "chip_name", "Chip"),
  ...columnsOf("chip_rulings", "rule_id"),
  columnAs("export_rules", "title", "rule_title", "Rule"),
  ...columnsOf("chip_rulings", "status", "from_on", "until_on"),
  ...comparedColumns,
  ...columnsOf("chip_rulings", "confidence"),
  ...sourceColumns,
  ...columnsOf("chip_rulings", "note"),
];

const agreements: readonly Agreement[] = ["agrees", "differs", "open"];

/** The rule by the paragraph that explanations call it by. */
export const ruleColumn: ShownColumn = {
  title: "Rule",
  sort: "rule_title",
  cell: (row, ctx): CellModel => ({ text: String(row["rule_label"]), href: ctx.href(`/rules/${row["rule_id"]}`) }),
};

export const heldColumn: ShownColumn = {
  title: "From",
  sort: "from_on",
  cell: ({ from_on, until_on }): CellModel => ({
    text: sayDate(String(from_on)),
    mark: "date",
    ...(until_on !== null && { small: `until ${sayDate(String(until_on))}` }),
  }),
};

export const agreementColumn: ShownColumn = {
  title: "Law and practice",
  sort: "agreement",
  cell: (row): CellModel => ({ text: String(row["agreement"]), mark: `agreement-${row["agreement"]}` }),
};

export const computedColumn: ShownColumn = {
  title: "Law, computed",
  sort: "computed_status",
  cell: (row): CellModel => ({
    text: sayStatus(String(row["computed_status"])),
    small: String(row["computed_reason"]),
    mark: "prose",
  }),
};

/** The ruling with its days, and its note, which is the reason where law and practice part. */
export const ruledColumn: ShownColumn = {
  title: "Practice, recorded",
  sort: "status",
  cell: (row): CellModel => ({
    text: sayStatus(String(row["status"])),
    mark: "prose",
    ...(row["note"] !== null && { small: String(row["note"]) }),
  }),
};

export const rulingsPage: PageSpec = {
  path: "/rulings",
  name: "chips/rulings",
  title: "Rulings",
  filters: async (store) => [
    { key: "agreement", label: "Agreement", choices: agreements.map((value) => ({ value, label: value })) },
    {
      key: "rule",
      label: "Rule",
      choices: (await rulesRuledUnder(store)).map(({ id, title }) => ({ value: id, label: title })),
    },
    enumFilter("status", "Ruled", "chip_rulings", "status"),
    textFilter,
  ],
  charts: {},
  table: {
    noun: "ruling",
    columns,
    // What does not agree comes first, with its reasons.
    order: [{ column: "agreement", descending: true }, { column: "from_on" }],
    key: ["id"],
    shown: [
      show.link("Chip", "chip_name", (row) => `/chips/${row["chip_id"]}`),
      ruleColumn,
      heldColumn,
      agreementColumn,
      computedColumn,
      ruledColumn,
      show.confidence(),
      show.source(),
    ],
    facets: { agreement: "agreement", status: "status", rule: "rule_id" },
    rows: async (ctx, order) => {
      const wanted = ctx.chosen("agreement");
      const compared = await comparedIn(ctx, await rulingsListed(ctx));
      return computedRows(
        compared.filter(({ agreement }) => !wanted || wanted.includes(agreement)).map(rowOf),
        columns,
        order,
      );
    },
  },
  content: async (ctx) => ({
    title: "Rulings",
    headline: headlineOf(await comparedIn(ctx, await rulingsInView(ctx).execute())),
    lede: "Each recorded decision or reading on a chip beside the status that the rules give it on that day. Where the two part, or a figure is missing that the rule asks for, the ruling says why.",
  }),
};

type Listed = Awaited<ReturnType<typeof rulingsListed>>[number];

/** A compared ruling as the table and its files carry it. */
export function rowOf({ ruling, on, computed, agreement, explanation }: ComparedRuling<Listed>): OutRow {
  const rule_label = ruleLabel({ title: ruling.rule_title, citation: ruling.rule_citation });
  return { ...ruling, rule_label, compared_on: on, computed_status: computed, agreement, computed_reason: explanation };
}

function headlineOf(compared: readonly ComparedRuling[]): string {
  const { agrees, differs, open } = tally(compared);
  const whole = compared.length;
  if (whole === 0) return "Law and practice: no ruling is recorded in this view";
  const apart = [
    differs > 0 && `${differs} ${differs === 1 ? "differs" : "differ"}`,
    open > 0 && `${open} ${open === 1 ? "stays" : "stay"} open`,
  ]
    .filter((part) => part !== false)
    .join(", ");
  const main =
    agrees === whole
      ? `${whole === 1 ? "the one recorded ruling agrees" : `all ${whole} recorded rulings agree`} with the rules`
      : `${agrees} of ${sayCount(whole, "recorded ruling")} ${agrees === 1 ? "agrees" : "agree"} with the rules`;
  return `Law and practice: ${main}${apart ? `; ${apart}` : ""}`;
}
