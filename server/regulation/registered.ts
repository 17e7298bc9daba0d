import { series } from "../../public/charts/series.js";
import { type SeriesData, sayIn } from "../../public/charts/series-data.js";
import { formatOf, linesOf } from "../indicators/editions.js";
import { sayDate } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { type PlainTable, plainTable, show } from "../web/tables.js";
import { registered, registeredInView } from "./queries.js";
import { world } from "./world.js";

function told(ctx: Context) {
  return ctx.once("services registered", () => registeredInView(ctx));
}

async function dataOf(ctx: Context): Promise<SeriesData> {
  const { indicator, values } = await told(ctx);
  const unit = indicator?.unit ?? "";
  const { sides, asOf } = ctx.view;
  return {
    sides,
    asOf,
    title: indicator?.name ?? "Registered services",
    unit,
    format: formatOf(unit),
    lines: linesOf(values, sides),
  };
}

export const registeredChart = chart(
  "series",
  series,
  async (ctx) => ({
    data: await dataOf(ctx),
    sources: (await told(ctx)).values.map(({ source_id }) => source_id),
  }),
  { heeds: [] },
);

/** What stands below the picture of registered services. */
export interface RegisteredParts {
  readonly sentences: readonly string[];
  /** Each value with what it counts; absent where none is known. */
  readonly table?: PlainTable;
  /** Page of the series. */
  readonly href: string;
}

export async function registeredParts(ctx: Context): Promise<RegisteredParts> {
  const { values } = await told(ctx);
  const data = await dataOf(ctx);
  const columns = [
    show.date("Period", "period"),
    show.country("country"),
    {
      title: "Value",
      numeric: true,
      cell: (row: Readonly<Record<string, string | number | null>>) => ({
        text: sayIn(data, Number(row["value"])),
      }),
    },
    {
      title: "What the source counts",
      cell: (row: Readonly<Record<string, string | number | null>>) => ({
        text: row["note"] === null ? `${data.unit}, as the series defines them` : String(row["note"]),
        mark: row["note"] === null ? "unknown" : "prose",
      }),
    },
    show.confidence(),
    show.source(),
  ];
  return {
    sentences: [...(await sayDefinitions(ctx, data)), ...(await sayMissing(ctx, data))],
    ...(values.length > 0 && { table: plainTable(columns, values, ctx) }),
    href: ctx.href(`/indicators/${registered}`),
  };
}

async function sayDefinitions(ctx: Context, { lines }: SeriesData): Promise<readonly string[]> {
  const { indicator, values } = await told(ctx);
  const noted = values.filter(({ note }) => note !== null).length;
  const joined = lines.some(({ points }) => points.length > 1);
  return [
    ...(values.length > 0 && indicator ? [indicator.description] : []),
    ...(noted > 0 ? [`A note on what is counted comes with ${noted} of ${sayCount(values.length, "value")}.`] : []),
    ...(joined ? ["The line joins them as published and makes no one definition of them."] : []),
  ];
}

/** That no series is recorded of a side, or of either, and whether any act of it is one of registration. */
async function sayMissing(ctx: Context, { lines }: SeriesData): Promise<readonly string[]> {
  const { sides, asOf } = ctx.view;
  const acted = (await world(ctx)).acts.filter(({ subject }) => subject === "registration");
  const missing = (["a", "b"] as const).filter((side) => lines.every((line) => line.side !== side));
  if (missing.length === 2)
    return [
      `No series of registered services is recorded of ${sides.a.name} or ${sides.b.name} by ${sayDate(asOf)}; ${acted.length === 0 ? "no act" : sayCount(acted.length, "act")} on the time line ${acted.length > 1 ? "are" : "is"} under registration.`,
    ];
  return missing.map((side) => {
    const own = acted.filter(({ country }) => sideOf(country, sides) === side).length;
    const acts =
      acted.length === 0
        ? "no act on the time line is under registration"
        : own === 0
          ? `none of the ${sayCount(acted.length, "act")} under registration on the time line is its own`
          : `${own} of the ${sayCount(acted.length, "act")} under registration on the time line ${own === 1 ? "is" : "are"} its own`;
    return `No series of registered services is recorded of ${sides[side].name}, and ${acts}.`;
  });
}
