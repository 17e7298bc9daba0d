import type {
  ChartData,
  ChartModule,
  ChartTable,
  ChartText,
  DrawOptions,
  PlaceOptions,
  SideKey,
  Svg,
} from "./chart.js";
import { capital, countOf, formatCount, formatDate, formatPercent } from "./format.js";
import { drawReach, placeReach, type ReachBar, type ReachGroup, type ReachPlaced } from "./reach-bars.js";

const order = ["a", "b", "other"] as const;
/** Under so many models a percentage would claim more than the figures carry. */
const leastForShare = 10;

/** Models that lose a base of their own, and those that only lose one further down. */
export interface Losing {
  readonly direct: number;
  readonly indirect: number;
}

export interface LosingSide extends Losing {
  readonly side: SideKey;
  /** Companies whose models these are. */
  readonly companies: number;
  /** Open models of the sample that lose a base, of how many. */
  readonly sample: { readonly losing: number; readonly models: number };
}

export interface LosingRow extends Losing {
  readonly key: string;
  readonly title: string;
  readonly side: SideKey;
  readonly href?: string;
}

export interface WithdrawalData extends ChartData {
  /** What is withdrawn, in words; "" while nothing is. */
  readonly without: string;
  /** What the rows are. A model loses its base in one company, but perhaps in several kinds. */
  readonly by: "company" | "kind";
  /** Every side, also those that lose nothing. */
  readonly totals: readonly LosingSide[];
  /** Most first within each side. */
  readonly rows: readonly LosingRow[];
  /** Companies of each side that are left to the table. */
  readonly omitted: Readonly<Record<SideKey, number>>;
  /** Models counted only since disputed evidence counts. */
  readonly disputed: number;
  /** Pieces of software and data sets that lose a base, too; never counted among models. */
  readonly software: number;
  /** Models in view, and those without any recorded base of the chosen kinds. */
  readonly models: number;
  readonly unrecorded: number;
}

/** Who loses a base when something is withdrawn: by company within each side, or by kind. */
export const withdrawal: ChartModule<WithdrawalData, ReachPlaced> = { place, draw, describe, table };

function place(data: WithdrawalData, { width }: PlaceOptions): ReachPlaced {
  return placeReach(data.by === "company" ? byCompany(data) : byKind(data), {
    width,
    key: ["loses a base of its own", "loses only a base of a base"],
    empty: data.without === "" ? "Nothing is withdrawn" : `No model on record by ${formatDate(data.asOf)} loses a base`,
    symbols: data.by === "kind",
  });
}

function draw(svg: Svg, data: WithdrawalData, options: DrawOptions): ReachPlaced {
  const placed = place(data, options);
  drawReach(svg, placed);
  return placed;
}

function byCompany(data: WithdrawalData): readonly ReachGroup[] {
  return data.totals.map((total) => {
    const rest = data.omitted[total.side];
    return {
      head: labelOf(data, total.side),
      side: total.side,
      note: [
        `${countOf(sum(total), "model")} of ${countOf(total.companies, "company", "companies")}: ${sayLosing(total)}`,
        sampleOf(total),
        rest > 0 ? `${countOf(rest, "more company", "more companies")} in the table` : "",
      ]
        .filter(Boolean)
        .join("; "),
      rows: data.rows
        .filter(({ side }) => side === total.side)
        .map(({ key, title, href, ...row }) => ({
          key,
          title,
          ...(href && { href }),
          bars: [barOf(data, title, row)],
        })),
    };
  });
}

function byKind(data: WithdrawalData): readonly ReachGroup[] {
  const kinds = [...new Set(data.rows.map(({ key }) => key))];
  const rows = kinds.map((key) => {
    const own = data.rows.filter((row) => row.key === key);
    const title = own[0]?.title ?? key;
    const bars = order.flatMap((side) => {
      const row = own.find((one) => one.side === side);
      return row ? [barOf(data, title, row, key === kinds[0])] : [];
    });
    return { key, title, bars };
  });
  return [{ head: "By kind of dependence", note: "", rows }];
}

function barOf(data: WithdrawalData, title: string, row: Losing & { readonly side: SideKey }, named = false): ReachBar {
  return {
    side: row.side,
    direct: row.direct,
    chained: row.indirect,
    text: `${named ? `${labelOf(data, row.side)} ` : ""}${formatCount(sum(row))}`,
    tip: [title, `${labelOf(data, row.side)}: ${sayLosing(row)}`],
  };
}

function describe(data: WithdrawalData): ChartText {
  const all = data.totals.reduce((count, total) => count + sum(total), 0);
  const left = order.reduce((count, side) => count + data.omitted[side], 0);
  const coverage = [
    `${countOf(data.models, "model")} in view, ${formatCount(data.unrecorded)} of them without any recorded base of these kinds, which count as losing none`,
    data.disputed > 0 ? `${countOf(data.disputed, "model")} counted on disputed evidence only` : "",
    data.software > 0
      ? `${countOf(data.software, "piece")} of software or data lose a base, too, and are not counted`
      : "",
    data.by === "company" && left > 0 ? `${countOf(left, "company", "companies")} left to the table` : "",
  ];
  return {
    finding: data.by === "company" ? findingOf(data, all) : kindFinding(data, all),
    unit: `Models that lose a base, by ${data.by === "company" ? "side and company" : "kind of dependence on what is gone; one model may stand under several kinds"}`,
    coverage: coverage.filter(Boolean).join("; "),
    summary: [
      data.without ? `Bars of models that lose a base without ${data.without}, by ${formatDate(data.asOf)}.` : "",
      all === 0 ? "There are none." : "",
      ...data.totals
        .filter((total) => sum(total) > 0)
        .map((total) => `${labelOf(data, total.side)}: ${sayLosing(total)}.`),
    ]
      .filter(Boolean)
      .join(" "),
  };
}

function findingOf(data: WithdrawalData, all: number): string {
  if (data.without === "") return "Nothing is withdrawn: choose models, software or a company’s whole shelf";
  if (all === 0) return `Without ${data.without}, no model on record loses a base`;
  const parts = data.totals
    .filter((total) => sum(total) > 0)
    .sort((one, other) => sum(other) - sum(one) || order.indexOf(one.side) - order.indexOf(other.side))
    .map((total) => `${formatCount(sum(total))} of ${nameOf(data, total.side)}`);
  const [only] = parts;
  if (parts.length === 1)
    return `Without ${data.without}, ${only?.replace(" of", `${all === 1 ? " model" : " models"} of`)} ${all === 1 ? "loses" : "lose"} a base`;
  const listed = `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
  return `Without ${data.without}, ${countOf(all, "model")} lose a base: ${listed}`;
}

function kindFinding(data: WithdrawalData, all: number): string {
  if (all === 0) return "No kind of dependence leads to what is withdrawn";
  const counts = new Map<string, number>();
  for (const row of data.rows) counts.set(row.title, (counts.get(row.title) ?? 0) + sum(row));
  const most = Math.max(...counts.values());
  const leading = [...counts].filter(([, count]) => count === most).map(([title]) => title.toLowerCase());
  if (counts.size === 1) return `All of it through ${leading[0]}: ${countOf(all, "model")}`;
  if (leading.length > 1)
    return `As often through ${leading.slice(0, -1).join(", ")} as through ${leading.at(-1)}: ${formatCount(most)} of ${countOf(all, "model")} each`;
  return capital(`most often through ${leading[0]}: ${formatCount(most)} of ${countOf(all, "model")}`);
}

function table(data: WithdrawalData): ChartTable {
  return {
    columns: [
      { name: data.by, title: data.by === "company" ? "Company" : "Kind", type: "text" },
      { name: "country", title: "Side", type: "text" },
      { name: "direct", title: "Lose a base of their own", type: "number", unit: "models" },
      { name: "indirect", title: "Lose only a base of a base", type: "number", unit: "models" },
    ],
    rows: data.rows.map(({ title, side, direct, indirect }) => [
      title,
      side === "other" ? "other" : data.sides[side].code,
      direct,
      indirect,
    ]),
  };
}

function sampleOf({ sample: { losing, models } }: LosingSide): string {
  if (models === 0) return "";
  const share = models < leastForShare ? "" : ` (${formatPercent(losing / models)})`;
  return `of its open models in the sample ${formatCount(losing)} of ${formatCount(models)}${share}`;
}

function sayLosing({ direct, indirect }: Losing): string {
  if (indirect === 0)
    return `${formatCount(direct)} ${direct === 1 ? "loses" : "lose"} a base of ${direct === 1 ? "its" : "their"} own`;
  if (direct === 0) return `${formatCount(indirect)} ${indirect === 1 ? "loses" : "lose"} only a base of a base`;
  return `${formatCount(direct)} ${direct === 1 ? "loses a base of its" : "lose a base of their"} own, ${formatCount(indirect)} only a base of a base`;
}

function sum({ direct, indirect }: Losing): number {
  return direct + indirect;
}

function labelOf({ sides }: WithdrawalData, side: SideKey): string {
  return side === "other" ? "Others" : sides[side].label;
}

function nameOf({ sides }: WithdrawalData, side: SideKey): string {
  return side === "other" ? "others" : sides[side].name;
}
