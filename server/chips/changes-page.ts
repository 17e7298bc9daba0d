import { addMonths, type Day, sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, sourceColumns } from "../web/rows.js";
import { type ShownColumn, show } from "../web/tables.js";
import type { Filter } from "../web/view.js";
import { changesBetween, ruleMoves } from "./changes.js";
import { type ChipStatus, explain } from "./export-rules.js";
import { chipFilters, passes } from "./filters.js";
import { sayConsequence } from "./rule-words.js";
import { sayStatus } from "./status-words.js";
import { facts } from "./world.js";

const sinceFilter: Filter = { key: "since", label: "Since", date: (asOf): Day => addMonths(asOf, -12) };
const changeFilter: Filter = {
  key: "change",
  label: "Change",
  choices: [
    { value: "status", label: "another status" },
    { value: "new", label: "new since then" },
  ],
};

const about = (name: string, title: string, description: string, type: OutColumn["type"] = "text"): OutColumn => ({
  name,
  type,
  title,
  description,
});

const columns: readonly OutColumn[] = [
  ...columnsOf("chips", "id", "name", "vendor_id"),
  columnAs("companies", "name", "vendor_name", "Vendor"),
  columnAs("companies", "country", "vendor_country", "Vendor country"),
  ...columnsOf("chips", "released_on", "market"),
  about("change", "Change", "`status` where the chip has another status than then, `new` where it was not known then."),
  about("status_then", "Status then", "US status on the earlier day; empty for a chip that was not known then."),
  about("rule_then", "Rule then", "The rule that decided it; empty where none did.", "slug"),
  about("reason_then", "Reason then", "The comparisons that decided it."),
  about("status_now", "Status now", "US status on the view's day."),
  about("rule_now", "Rule now", "The rule that decides it; empty where none does.", "slug"),
  about("reason_now", "Reason now", "The comparisons that decide it."),
  ...columnsOf("chips", "confidence"),
  ...sourceColumns,
];

function statusColumn(title: string, status: string, reason: string): ShownColumn {
  return {
    title,
    sort: status,
    cell: (row) =>
      row[status] === null
        ? { text: "not known yet", mark: "prose unknown" }
        : { text: sayStatus(String(row[status])), mark: `prose status-${row[status]}`, small: String(row[reason]) },
  };
}

/** What is different from an earlier day: chips with another status, chips that came since, rules that moved. */
export const changesPage: PageSpec = {
  path: "/chips/changes",
  name: "chips/changes",
  title: "Chips: what changed",
  filters: async (store) => [sinceFilter, changeFilter, ...(await chipFilters(store))],
  charts: {},
  table: {
    noun: "chip",
    columns,
    order: [{ column: "change", descending: true }, { column: "vendor_name" }, { column: "name" }],
    key: ["id"],
    shown: [
      show.link("Chip", "name", (row) => `/chips/${row["id"]}`),
      show.link("Vendor", "vendor_name", (row) => `/companies/${row["vendor_id"]}`),
      show.country("vendor_country"),
      show.date("Released", "released_on"),
      statusColumn("Then", "status_then", "reason_then"),
      statusColumn("Now", "status_now", "reason_now"),
      show.source(),
    ],
    rows: async (ctx, order) => computedRows(await changedRows(ctx), columns, order),
  },
  async content(ctx) {
    const since = ctx.day("since");
    const { asOf } = ctx.view;
    const { rows } = await facts(ctx);
    const sourceOf = new Map(rows.map(({ id, source_id }) => [id, source_id]));
    const moves = await movesSince(ctx, since);
    return {
      title: "Chips: what changed",
      headline: headline(await changedRows(ctx), since, asOf),
      lede: `The US answer of ${sayDate(since)} beside that of ${sayDate(asOf)}, both computed from what is recorded now. Chips whose status is the same on both days are left out, whatever happened in between.`,
      parts: {
        counted: moves.length === 0 ? "" : sayMoves(moves.map(({ moved }) => moved)),
        rules: moves.map(({ rule, moved, on }) => ({
          title: rule.title,
          citation: rule.citation,
          on: sayDate(on),
          moved,
          consequence: sayConsequence(rule.consequence),
          note: ctx.notes.cite(sourceOf.get(rule.id) ?? ""),
        })),
      },
    };
  },
};

/** What another page says of the year before the view's day, with a link that keeps its filters. */
export async function lastYear(ctx: Context) {
  const since = addMonths(ctx.view.asOf, -12);
  const rows = await rowsSince(ctx, since);
  const moves = await movesSince(ctx, since);
  return {
    counts: `${headline(rows, since, ctx.view.asOf)}; ${moves.length === 0 ? "no rule on chips took effect or ended" : sayMoves(moves.map(({ moved }) => moved))}.`,
    href: ctx.hrefHere("/chips/changes", { sort: null }),
  };
}

function changedRows(ctx: Context) {
  return ctx.once("chips changed", async () => {
    const wanted = ctx.chosen("change");
    return (await rowsSince(ctx, ctx.day("since"))).filter(({ change }) => wanted?.includes(change) ?? true);
  });
}

async function rowsSince(ctx: Context, since: Day) {
  const { chips, rules } = await facts(ctx);
  return changesBetween(chips, rules, since, ctx.view.asOf)
    .filter(({ chip, now }) => passes(ctx, { ...chip, status: now.status }))
    .map(({ chip, change, before, now }) => ({ ...chip, change, ...answer("then", before), ...answer("now", now) }));
}

function answer(when: "then" | "now", status: ChipStatus | null) {
  return {
    [`status_${when}`]: status?.status ?? null,
    [`rule_${when}`]: status?.ruleId ?? null,
    [`reason_${when}`]: status ? explain(status) : null,
  };
}

async function movesSince(ctx: Context, since: Day) {
  const { rules } = await facts(ctx);
  return ruleMoves(rules, since, ctx.view.asOf);
}

/** @example headline(rows, "2022-09-30", "2023-11-30") // "Between 30 Sep 2022 and 30 Nov 2023 the status of 24 chips changed; 22 chips are new" */
function headline(rows: readonly { readonly change: string }[], since: string, asOf: string): string {
  const changed = rows.filter(({ change }) => change === "status").length;
  const fresh = rows.length - changed;
  const between = `Between ${sayDate(since)} and ${sayDate(asOf)}`;
  const added = fresh === 0 ? "no chip is new" : `${sayCount(fresh, "chip")} ${fresh === 1 ? "is" : "are"} new`;
  return changed === 0
    ? `${between} the status of no chip changed; ${added}`
    : `${between} the status of ${sayCount(changed, "chip")} changed; ${added}`;
}

function sayMoves(moved: readonly string[]): string {
  const began = moved.filter((each) => each === "took effect").length;
  const ended = moved.length - began;
  return [
    ...(began > 0 ? [`${sayCount(began, "rule")} on chips took effect`] : []),
    ...(ended > 0 ? [`${sayCount(ended, "rule")}${began > 0 ? "" : " on chips"} ended`] : []),
  ].join(", ");
}
