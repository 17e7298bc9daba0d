import { drawNote, drawRoot } from "./axis.js";
import {
  type ChartData,
  type ChartModule,
  type ChartTable,
  type ChartText,
  type DrawOptions,
  type Mark,
  type Placed,
  type PlaceOptions,
  type SideKey,
  type Svg,
  sideColour,
  sideTextColour,
} from "./chart.js";
import { countOf, formatDate } from "./format.js";
import { drawKey, drawSymbols, type PlacedKey, placeKey, tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType, colour } from "./tokens.js";

/** Narrower, a root's name stands above its row. */
const stackedBelow = 560;
const row = { beside: 27, stacked: 46, titleHeight: 19, bar: 13 } as const;
const heading = 20;
const symbol = 3.6;
const titleRoom = 0.33;
const cellGap = 8;
const sideKeys: readonly SideKey[] = ["a", "b", "other"];

export type BySide = Readonly<Record<SideKey, number>>;

export interface RootRow {
  readonly id: string;
  readonly name: string;
  /** Its developer or steward. */
  readonly company: string | null;
  readonly side: SideKey;
  /** Distinct models that rest on it. */
  readonly models: number;
  readonly bySide: BySide;
  readonly byYear: readonly { readonly year: string; readonly bySide: BySide }[];
  readonly href?: string;
}

export interface RootsData extends ChartData {
  /** Ranked; as many as are drawn. */
  readonly rows: readonly RootRow[];
  /** All roots that a counted model rests on, drawn or not. */
  readonly roots: number;
  /** Kinds in words. */
  readonly kinds: string;
  readonly withLineage: boolean;
}

interface PlacedPiece {
  readonly side: SideKey;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface PlacedRoot {
  readonly key: string;
  readonly side: SideKey;
  readonly name: string;
  /** Developer, as far as it fits. */
  readonly by: string;
  readonly titleX: number;
  readonly titleY: number;
  readonly total: { readonly text: string; readonly x: number; readonly y: number };
  readonly pieces: readonly PlacedPiece[];
  readonly numbers: readonly { readonly text: string; readonly x: number; readonly y: number }[];
}

export interface RootsPlaced extends Placed {
  readonly rows: readonly PlacedRoot[];
  readonly heads: readonly { readonly text: string; readonly x: number; readonly anchor: "start" | "end" }[];
  readonly key: PlacedKey;
  readonly keyY: number;
  readonly note: string;
}

/** What most rests on in the end: for each root the models above it, by year and by their side. */
export const roots: ChartModule<RootsData, RootsPlaced> = { place, draw, describe, table };

function place(data: RootsData, { width }: PlaceOptions): RootsPlaced {
  const key = placeKey(
    sideKeys.map((side) => ({ side, text: side === "other" ? "Elsewhere" : data.sides[side].label })),
    0,
    width,
  );
  if (data.rows.length === 0) {
    const note = `No model is recorded as resting on another by ${formatDate(data.asOf)}`;
    return { width, height: 90, rows: [], heads: [], key: { entries: [], height: 0 }, keyY: 0, note, marks: [] };
  }
  const years = yearsOf(data);
  const stacked = width < stackedBelow;
  const totals = Math.max(textWidth("all", chartType.note), ...data.rows.map((one) => numberWidth(one.models)));
  const nameRoom = stacked ? width - totals - 12 : width * titleRoom;
  const totalX = stacked ? width : Math.ceil(nameRoom) + 14 + totals;
  const x0 = stacked ? 0 : totalX + 16;
  const cell = (width - x0) / Math.max(1, years.length);
  const most = Math.max(1, ...data.rows.flatMap(({ byYear }) => byYear.map(({ bySide }) => sum(bySide))));
  const unit = (cell - cellGap - numberWidth(most) - 4) / most;
  const keyY = 0;
  const top = key.height + heading;
  const pitch = stacked ? row.stacked : row.beside;
  const rows = data.rows.map((one, index): PlacedRoot => {
    const y = top + index * pitch;
    const barY = y + (stacked ? row.titleHeight : 0) + 4;
    const titleY = y + (stacked ? 13 : 14.8);
    const indent = symbol * 2 + 6;
    const name = fitText(one.name, chartType.label, nameRoom - indent, 600);
    const left = nameRoom - indent - textWidth(`${name} `, chartType.label, 600);
    const cells = one.byYear.map(({ year, bySide }) => ({ bySide, x: x0 + years.indexOf(year) * cell }));
    return {
      key: one.id,
      side: one.side,
      name,
      by: one.company && left > 30 ? fitText(one.company, chartType.label, left) : "",
      titleX: indent,
      titleY: tenth(titleY),
      total: { text: String(one.models), x: tenth(totalX), y: tenth(titleY) },
      pieces: cells.flatMap(({ bySide, x }) => piecesOf(bySide, x, barY, unit)),
      numbers: cells
        .filter(({ bySide }) => sum(bySide) > 0)
        .map(({ bySide, x }) => ({
          text: String(sum(bySide)),
          x: tenth(x + sum(bySide) * unit + 4),
          y: tenth(barY + 10.8),
        })),
    };
  });
  return {
    width,
    height: top + rows.length * pitch,
    rows,
    heads: [
      { text: "all", x: tenth(totalX), anchor: "end" },
      ...years.map((text, index) => ({ text, x: tenth(x0 + index * cell), anchor: "start" as const })),
    ].filter(({ text }) => !(stacked && text === "all")) as RootsPlaced["heads"],
    key,
    keyY,
    note: "",
    marks: rows.map((placed, index): Mark => {
      const one = data.rows[index] as RootRow;
      const href = one.href === undefined ? {} : { href: one.href };
      return { key: one.id, x: symbol, y: tenth(placed.titleY - 4.2), side: one.side, tip: tipOf(data, one), ...href };
    }),
  };
}

function piecesOf(bySide: BySide, x: number, y: number, unit: number): readonly PlacedPiece[] {
  let at = x;
  return sideKeys.flatMap((side) => {
    if (bySide[side] === 0) return [];
    const piece = { side, x: tenth(at), y: tenth(y), width: tenth(bySide[side] * unit) };
    at += bySide[side] * unit;
    return piece;
  });
}

function numberWidth(count: number): number {
  return textWidth(String(count), chartType.label, 600);
}

function sum({ a, b, other }: BySide): number {
  return a + b + other;
}

function yearsOf({ rows }: RootsData): readonly string[] {
  return [...new Set(rows.flatMap(({ byYear }) => byYear.map(({ year }) => year)))].sort();
}

function draw(svg: Svg, data: RootsData, options: DrawOptions): RootsPlaced {
  const placed = place(data, options);
  const root = drawRoot(svg).attr("font-size", chartType.label) as unknown as Svg;
  if (placed.note) drawNote(root, placed.note, placed.width / 2, 45);
  drawKey(root, placed.key);
  const floor = placed.key.height + 12;
  root
    .append("g")
    .attr("aria-hidden", "true")
    .attr("font-size", chartType.note)
    .attr("fill", colour.muted)
    .selectAll(null)
    .data(placed.heads)
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", floor)
    .attr("text-anchor", ({ anchor }) => anchor)
    .text(({ text }) => text);
  drawSymbols(
    root,
    placed.rows.map(({ side, titleY }) => ({ side, x: symbol, y: titleY - 4.2 })),
    symbol,
  );
  const titles = root
    .append("g")
    .selectAll(null)
    .data(placed.rows)
    .enter()
    .append("text")
    .attr("x", ({ titleX }) => titleX)
    .attr("y", ({ titleY }) => titleY)
    .attr("fill", colour.muted);
  titles
    .append("tspan")
    .attr("font-weight", 600)
    .attr("fill", ({ side }) => sideTextColour[side])
    .text(({ name }) => name);
  titles.append("tspan").text(({ by }) => (by ? ` ${by}` : ""));
  root
    .append("g")
    .attr("text-anchor", "end")
    .attr("font-weight", 600)
    .attr("fill", colour.ink)
    .selectAll(null)
    .data(placed.rows)
    .enter()
    .append("text")
    .attr("x", ({ total }) => total.x)
    .attr("y", ({ total }) => total.y)
    .text(({ total }) => total.text);
  for (const side of sideKeys) {
    root
      .append("g")
      .attr("fill", sideColour[side])
      .attr("stroke", colour.paper)
      .attr("stroke-width", 0.7)
      .selectAll(null)
      .data(placed.rows.flatMap(({ pieces }) => pieces.filter((piece) => piece.side === side)))
      .enter()
      .append("rect")
      .attr("x", ({ x }) => x)
      .attr("y", ({ y }) => y)
      .attr("width", ({ width }) => width)
      .attr("height", row.bar);
  }
  root
    .append("g")
    .attr("fill", colour.muted)
    .selectAll(null)
    .data(placed.rows.flatMap(({ numbers }) => numbers))
    .enter()
    .append("text")
    .attr("x", ({ x }) => x)
    .attr("y", ({ y }) => y)
    .text(({ text }) => text);
  return placed;
}

function sayBySide({ sides }: RootsData, bySide: BySide): string {
  return sideKeys
    .filter((side) => bySide[side] > 0)
    .sort((one, other) => bySide[other] - bySide[one])
    .map((side) => `${bySide[side]} from ${side === "other" ? "elsewhere" : sides[side].name}`)
    .join(", ");
}

function tipOf(data: RootsData, { name, company, models, bySide, byYear }: RootRow): readonly string[] {
  return [
    `${name}${company ? ` (${company})` : ""}`,
    `${countOf(models, "model")}: ${sayBySide(data, bySide)}`,
    byYear.map((one) => `${one.year} ${sum(one.bySide)}`).join(", "),
  ];
}

function describe(data: RootsData): ChartText {
  const { rows, kinds, withLineage } = data;
  const rest = data.roots - rows.length;
  return {
    finding: findingOf(data),
    unit: `Distinct models that rest on a root through any chain of ${kinds}, by year of release and by their side; a root is what rests on nothing recorded`,
    coverage:
      rows.length === 0
        ? "Nothing in view"
        : [
            rest > 0 ? `${rows.length} of ${countOf(data.roots, "root")} drawn` : countOf(rows.length, "root"),
            "a model may rest on several",
            withLineage ? "models recorded for what they rest on included" : "",
            "disputed edges left out",
          ]
            .filter(Boolean)
            .join("; "),
    summary: [
      rows.length === 0 ? "Nothing is drawn." : `A row of bars by year for each of ${countOf(rows.length, "root")}.`,
      ...rows.slice(0, 3).map((one) => `${tipOf(data, one).slice(0, 2).join(": ")}.`),
    ].join(" "),
  };
}

function findingOf(data: RootsData): string {
  const [first] = data.rows;
  if (!first) return `No model is recorded as resting on another by ${formatDate(data.asOf)}`;
  const level = data.rows.filter(({ models }) => models === first.models);
  if (level.length > 1) {
    const names = level.map(({ name }) => name);
    const said =
      names.length <= 3 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)} carry` : `${names.length} roots carry`;
    return `${said} equally many models: ${first.models} each`;
  }
  const models = `${countOf(first.models, "model")} ${first.models === 1 ? "rests" : "rest"}`;
  return `${models} on ${first.name}${first.company ? ` of ${first.company}` : ""} in the end, more than on any other root: ${sayBySide(data, first.bySide)}`;
}

function table(data: RootsData): ChartTable {
  const years = yearsOf(data);
  const place = (side: SideKey) => (side === "other" ? "elsewhere" : data.sides[side].label);
  return {
    columns: [
      { name: "root", title: "Root", type: "text" },
      { name: "company", title: "Developer", type: "text" },
      { name: "side", title: "Side of the root", type: "text" },
      { name: "resting_side", title: "Models of", type: "text" },
      { name: "models", title: "Models resting", type: "number" },
      ...years.map((year) => ({ name: `in_${year}`, title: year, type: "number" as const })),
    ],
    rows: data.rows.flatMap((one) =>
      sideKeys
        .filter((side) => one.bySide[side] > 0)
        .map((side) => [
          one.name,
          one.company,
          place(one.side),
          place(side),
          one.bySide[side],
          ...years.map((year) => one.byYear.find((own) => own.year === year)?.bySide[side] ?? 0),
        ]),
    ),
  };
}
