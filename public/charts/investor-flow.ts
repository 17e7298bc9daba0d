import { drawNote, drawRoot } from "./axis.js";
import type {
  ChartData,
  ChartModule,
  ChartTable,
  DrawOptions,
  Mark,
  Placed,
  PlaceOptions,
  SideKey,
  Svg,
} from "./chart.js";
import { formatCount, formatDate } from "./format.js";
import { describe, tipOf } from "./investor-flow-words.js";
import {
  bar,
  besideLabel,
  drawBars,
  drawHeadings,
  drawRibbons,
  type Heading,
  heightOf,
  type Pile,
  type PileRoom,
  type PlacedBar,
  type PlacedRibbon,
  placeRibbons,
  spread,
} from "./ribbons.js";
import { tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

const narrowBelow = 480;
const heading = 22;
/** Labels of the middle column stand above their bars, since ribbons leave on both sides. */
const above: PileRoom = { head: 17, least: 1, gap: 7 };
/** The most of the picture that the labels of the outer columns take. */
const mostLabel = { left: { wide: 0.2, narrow: 0.27 }, right: { wide: 0.25, narrow: 0.37 } } as const;
/** Height that one participation is drawn with; less where there are many. */
const perParticipation = { most: 5, height: 300 } as const;

/** A country or a company, or several together. */
export interface FlowStop {
  readonly key: string;
  readonly label: string;
  /** The same where there is little room. */
  readonly short: string;
  readonly side: SideKey;
  readonly participations: number;
  readonly href?: string;
}

export interface InvestorFlowData extends ChartData {
  /** Countries of investors. */
  readonly investors: readonly FlowStop[];
  /** Countries of companies. */
  readonly countries: readonly FlowStop[];
  readonly companies: readonly FlowStop[];
  /** From a country of investors to one of companies, and from there to a company, by the side of the investors. */
  readonly steps: readonly {
    readonly from: string;
    readonly to: string;
    readonly side: SideKey;
    readonly participations: number;
  }[];
  readonly counted: {
    readonly participations: number;
    readonly investors: number;
    readonly rounds: number;
    readonly companies: number;
    /** Investors without a country, and their participations. */
    readonly unknown: { readonly investors: number; readonly participations: number };
  };
}

export interface InvestorFlowPlaced extends Placed {
  readonly bars: readonly PlacedBar[];
  readonly ribbons: readonly PlacedRibbon[];
  readonly headings: readonly Heading[];
  readonly note: string;
}

/** From countries of investors over countries of companies to companies, in participations and never in money. */
export const investorFlow: ChartModule<InvestorFlowData, InvestorFlowPlaced> = { place, draw, describe, table };

const sideOrder: readonly SideKey[] = ["a", "b", "other"];

function place(data: InvestorFlowData, { width }: PlaceOptions): InvestorFlowPlaced {
  if (data.steps.length === 0) {
    const note = `No participation recorded by ${formatDate(data.asOf)}`;
    return { width, height: 90, bars: [], ribbons: [], headings: [], note, marks: [] };
  }
  const narrow = width < narrowBelow;
  const said = (stop: FlowStop) => (narrow ? stop.short : stop.label);
  const total = data.investors.reduce((sum, { participations }) => sum + participations, 0);
  const unit = Math.min(perParticipation.most, perParticipation.height / total);
  const pile = (end: FlowStop): Pile<FlowStop> => ({ end, y: 0, height: end.participations * unit });
  const bySide = (stops: readonly FlowStop[]) =>
    sideOrder.flatMap((side) => stops.filter((stop) => stop.side === side)).map(pile);
  const left = bySide(data.investors);
  const middle = bySide(data.countries);
  const right = ofCountries(
    data,
    middle.map(({ end }) => end.key),
  ).map(pile);
  const height = Math.max(heightOf(left, heading), heightOf(middle, heading, above), heightOf(right, heading));
  spread(left, heading, height);
  spread(middle, heading, height, above);
  spread(right, heading, height);

  const roomFor = (piles: readonly Pile<FlowStop>[], most: number) => {
    const counts = Math.max(...piles.map(({ end }) => textWidth(countOf(end), chartType.label, 600)));
    const names = Math.max(...piles.map(({ end }) => textWidth(`${said(end)} `, chartType.label)));
    const taken = Math.min(names + counts + besideLabel + 2, width * most);
    return { taken, names: taken - counts - besideLabel - 2 };
  };
  const rooms = {
    left: roomFor(left, mostLabel.left[narrow ? "narrow" : "wide"]),
    right: roomFor(right, mostLabel.right[narrow ? "narrow" : "wide"]),
  };
  const x0 = rooms.left.taken + bar.gap;
  const x2 = width - rooms.right.taken - bar.gap - bar.width;
  const x1 = (x0 + x2) / 2;
  const outer = ({ end, y, height: tall }: Pile<FlowStop>, anchor: "start" | "end"): PlacedBar => ({
    key: end.key,
    side: end.side,
    x: tenth(anchor === "end" ? x0 : x2),
    y: tenth(y),
    height: tenth(tall),
    label: fitText(said(end), chartType.label, anchor === "end" ? rooms.left.names : rooms.right.names),
    count: countOf(end),
    labelX: tenth(anchor === "end" ? x0 - bar.gap : x2 + bar.width + bar.gap),
    labelY: tenth(y + tall / 2 + 4.2),
    anchor,
  });
  const inner = ({ end, y, height: tall }: Pile<FlowStop>): PlacedBar => {
    const counted = textWidth(countOf(end), chartType.label, 600);
    const label = fitText(said(end), chartType.label, x2 - x0 - counted - besideLabel - 40);
    const long = besideLabel + textWidth(`${label} `, chartType.label) + counted;
    return {
      ...outer({ end, y, height: tall }, "start"),
      x: tenth(x1),
      label,
      labelX: tenth(x1 + bar.width / 2 - long / 2),
      labelY: tenth(y - 5),
    };
  };
  const bars = [
    ...left.map((one) => outer(one, "end")),
    ...middle.map(inner),
    ...right.map((one) => outer(one, "start")),
  ];
  const ribbons = [...data.steps]
    .sort((one, other) => sideOrder.indexOf(one.side) - sideOrder.indexOf(other.side))
    .map(({ from, to, side, participations }) => ({ from, to, side, height: participations * unit }));
  const stops = new Map([...data.investors, ...data.countries, ...data.companies].map((stop) => [stop.key, stop]));
  return {
    width,
    height: tenth(height + 4),
    bars,
    ribbons: [
      ...placeRibbons(ribbons, left, middle, x0 + bar.width, x1),
      ...placeRibbons(ribbons, middle, right, x1 + bar.width, x2),
    ],
    headings: [
      { x: 0, anchor: "start", text: narrow ? "Investors of" : "Investors by country" },
      { x: tenth(x1 + bar.width / 2), anchor: "middle", text: narrow ? "in" : "took part in rounds in" },
      { x: width, anchor: "end", text: narrow ? "companies" : "of these companies" },
    ],
    note: "",
    marks: bars.flatMap(({ key, side, x, y, height: tall }): Mark[] => {
      const stop = stops.get(key);
      if (!stop) return [];
      const href = stop.href === undefined ? {} : { href: stop.href };
      return [{ key, x: tenth(x + bar.width / 2), y: tenth(y + tall / 2), side, tip: tipOf(data, stop), ...href }];
    }),
  };
}

const countOf = ({ participations }: FlowStop) => formatCount(participations);

/** Companies below each other as their countries stand, those of one country as they are given. */
function ofCountries({ companies, steps }: InvestorFlowData, countries: readonly string[]): readonly FlowStop[] {
  const seats = new Map(steps.map(({ from, to }) => [to, countries.indexOf(from)]));
  return [...companies].sort((one, other) => (seats.get(one.key) ?? 0) - (seats.get(other.key) ?? 0));
}

function draw(svg: Svg, data: InvestorFlowData, options: DrawOptions): InvestorFlowPlaced {
  const placed = place(data, options);
  const root = drawRoot(svg).attr("font-size", chartType.label) as unknown as Svg;
  if (placed.note) drawNote(root, placed.note, placed.width / 2, 45);
  drawHeadings(root, placed.headings);
  drawRibbons(root, placed.ribbons);
  drawBars(root, placed.bars);
  return placed;
}

function table(data: InvestorFlowData): ChartTable {
  const stops = new Map([...data.investors, ...data.countries, ...data.companies].map((stop) => [stop.key, stop]));
  const first = new Set(data.investors.map(({ key }) => key));
  return {
    columns: [
      { name: "step", title: "Step", type: "text" },
      { name: "from", title: "From", type: "text" },
      { name: "to", title: "To", type: "text" },
      { name: "investors_of", title: "Investors of", type: "text" },
      { name: "participations", title: "Participations", type: "number" },
    ],
    rows: [...data.steps]
      .sort(
        (one, other) =>
          Number(first.has(other.from)) - Number(first.has(one.from)) ||
          other.participations - one.participations ||
          compare(one.from + one.to + one.side, other.from + other.to + other.side),
      )
      .map(({ from, to, side, participations }) => [
        first.has(from) ? "country to country" : "country to company",
        stops.get(from)?.label ?? from,
        stops.get(to)?.label ?? to,
        side === "other" ? "elsewhere" : data.sides[side].label,
        participations,
      ]),
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
