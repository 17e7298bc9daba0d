import type { ChartData, ChartModule, ChartTable, ChartText, DrawOptions, PlaceOptions, Svg } from "./chart.js";
import { capital, countOf, formatCount, formatDate, formatPercent } from "./format.js";
import { drawReach, placeReach, type ReachPlaced } from "./reach-bars.js";

const both = ["a", "b"] as const;
/** Under so many models a percentage would claim more than the figures carry. */
const leastForShare = 10;

type Pair<T> = Readonly<Record<"a" | "b", T>>;

export interface StackRow {
  readonly key: string;
  readonly title: string;
  /** "Frameworks": rows of one group stand together. */
  readonly group: string;
  /** Models that rest on it directly, and those that do so only through other software. */
  readonly models: Pair<{ readonly direct: number; readonly chained: number }>;
  readonly href?: string;
}

export interface StackData extends ChartData {
  readonly of: "software" | "data";
  /** In their groups, most models first. */
  readonly rows: readonly StackRow[];
  /** Rows left to the table. */
  readonly omitted: number;
  /** Models in view, and how many of them have any recorded step of the stack. */
  readonly models: Pair<{ readonly all: number; readonly recorded: number }>;
}

/** How many models of each side rest on each piece of software, directly or through other software. */
export const stack: ChartModule<StackData, ReachPlaced> = { place, draw, describe, table };

function place(data: StackData, { width }: PlaceOptions): ReachPlaced {
  const first = data.rows[0]?.key;
  const groups = [...new Set(data.rows.map(({ group }) => group))];
  return placeReach(
    groups.map((group) => ({
      head: group,
      note: "",
      rows: data.rows
        .filter((row) => row.group === group)
        .map((row) => ({
          key: row.key,
          title: row.title,
          ...(row.href && { href: row.href }),
          bars: both.map((side) => ({
            side,
            ...row.models[side],
            text: `${row.key === first ? `${data.sides[side].label} ` : ""}${sayPart(data, row, side)}`,
            tip: [
              row.title,
              `${data.sides[side].label}: ${sayPart(data, row, side)}`,
              `${formatCount(row.models[side].direct)} directly`,
            ],
          })),
        })),
    })),
    {
      width,
      key: ["rests on it directly", `only through other ${data.of === "data" ? "data or software" : "software"}`],
      empty: `No model is recorded to rest on any of it by ${formatDate(data.asOf)}`,
      symbols: true,
    },
  );
}

function draw(svg: Svg, data: StackData, options: DrawOptions): ReachPlaced {
  const placed = place(data, options);
  drawReach(svg, placed);
  return placed;
}

function describe(data: StackData): ChartText {
  return {
    finding: findingOf(data),
    unit: `Models that ${data.of === "data" ? "draw on a data set" : "rest on it as framework, runtime or library"}, of those of the side of which any step of the stack is recorded; models on Epoch AI’s list or by a developer on it`,
    coverage: [
      ...both.map((side) => {
        const { all, recorded } = data.models[side];
        return `${formatCount(recorded)} of ${countOf(all, "model")} of ${data.sides[side].name} have one`;
      }),
      data.omitted > 0 ? `${formatCount(data.omitted)} more in the table` : "",
    ]
      .filter(Boolean)
      .join("; "),
    summary: [
      `Paired bars for ${countOf(data.rows.length, "piece")} of software or data by ${formatDate(data.asOf)}.`,
      ...data.rows.slice(0, 3).map((row) => {
        const said = both.map((side) => `${data.sides[side].label} ${sayPart(data, row, side)}`);
        return `${row.title}: ${said.join(", ")}.`;
      }),
    ].join(" "),
  };
}

function findingOf(data: StackData): string {
  const [a, b] = both.map((side) => leadingOf(data, side));
  if (!a || !b) {
    const side = a ? "b" : "a";
    const rest = a ?? b;
    if (!rest)
      return `No model of ${data.sides.a.name} or ${data.sides.b.name} is recorded to rest on ${data.of === "data" ? "any of these data sets" : "any of this software"}`;
    const known = a ? "a" : "b";
    return `Of models with a recorded stack, those of ${data.sides[known].name} rest most often on ${rest.names}, ${rest.part}; none of ${data.sides[side].name} is recorded to rest on any of it`;
  }
  const { sides } = data;
  if (a.names === b.names) {
    return `${capital(a.names)} ${a.several ? "carry" : "carries"} the most models of both sides: of those with a recorded stack ${a.part} of ${sides.a.name} and ${b.part} of ${sides.b.name}`;
  }
  return `Of models with a recorded stack, those of ${sides.a.name} rest most often on ${a.names}, ${a.part}; those of ${sides.b.name} on ${b.names}, ${b.part}`;
}

/** What most models of a side rest on; several names where it is level. */
function leadingOf(data: StackData, side: "a" | "b") {
  const most = Math.max(0, ...data.rows.map((row) => count(row, side)));
  if (most === 0) return undefined;
  const leading = data.rows.filter((row) => count(row, side) === most);
  const [first] = leading;
  const names = leading.map(({ title }) => title);
  const said = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return first
    ? {
        names: said.length === 1 ? first.title : `${said.slice(0, -1).join(", ")} and ${said.at(-1)}`,
        several: names.length > 1,
        part: sayPart(data, first, side).replace(/, (.*)$/, " ($1)"),
      }
    : undefined;
}

function table(data: StackData): ChartTable {
  const models = (side: "a" | "b") => data.sides[side].name;
  return {
    columns: [
      { name: "software", title: "Software", type: "text" },
      { name: "kind", title: "Kind", type: "text" },
      ...both.flatMap((side) => [
        { name: `direct_${side}`, title: `Directly, of ${models(side)}`, type: "number" as const, unit: "models" },
        { name: `any_${side}`, title: `By any chain, of ${models(side)}`, type: "number" as const, unit: "models" },
        {
          name: `recorded_${side}`,
          title: `With a recorded stack, of ${models(side)}`,
          type: "number" as const,
          unit: "models",
        },
      ]),
    ],
    rows: data.rows.map((row) => [
      row.title,
      row.group,
      ...both.flatMap((side) => [row.models[side].direct, count(row, side), data.models[side].recorded]),
    ]),
  };
}

function count(row: StackRow, side: "a" | "b"): number {
  return row.models[side].direct + row.models[side].chained;
}

function sayPart(data: StackData, row: StackRow, side: "a" | "b"): string {
  const { recorded } = data.models[side];
  const part = `${formatCount(count(row, side))} of ${formatCount(recorded)}`;
  return recorded < leastForShare ? part : `${part}, ${formatPercent(count(row, side) / recorded)}`;
}
