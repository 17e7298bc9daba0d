import type { Context } from "../web/context.js";
import type { PageSpec } from "../web/pages.js";
import { computedRows, type OutColumn, type OutRow } from "../web/rows.js";
import { type ComparedCompany, comparedCompanies, mostCompared } from "./compare-facts.js";
import { measuresIn } from "./compare-measures.js";
import { allCompanies } from "./compare-queries.js";
import { type ComparedRow, comparedRows, inRow, sayWhoStandsOut } from "./compare-rows.js";
import { type CompareTable, comparePath, compareTable, type Picker, pickerOf } from "./compare-view.js";

/** What the template is given beside the links of the table. */
interface CompareParts {
  readonly picker: Picker;
  /** Absent where nobody is chosen. */
  readonly comparison: CompareTable | undefined;
  readonly finding: string;
}

/** One row for each measure and company: so a further company adds rows and not a column, whoever it is. */
const columns: readonly OutColumn[] = [
  { name: "row", type: "integer", title: "Row", description: "Place of the measure among all, whichever are shown." },
  { name: "section", type: "text", title: "Section", description: "Group of measures." },
  { name: "measure", type: "slug", title: "Measure", description: "Key of the measure." },
  { name: "title", type: "text", title: "Title", description: "The measure in words." },
  { name: "company_id", type: "slug", title: "Company id", description: "The company." },
  { name: "company_name", type: "text", title: "Company", description: "Its name." },
  {
    name: "value",
    type: "number",
    title: "Value",
    description:
      "The figure; empty where it is not known, which is never zero, and for measures told in words or dates.",
  },
  { name: "unit", type: "text", title: "Unit", description: "Unit of the figure; empty for plain counts." },
  {
    name: "text",
    type: "text",
    title: "Text",
    description: "What the page prints; a date as it is recorded. Empty where nothing is known.",
  },
  { name: "detail", type: "text", title: "Detail", description: "What stands beside it in small print." },
  {
    name: "leading",
    type: "boolean",
    title: "Leading",
    description: "Whether it is the highest or latest of the known values, where at least two differ.",
  },
  {
    name: "differs",
    type: "boolean",
    title: "Differs",
    description: "Whether the measure tells them apart: false where it says the same of every company compared.",
  },
  { name: "source_ids", type: "text", title: "Sources", description: "Ids of the sources, separated by commas." },
];

export const comparePage: PageSpec = {
  path: comparePath,
  name: "companies/compare",
  title: "Compare",
  filters: async (store) => {
    const known = await allCompanies(store);
    return [
      { key: "ids", label: "Companies", ids: { known, most: mostCompared, ordered: true } },
      { key: "add", label: "Add", ids: { known, most: 1 } },
      { key: "differences", label: "Rows", choices: [{ value: "1", label: "that differ" }], unset: "all" },
    ];
  },
  charts: {},
  faultsInPlace: true,
  table: {
    noun: "figure",
    columns,
    order: [{ column: "row" }],
    key: ["company_id"],
    // The page prints companies side by side; the table is the download alone.
    shown: [],
    rows: async (ctx, order) => {
      const companies = await comparedCompanies(ctx);
      return computedRows(outRows(narrowed(ctx, rowsOf(ctx, companies)), companies), columns, order);
    },
  },
  content: async (ctx) => {
    const companies = await comparedCompanies(ctx);
    const names = companies.map(({ company }) => company.name);
    const all = rowsOf(ctx, companies);
    const parts: CompareParts = {
      picker: await pickerOf(ctx, companies),
      comparison: companies.length > 0 ? compareTable(ctx, companies, narrowed(ctx, all), all) : undefined,
      finding: sayWhoStandsOut(all, names),
    };
    return {
      title: names.length > 1 ? `${inRow(names)} compared` : "Compare companies",
      headline:
        names.length > 1
          ? `${inRow(names)}, side by side`
          : names.length === 1
            ? `${names[0]} and whom else?`
            : "Compare companies side by side",
      lede: "Up to four companies in the same rows: who they are, money, models, dependence, compute, restriction lists and what is recorded of them. A dash stands for what is not known, which is never zero.",
      parts,
    };
  },
};

function rowsOf(ctx: Context, companies: readonly ComparedCompany[]): readonly ComparedRow[] {
  return companies.length === 0 ? [] : comparedRows(measuresIn(ctx.view), companies);
}

function narrowed(ctx: Context, rows: readonly ComparedRow[]): readonly ComparedRow[] {
  return ctx.chosen("differences") ? rows.filter(({ same }) => !same) : rows;
}

function outRows(rows: readonly ComparedRow[], companies: readonly ComparedCompany[]): readonly OutRow[] {
  return rows.flatMap(({ place, measure, cells, same }) =>
    companies.flatMap(({ company }, at): OutRow[] => {
      const cell = cells[at];
      if (!cell) return [];
      const { value, text, detail, leading, sources } = cell;
      return [
        {
          row: place,
          section: measure.section,
          measure: measure.key,
          title: measure.title,
          company_id: company.id,
          company_name: company.name,
          value: typeof value === "number" ? value : null,
          unit: measure.unit ?? null,
          text: value === null ? null : measure.leads === "latest" || measure.key === "founded" ? String(value) : text,
          detail: detail ?? null,
          leading: Number(leading),
          differs: Number(!same),
          source_ids: [...new Set(sources)].join(", ") || null,
        },
      ];
    }),
  );
}
