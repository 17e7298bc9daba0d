import type { Selection } from "d3";
// Types only, erased by the compiler: at run time a chart imports nothing but D3.
import type { SideKey, Sides } from "../../server/values/sides.js";
import { colour } from "./tokens.js";

export type { Side, SideKey, Sides } from "../../server/values/sides.js";

/** What every chart's data carries. All data is plain JSON, since the browser gets the same. */
export interface ChartData {
  readonly sides: Sides;
  /** Last day counted, `YYYY-MM-DD`. */
  readonly asOf: string;
}

/** A point that answers to pointer and keyboard, in user units of the placed picture. */
export interface Mark {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  /** Half the width of a mark that is a bar: the pointer is held against the whole of it. */
  readonly reach?: number;
  readonly side: SideKey;
  /** First line is the name, the rest its facts. */
  readonly tip: readonly string[];
  readonly href?: string;
}

/** What stands where. Modules extend it with their own placed shapes. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  /** In reading order: the arrow keys walk through them. */
  readonly marks: readonly Mark[];
  /** Heights at which a sheet of paper may end, where the picture is too tall to be read on one. */
  readonly folds?: readonly number[];
}

export interface PlaceOptions {
  /** Width in user units; height follows from the content. Must work from 320 to 1600. */
  readonly width: number;
}

export interface DrawOptions extends PlaceOptions {
  /** Prefix of every `id` inside the picture, unique on the page. */
  readonly idPrefix: string;
}

/** The words around a picture, each computed from the figures it stands over. */
export interface ChartText {
  /** The headline: a full sentence without final stop, true for this very data. */
  readonly finding: string;
  /** What is measured and in which unit. */
  readonly unit: string;
  /** How much of what is known is drawn ("277 of 289 rounds; 34 undisclosed"). */
  readonly coverage: string;
  /** For those who do not see the picture: two to four sentences. */
  readonly summary: string;
}

export interface ChartColumn {
  /** snake_case, as in the CSV header. */
  readonly name: string;
  readonly title: string;
  readonly type: "text" | "number" | "date";
  readonly unit?: string;
}

export type ChartCell = string | number | null;

/** The table behind the picture: shown by the "table" toggle and sent as the chart's CSV. */
export interface ChartTable {
  readonly columns: readonly ChartColumn[];
  readonly rows: readonly (readonly ChartCell[])[];
}

/** An empty `<g>` or `<svg>` to append to, on the server (linkedom) or in the browser. */
export type Svg = Selection<SVGElement, unknown, null, undefined>;

/**
 * A chart as an isomorphic module. `place` and `draw` use no window, clock, randomness or measurement of the
 * document; the same data always gives the same bytes.
 */
export interface ChartModule<D extends ChartData, P extends Placed = Placed> {
  /** What stands where; pure. */
  place(data: D, options: PlaceOptions): P;
  /**
   * Ink only: appends to the empty `svg`, all colours and sizes as presentation attributes, never `style`. Gives what
   * it has drawn, so that whoever asks for the height need not place it all once more.
   */
  draw(svg: Svg, data: D, options: DrawOptions): P;
  describe(data: D): ChartText;
  table(data: D): ChartTable;
  /** What the page shows of the table where the download has far more; the table itself unless given. */
  shown?(data: D): ChartTable;
}

/** Fill of a side's marks and of text that names it. */
export const sideColour = { a: colour.a, b: colour.b, other: colour.other } as const;
/** Same hue, dark enough for small text on paper (4.5 : 1). */
export const sideTextColour = { a: colour.a, b: colour.bText, other: colour.other } as const;
/** The pale form, for areas and bands. */
export const sideTint = { a: colour.aTint, b: colour.bTint, other: colour.otherTint } as const;
