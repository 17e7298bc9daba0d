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
import { checkPages } from "./check-routes.js";
import { computePage } from "./compute-page.js";
import { densityData } from "./density.js";
import { chipStatus, readRule, rulesInForce } from "./export-rules.js";
import { listingsPage } from "./listings-page.js";
import { chipsInView, rulesInView, vendors } from "./queries.js";
import { regions } from "./regions.js";
import { statusColumns, statusRow } from "./status-columns.js";

const statuses = ["prohibited-without-license", "notification", "licensed", "allowed", "undetermined"] as const;

const chipColumns = columnsOf("chips").filter(({ name }) => name !== "source_id" && name !== "note");
const columns: readonly OutColumn[] = [
  ...chipColumns.slice(0, 3),
  columnAs("companies", "name", "vendor_name", "Vendor"),
  columnAs("companies", "country", "vendor_country", "Vendor country"),
  ...chipColumns.slice(3),
  ...statusColumns,
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
            href: (id) => ctx.href("/chips", { q: chips.find(({ chip }) => chip.id === id)?.chip.name ?? id }),
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
      show.text("Chip", "name"),
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
    const { rules, rows } = await facts(ctx);
    const inForce = new Set(rulesInForce(rules, ctx.view.asOf).map(({ id }) => id));
    return {
      title: "Chips",
      headline: "Chips: what may be sold to China",
      lede: "Total processing performance and performance density are computed from each chip’s own figures, and the status from the rules in force at the date. A missing figure leaves a status undetermined only where it could change the answer.",
      parts: {
        rules: rows
          .filter(({ id }) => inForce.has(id))
          .map((row) => ({
            title: row.title,
            citation: row.citation,
            from: row.effective_on === null ? "" : sayDate(row.effective_on),
            consequence: spaced(row.consequence),
            note: ctx.notes.cite(row.source_id),
          })),
        counted: sayCount(inForce.size, "rule"),
        check: ctx.href("/chips/check"),
      },
    };
  },
};

function spaced(slug: string): string {
  return slug.replaceAll("-", " ");
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
    return chips
      .map((chip) => {
        const status = chipStatus(chip, rules, ctx.view.asOf);
        const row = {
          ...chip,
          ...statusRow(chip, status),
        };
        return { chip, row };
      })
      .filter(({ row }) => !wanted || wanted.includes(row.status));
  });
}

export function chipsPages(router: Router, house: House): void {
  // Before the pages of single chips: "check" is none.
  checkPages(router, house);
  mountPage(router, house, page);
  mountPage(router, house, computePage);
  mountPage(router, house, listingsPage);
}
