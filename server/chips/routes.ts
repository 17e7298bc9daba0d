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
import { chipPage } from "./chip-page.js";
import { computePage } from "./compute-page.js";
import { bandwidthData, type ChipsInView, densityData, type NamedChip } from "./density.js";
import { type ExportRule, judgeOn, ruleRole, rulesInForce } from "./export-rules.js";
import { chipFacets, chipFilters, passes } from "./filters.js";
import { listingsPage } from "./listings-page.js";
import { rulingsInView } from "./queries.js";
import { rulePage } from "./rule-page.js";
import { sayConsequence, spaced } from "./rule-words.js";
import { rulesPage } from "./rules-page.js";
import { sayTally, tally } from "./rulings.js";
import { rulingsPage } from "./rulings-page.js";
import { statusColumns, statusRow } from "./status-columns.js";
import { sayStatus } from "./status-words.js";
import { comparedIn, facts } from "./world.js";

/** What the template is given beside figures and table. */
interface ChipsParts {
  readonly check: string;
  readonly changes: Awaited<ReturnType<typeof lastYear>>;
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
          text: sayStatus(String(row["status"])),
          mark: `prose status-${row["status"]}`,
          small: String(row["status_reason"]),
        }),
      },
      show.confidence(),
      show.source(),
    ],
    facets: chipFacets,
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
        consequence: sayConsequence(row.consequence),
        note: ctx.notes.cite(row.source_id),
      })),
    counted: sayCount(inForce.size, "rule"),
    check: ctx.href("/chips/check"),
    changes: await lastYear(ctx),
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

/** Each chip with its metrics and status, as far as the filters on what is computed leave them. */
function judged(ctx: Context) {
  return ctx.once("chips judged", async () => {
    const { chips, rules } = await facts(ctx);
    const judge = judgeOn(rules, ctx.view.asOf);
    return chips
      .map((chip) => {
        const status = judge(chip);
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
  mountPage(router, house, page);
  mountPage(router, house, rulesPage);
  mountPage(router, house, rulePage);
  mountPage(router, house, rulingsPage);
  mountPage(router, house, changesPage);
  mountPage(router, house, computePage);
  mountPage(router, house, listingsPage);
  checkPages(router, house);
  // Last: its address stands for every further word under /chips.
  mountPage(router, house, chipPage);
}
