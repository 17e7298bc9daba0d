import type { Router } from "express";
import { density } from "../../public/charts/density.js";
import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { enumFilter, textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, sourceColumns } from "../web/rows.js";
import { show } from "../web/tables.js";
import { chipPage } from "./chip-page.js";
import { densityData } from "./density.js";
import { explain, judgeOn, readRule, rulesInForce } from "./export-rules.js";
import { performanceDensity, totalProcessingPerformance } from "./performance.js";
import { chipsInView, rulesInView, rulingsInView, vendors } from "./queries.js";
import { regions } from "./regions.js";
import { rulePage } from "./rule-page.js";
import { spaced } from "./rule-words.js";
import { rulesPage } from "./rules-page.js";
import { sayTally, tally } from "./rulings.js";
import { rulingsPage } from "./rulings-page.js";
import { comparedIn } from "./world.js";

/** What the template is given beside figure and table. */
interface ChipsParts {
  readonly rules: readonly {
    readonly title: string;
    readonly href: string;
    readonly citation: string;
    readonly from: string;
    readonly consequence: string;
    readonly note: number;
  }[];
  readonly counted: string;
  readonly practice: { readonly counts: string; readonly href: string; readonly rulesHref: string };
}

const statuses = ["prohibited-without-license", "notification", "licensed", "allowed", "undetermined"] as const;

const computed: readonly OutColumn[] = [
  {
    name: "tpp",
    type: "number",
    title: "TPP",
    unit: "TOPS × bits",
    description:
      "Total processing performance: the largest product of dense throughput and bit length over all number formats (ECCN 3A090). Empty where no format's figure is known.",
  },
  { name: "tpp_format", type: "text", title: "Format", description: "Number format that gives the TPP." },
  {
    name: "performance_density",
    type: "number",
    title: "Performance density",
    unit: "TPP per mm²",
    description: "TPP over die area. Empty where either is unknown.",
  },
  {
    name: "status",
    type: "text",
    title: "Status",
    description:
      "Whether the chip could be shipped from the US to mainland China at the as-of date, computed from the rules in force.",
  },
  {
    name: "rule_id",
    type: "slug",
    title: "Rule",
    description: "The rule that decides the status; empty where none does.",
  },
  { name: "status_reason", type: "text", title: "Reason", description: "The comparisons that decide the status." },
];

const chipColumns = columnsOf("chips").filter(({ name }) => name !== "source_id" && name !== "note");
const columns: readonly OutColumn[] = [
  ...chipColumns.slice(0, 3),
  columnAs("companies", "name", "vendor_name", "Vendor"),
  columnAs("companies", "country", "vendor_country", "Vendor country"),
  ...chipColumns.slice(3),
  ...computed,
  ...sourceColumns,
  ...columnsOf("chips", "note"),
];

const page: PageSpec = {
  path: "/chips",
  name: "chips/index",
  title: "Chips",
  filters: async (store) => [
    {
      key: "vendor",
      label: "Vendor",
      choices: (await vendors(store)).map(({ id, name }) => ({ value: id, label: name })),
    },
    enumFilter("market", "Market", "chips", "market"),
    {
      key: "status",
      label: "Status",
      choices: statuses.map((value) => ({ value, label: value.replaceAll("-", " ") })),
    },
    textFilter,
  ],
  charts: {
    density: chart("density", density, async (ctx) => {
      const { sides, asOf } = ctx.view;
      const { rules } = await facts(ctx);
      const chips = await judged(ctx);
      const drawn = new Set(regions(rules, asOf).map(({ ruleId }) => ruleId));
      return {
        data: densityData(
          chips.map(({ chip }) => chip),
          rules,
          {
            sides,
            asOf,
            href: (id) => ctx.href(`/chips/${id}`),
          },
        ),
        sources: [
          ...chips.map(({ chip }) => chip.source_id),
          ...(await facts(ctx)).rows.filter(({ id }) => drawn.has(id)).map(({ source_id }) => source_id),
        ],
      };
    }),
  },
  table: {
    noun: "chip",
    columns,
    order: [{ column: "released_on", descending: true }],
    key: ["id"],
    shown: [
      show.link("Chip", "name", (row) => `/chips/${row["id"]}`),
      show.link("Vendor", "vendor_name", (row) => `/companies/${row["vendor_id"]}`),
      show.country("vendor_country"),
      show.date("Released", "released_on"),
      show.text("Market", "market", spaced),
      show.number("TPP", "tpp"),
      show.number("Density", "performance_density", "per mm²"),
      show.number("Memory bandwidth", "memory_bandwidth_gb_s", "GB/s"),
      show.number("Link", "interconnect_gb_s", "GB/s"),
      {
        title: "Status",
        sort: "status",
        cell: (row) => ({
          text: spaced(String(row["status"])),
          mark: `prose status-${row["status"]}`,
          small: String(row["status_reason"]),
        }),
      },
      show.confidence(),
      show.source(),
    ],
    rows: async (ctx, order) =>
      computedRows(
        (await judged(ctx)).map(({ row }) => row),
        columns,
        order,
      ),
  },
  async content(ctx) {
    return {
      title: "Chips",
      headline: "Chips: what may be sold to China",
      lede: "Total processing performance and performance density are computed from each chip’s own figures, and the status from the rules in force at the date. A missing figure leaves a status undetermined only where it could change the answer.",
      parts: await partsOf(ctx),
    };
  },
};

async function partsOf(ctx: Context): Promise<ChipsParts> {
  const { rules, rows } = await facts(ctx);
  const inForce = new Set(rulesInForce(rules, ctx.view.asOf).map(({ id }) => id));
  return {
    rules: rows
      .filter(({ id }) => inForce.has(id))
      .map((row) => ({
        title: row.title,
        href: ctx.href(`/rules/${row.id}`),
        citation: row.citation,
        from: row.effective_on === null ? "" : sayDate(row.effective_on),
        consequence: spaced(row.consequence),
        note: ctx.notes.cite(row.source_id),
      })),
    counted: sayCount(inForce.size, "rule"),
    practice: await practice(ctx),
  };
}

/** The recorded rulings of the view held against the rules, in a sentence with where it leads. */
async function practice(ctx: Context): Promise<ChipsParts["practice"]> {
  const compared = await comparedIn(ctx, await rulingsInView(ctx).execute());
  return {
    counts: compared.length === 0 ? "no ruling is recorded in this view" : sayTally(tally(compared)),
    href: ctx.href("/rulings"),
    rulesHref: ctx.href("/rules"),
  };
}

function facts(ctx: Context) {
  return ctx.once("chips and rules", async () => {
    const rows = await rulesInView(ctx);
    return { chips: await chipsInView(ctx), rows, rules: rows.map(readRule) };
  });
}

/** Each chip with its metrics and status; the status filter works on what is computed. */
function judged(ctx: Context) {
  return ctx.once("chips judged", async () => {
    const { chips, rules } = await facts(ctx);
    const wanted = ctx.chosen("status");
    const judge = judgeOn(rules, ctx.view.asOf);
    return chips
      .map((chip) => {
        const performance = totalProcessingPerformance(chip);
        const perMm2 = performanceDensity(chip);
        const status = judge(chip);
        const row = {
          ...chip,
          tpp: performance.known ? performance.value : null,
          tpp_format: performance.known ? performance.format : null,
          performance_density: perMm2.known ? Number(perMm2.value.toPrecision(6)) : null,
          status: status.status,
          rule_id: status.ruleId,
          status_reason: explain(status),
        };
        return { chip, row };
      })
      .filter(({ row }) => !wanted || wanted.includes(row.status));
  });
}

export function chipsPages(router: Router, house: House): void {
  mountPage(router, house, page);
  mountPage(router, house, rulesPage);
  mountPage(router, house, rulePage);
  mountPage(router, house, rulingsPage);
  // Last: its address stands for every further word under /chips.
  mountPage(router, house, chipPage);
}
