import { select } from "d3";
import { DOMParser } from "linkedom";
import type { ChartData, ChartModule, ChartTable, ChartText, Placed, Svg } from "../../public/charts/chart.js";
import { textWidth, titleWidth } from "../../public/charts/text-width.js";
import { type ChartVariant, chartType, chartWidths, colour, compactWidth, family } from "../../public/charts/tokens.js";
import { sayDate } from "../values/dates.js";
import { sayNumber } from "../values/numbers.js";
import type { Context } from "./context.js";
import type { CellModel } from "./tables.js";
import { sayFilters } from "./view.js";

/** What a chart is drawn from and what it rests on. */
export interface ChartInput<D> {
  readonly data: D;
  /** Ids of the sources of every row in it. */
  readonly sources: Iterable<string>;
}

/** A chart of a page: which module draws it, and from what. */
export interface ChartSpec<S = undefined> {
  /** The module's name, by which the browser finds it again. */
  readonly module: string;
  /** The page's own table lists the very rows that are drawn, so the figure leads there instead of repeating it. */
  readonly tabledBelow?: boolean;
  /** Small enough for a table's cell: drawn once, at one width. */
  readonly compact?: boolean;
  /** Keys of the page's filters that narrow the chart; all of them unless given. */
  readonly heeds?: readonly string[];
  input(ctx: Context, subject: S): Promise<DrawnInput>;
}

/** A chart's input with the module's functions bound to it, so that nothing outside knows its data's type. */
export interface DrawnInput {
  readonly data: ChartData;
  readonly sources: readonly string[];
  text(): ChartText;
  table(): ChartTable;
  /** The part of the table that the page shows. */
  shown(): ChartTable;
  /** Filters that are set and narrow the chart, in words; "" for none. */
  readonly narrowedTo: string;
  /** Draws into `svg` and gives the height taken, and where paper may end. */
  draw(svg: Svg, width: number, idPrefix: string): Pick<Placed, "height" | "folds">;
}

/** Declares a chart of a page. */
export function chart<S, D extends ChartData>(
  name: string,
  module: ChartModule<D>,
  input: (ctx: Context, subject: S) => Promise<ChartInput<D>>,
  options: Pick<ChartSpec, "tabledBelow" | "compact" | "heeds"> = {},
): ChartSpec<S> {
  return {
    module: name,
    ...options,
    async input(ctx, subject) {
      const { data, sources } = await input(ctx, subject);
      const heeded = ctx.filters.filter(({ key }) => options.heeds?.includes(key) ?? true);
      const narrowing = sayFilters(heeded, ctx.params.chosen);
      return {
        data,
        sources: [...new Set(sources)],
        narrowedTo: narrowing,
        text: () => narrowedTo(narrowing, module.describe(data)),
        table: () => module.table(data),
        shown: () => module.shown?.(data) ?? module.table(data),
        draw: (svg, width, idPrefix) => module.draw(svg, data, { width, idPrefix }),
      };
    },
  };
}

/** Filters make a finding one about what they let through, so it says so before it says anything else. */
function narrowedTo(filters: string, text: ChartText): ChartText {
  return filters ? { ...text, finding: `Narrowed to ${filters}. ${text.finding}` } : text;
}

/** A figure as the page prints it. */
export interface FigureModel {
  readonly id: string;
  readonly module: string;
  readonly text: ChartText;
  /** The same picture for each width of the page; the style sheet shows the one that fits. */
  readonly pictures: readonly { readonly variant: ChartVariant; readonly svg: string }[];
  /** Parts of a picture that is too tall for one sheet of paper, each for a sheet of its own. */
  readonly sheets: readonly string[];
  readonly data: string;
  readonly table?: {
    readonly heads: readonly { title: string; unit?: string; numeric: boolean }[];
    readonly rows: readonly (readonly CellModel[])[];
  };
  /** Numbers of its notes, as ranges. */
  readonly notes: string;
  readonly links: { readonly csv: string; readonly svg: string; readonly png: string };
}

const parser = new DOMParser();

function emptySvg(width: number, height: number): { root: SVGSVGElement; svg: Svg } {
  const document = parser.parseFromString('<svg xmlns="http://www.w3.org/2000/svg"></svg>', "image/svg+xml");
  const root = document.documentElement as unknown as SVGSVGElement;
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(height));
  return { root, svg: select(root as SVGElement) as unknown as Svg };
}

/** The figure with its pictures, words, table and links. */
export function figureModel(
  id: string,
  spec: Pick<ChartSpec, "module" | "tabledBelow" | "compact">,
  input: DrawnInput,
  ctx: Context,
  path: string,
): FigureModel {
  const words = input.text();
  const widths = spec.compact ? { compact: compactWidth } : chartWidths;
  const { pictures, sheets } = picturesOf(input, id, widths);
  const href = (form: string, extra: Record<string, string> = {}) =>
    ctx.hrefHere(`${path === "/" ? "" : path}/charts/${id}.${form}`, { sort: null, ...extra });
  return {
    id,
    module: spec.module,
    text: words,
    pictures,
    sheets,
    // Inside a data block only "<" could end it early.
    data: JSON.stringify(input.data).replaceAll("<", "\\u003c"),
    ...(!spec.tabledBelow && !spec.compact && { table: shownTable(input.shown()) }),
    // A line in a table's cell has no foot to print numbers at; it leads to the page where its rows stand.
    notes: spec.compact ? "" : ctx.notes.citeAll(input.sources),
    links: { csv: href("csv", { bom: "1" }), svg: href("svg"), png: href("png") },
  };
}

/** A picture to stand in a page. Two-digit precision and no fonts: the page has them. */
export function inlineSvg(...as: Parameters<typeof drawnInline>): string {
  return drawnInline(...as).svg;
}

/** The picture at several widths, and the sheets of one that is too tall for a page of paper. */
export function picturesOf(
  input: DrawnInput,
  id: string,
  widths: Readonly<Partial<Record<ChartVariant, number>>>,
): Pick<FigureModel, "pictures" | "sheets"> {
  const label = input.text().finding;
  const drawn = Object.entries(widths).map(([variant, width]) => ({
    variant: variant as ChartVariant,
    ...drawnInline(input, width, `${id}-${variant}`, `${id}-summary`, label, `picture ${variant}`),
  }));
  return {
    pictures: drawn.map(({ variant, svg }) => ({ variant, svg })),
    sheets: drawn.filter(({ variant }) => variant === "wide").flatMap(sheetsOf),
  };
}

/** A picture as it stands in the page, with what it takes to cut it up for paper. */
interface Inline {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly folds: readonly number[];
  /** Id of its ink. */
  readonly inkId: string;
}

function drawnInline(
  input: DrawnInput,
  width: number,
  idPrefix: string,
  describedBy: string,
  label: string,
  className: string,
): Inline {
  const { root, svg } = emptySvg(width, 0);
  const drawn = input.draw(svg, width, idPrefix);
  const [height, folds] = [Math.ceil(drawn.height), drawn.folds ?? []];
  const inkId = `${idPrefix}-ink`;
  if (folds.length > 0) root.firstElementChild?.setAttribute("id", inkId);
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("height", String(height));
  root.setAttribute("class", className);
  root.setAttribute("role", "img");
  root.setAttribute("aria-label", label);
  root.setAttribute("aria-describedby", describedBy);
  return { svg: root.toString(), width, height, folds, inkId };
}

/** Windows onto the one picture, from fold to fold. */
function sheetsOf({ width, height, folds, inkId }: Inline): readonly string[] {
  if (folds.length === 0) return [];
  return [...folds, height].map((end, at) => {
    const from = folds[at - 1] ?? 0;
    const window = `0 ${from} ${width} ${end - from}`;
    return `<svg class="sheet" aria-hidden="true" xmlns="http://www.w3.org/2000/svg" viewBox="${window}"><use href="#${inkId}"/></svg>`;
  });
}

function shownTable({ columns, rows }: ChartTable): NonNullable<FigureModel["table"]> {
  return {
    heads: columns.map(({ title, unit, type }) => ({ title, ...(unit && { unit }), numeric: type === "number" })),
    rows: rows.map((row) =>
      row.map((cell, at) => {
        if (cell === null) return { text: "–", mark: "unknown" };
        if (typeof cell === "number") return { text: sayNumber(cell) };
        return { text: columns[at]?.type === "date" ? sayDate(cell) : cell };
      }),
    ),
  };
}

const frameMargin = 24;

/**
 * A picture that stands alone: headline above, sources and view below, everything a reader needs when it has been
 * taken out of the page.
 */
export function standaloneSvg(input: DrawnInput, width: number, footer: readonly string[]): string {
  const words = input.text();
  const inner = width - 2 * frameMargin;
  const { root, svg } = emptySvg(width, 0);
  root.setAttribute("role", "img");
  root.setAttribute("aria-labelledby", "title desc");
  svg.append("title").attr("id", "title").text(words.finding);
  svg.append("desc").attr("id", "desc").text(words.summary);
  const ground = svg.append("rect").attr("width", width).attr("fill", colour.paper);

  let y = frameMargin;
  const lines = (texts: readonly string[], size: number, fill: string, fontFamily: string, weight: number) => {
    for (const line of texts) {
      y += Math.round(size * 1.3);
      svg
        .append("text")
        .attr("x", frameMargin)
        .attr("y", y - Math.round(size * 0.3))
        .attr("font-family", fontFamily)
        .attr("font-size", size)
        .attr("font-weight", weight)
        .attr("fill", fill)
        .text(line);
    }
  };
  lines(
    wrap(words.finding, inner, (text) => titleWidth(text, chartType.title)),
    chartType.title,
    colour.ink,
    family.serif,
    600,
  );
  y += 2;
  lines(
    wrap(`${words.unit}. ${words.coverage}`, inner, (text) => textWidth(text, chartType.unit)),
    chartType.unit,
    colour.muted,
    family.sans,
    400,
  );
  y += 14;
  const group = svg.append("g").attr("transform", `translate(${frameMargin},${y})`);
  y += Math.ceil(input.draw(group as unknown as Svg, inner, "chart").height) + 10;
  svg
    .append("line")
    .attr("x1", frameMargin)
    .attr("x2", width - frameMargin)
    .attr("y1", y)
    .attr("y2", y)
    .attr("stroke", colour.rule);
  y += 2;
  for (const line of footer) {
    lines(
      wrap(line, inner, (text) => textWidth(text, chartType.note)),
      chartType.note,
      colour.muted,
      family.sans,
      400,
    );
  }
  const height = y + frameMargin - 8;
  ground.attr("height", height);
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("height", String(height));
  return root.toString();
}

function wrap(text: string, width: number, measure: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}
