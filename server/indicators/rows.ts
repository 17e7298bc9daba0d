import { sayWithUnit } from "../../public/charts/series-data.js";
import { sayDate } from "../values/dates.js";
import type { Context } from "../web/context.js";
import { columnAs, columnsOf, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type ShownColumn, show } from "../web/tables.js";
import { formatOf, linesOf } from "./editions.js";
import { valuesInView } from "./queries.js";

export type ValueRow = Awaited<ReturnType<typeof valuesInView>>[number];

export const columns: readonly OutColumn[] = [
  ...columnsOf("indicator_values", "indicator_id"),
  columnAs("indicators", "name", "indicator_name", "Indicator"),
  ...columnsOf("indicators", "group", "unit"),
  ...columnsOf("indicator_values", "country", "period", "value", "confidence"),
  {
    name: "edition",
    type: "text",
    title: "Edition",
    description:
      "newest or older: several sources may give a value for one country and period, and that of the latest publication is the newest.",
  },
  ...sourceColumns,
  columnAs("sources", "published_on", "source_published_on", "Published"),
  ...columnsOf("indicator_values", "note"),
];

/** Values of the view, read once for all that a page makes of them. */
export function viewedValues(ctx: Context): Promise<readonly ValueRow[]> {
  return ctx.once("indicator values", () => valuesInView(ctx));
}

/** The rows as they leave the house, each told whether a newer edition gives its period too. */
export function outRows(values: readonly ValueRow[], ctx: Context): readonly OutRow[] {
  const ids = [...new Set(values.map(({ indicator_id }) => indicator_id))];
  return ids.flatMap((id) => {
    const own = values.filter(({ indicator_id }) => indicator_id === id);
    const older = new Set(
      linesOf(own, ctx.view.sides).flatMap(({ country, points }) =>
        points.filter(({ superseded }) => superseded).map(({ on, sourceId }) => `${country} ${on} ${sourceId}`),
      ),
    );
    return own.map(({ description: _description, source_title: _title, ...row }) => ({
      ...row,
      edition: older.has(`${row.country} ${row.period} ${row.source_id}`) ? "older" : "newest",
    }));
  });
}

/** A value as a reader would say it, with its unit. */
const valueColumn: ShownColumn = {
  title: "Value",
  numeric: true,
  sort: "value",
  cell(row) {
    const unit = String(row["unit"]);
    return { text: sayWithUnit({ unit, format: formatOf(unit) }, Number(row["value"])) };
  },
};

/** When the source came out; an older edition says so. */
const editionColumn: ShownColumn = {
  title: "Edition",
  sort: "source_published_on",
  cell(row) {
    const published = row["source_published_on"];
    return {
      text: published === null ? "undated" : sayDate(String(published)),
      mark: "date",
      ...(row["edition"] === "older" && { small: "a newer one gives this period" }),
    };
  },
};

/** What every table of values shows after what the value is of. */
export const shownOfValue: readonly ShownColumn[] = [
  show.country("country"),
  show.date("Period", "period"),
  valueColumn,
  show.confidence(),
  show.source(),
  editionColumn,
  show.prose("Note", "note"),
];
