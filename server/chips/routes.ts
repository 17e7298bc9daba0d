import type { Router } from "express";
import { bandwidth } from "../../public/charts/bandwidth.js";
import { density } from "../../public/charts/density.js";
import { statusCalendar } from "../../public/charts/status-calendar.js";
import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, sourceColumns } from "../web/rows.js";
import { show } from "../web/tables.js";
import { calendarData } from "./calendar.js";
import { changesPage, lastYear } from "./changes-page.js";
import { checkPages } from "./check-routes.js";
import { computePage } from "./compute-page.js";
import { bandwidthData, type ChipsInView, densityData, type NamedChip } from "./density.js";
import { chipStatus, type ExportRule, ruleRole, rulesInForce } from "./export-rules.js";
import { facts } from "./facts.js";
import { chipFilters, passes } from "./filters.js";
import { listingsPage } from "./listings-page.js";
import { statusColumns, statusRow } from "./status-columns.js";

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
  filters: chipFilters,
  charts: {
    density: chart("density", density, (ctx) => planeInput(ctx, densityData)),
    bandwidth: chart("bandwidth", bandwidth, (ctx) => planeInput(ctx, bandwidthData)),
    calendar: chart("status-calendar", statusCalendar, calendarInput),
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
        changes: await lastYear(ctx),
      },
    };
  },
};

function spaced(slug: string): string {
  return slug.replaceAll("-", " ");
}

/** Each chip with its metrics and status, as far as the filters on what is computed leave them. */
function judged(ctx: Context) {
  return ctx.once("chips judged", async () => {
    const { chips, rules } = await facts(ctx);
    return chips
      .map((chip) => {
        const status = chipStatus(chip, rules, ctx.view.asOf);
        const row = {
          ...chip,
          ...statusRow(chip, status),
        };
        return { chip, row };
      })
      .filter(({ row }) => passes(ctx, row));
  });
}

async function calendarInput(ctx: Context) {
  const { rules, rows } = await facts(ctx);
  const chips = (await judged(ctx)).map(({ chip }) => chip);
  const { sides, asOf } = ctx.view;
  const data = calendarData(chips, rules, { sides, asOf, href: (id) => ctx.href(`/chips/${id}`) });
  const onChips = new Set(rules.filter((rule) => ruleRole(rule) !== undefined).map(({ id }) => id));
  const sources = [
    ...chips.map(({ source_id }) => source_id),
    ...rows.filter(({ id }) => onChips.has(id)).map(({ source_id }) => source_id),
  ];
  return { data, sources };
}

/** What a picture of chips against limits is drawn from, and the rows it rests on. */
async function planeInput<D extends { readonly regions: readonly { readonly ruleId: string }[] }>(
  ctx: Context,
  dataOf: (chips: readonly NamedChip[], rules: readonly ExportRule[], view: ChipsInView) => D,
) {
  const { rules, rows } = await facts(ctx);
  const chips = (await judged(ctx)).map(({ chip }) => chip);
  const { sides, asOf } = ctx.view;
  const data = dataOf(chips, rules, { sides, asOf, href: (id) => ctx.href(`/chips/${id}`) });
  const drawn = new Set(data.regions.map(({ ruleId }) => ruleId));
  const sources = [
    ...chips.map(({ source_id }) => source_id),
    ...rows.filter(({ id }) => drawn.has(id)).map(({ source_id }) => source_id),
  ];
  return { data, sources };
}

export function chipsPages(router: Router, house: House): void {
  // Before the pages of single chips: "check" is none.
  checkPages(router, house);
  mountPage(router, house, page);
  mountPage(router, house, computePage);
  mountPage(router, house, listingsPage);
  mountPage(router, house, changesPage);
}
