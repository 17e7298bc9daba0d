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
import { describe, nameOf, shortNameOf, sideName, tipOf } from "./flow-words.js";
import { formatDate } from "./format.js";
import {
  bar,
  besideLabel,
  drawBars,
  drawHeadings,
  drawRibbons,
  type Heading,
  heightOf,
  type Pile,
  type PlacedBar,
  type PlacedRibbon,
  placeRibbons,
  spread,
} from "./ribbons.js";
import { tenth } from "./shapes.js";
import { fitText, textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

const narrowBelow = 480;
const heading = 24;
/** The most of the picture that labels of one side take. */
const mostLabel = { wide: 0.3, narrow: 0.37 } as const;
/** Height that one model is drawn with; less where there are many. */
const perModel = { most: 5, height: 430 } as const;

export interface FlowEnd {
  readonly key: string;
  /** "" for a group of several. */
  readonly label: string;
  /** A family's developer; `null` for a company or a group. */
  readonly by: string | null;
  readonly side: SideKey;
  readonly members: number;
  /** Distinct models. */
  readonly models: number;
  readonly href?: string;
}

export interface FlowData extends ChartData {
  /** What is rested on. */
  readonly families: readonly FlowEnd[];
  /** Whose models rest on it. */
  readonly companies: readonly FlowEnd[];
  readonly links: readonly { readonly from: string; readonly to: string; readonly models: number }[];
  /** Distinct models in the picture. */
  readonly models: number;
  /** Models that rest on their own company's only. */
  readonly ownOnly: number;
  /** Kinds in words, and whether chains are followed. */
  readonly kinds: string;
  readonly reach: "any" | "direct";
  readonly withLineage: boolean;
}

export interface FlowPlaced extends Placed {
  readonly nodes: readonly PlacedBar[];
  readonly links: readonly PlacedRibbon[];
  readonly headings: readonly Heading[];
  readonly note: string;
}

/** Ribbons from families of models to the companies whose models rest on them, as wide as there are such models. */
export const flow: ChartModule<FlowData, FlowPlaced> = { place, draw, describe, table };

function place(data: FlowData, { width }: PlaceOptions): FlowPlaced {
  if (data.links.length === 0) {
    const note = `No such dependence recorded by ${formatDate(data.asOf)}`;
    return { width, height: 90, nodes: [], links: [], headings: [], note, marks: [] };
  }
  const nameFor = (end: FlowEnd) => (width < narrowBelow ? shortNameOf(data, end) : nameOf(data, end));
  const room = width * (width < narrowBelow ? mostLabel.narrow : mostLabel.wide);
  const links = data.links.reduce((sum, { models }) => sum + models, 0);
  const unit = Math.min(perModel.most, perModel.height / links);
  const left = stack(data, "from", unit, ["a", "b", "other"]);
  const right = stack(data, "to", unit, mostlyAcross(data) ? ["b", "a", "other"] : ["a", "b", "other"]);
  const height = Math.max(...[left, right].map((piles) => heightOf(piles, heading)));
  for (const piles of [left, right]) spread(piles, heading, height);

  const labelled = (stacked: readonly Pile<FlowEnd>[], inner: "start" | "end") => {
    const counts = Math.max(...stacked.map(({ end }) => textWidth(String(end.models), chartType.label, 600)));
    const names = Math.max(...stacked.map(({ end }) => textWidth(nameFor(end), chartType.label)));
    const taken = Math.min(names + counts + 8 + besideLabel, room);
    return { taken, nameRoom: taken - counts - 8 - besideLabel, inner };
  };
  const [leftRoom, rightRoom] = [labelled(left, "end"), labelled(right, "start")];
  const x0 = leftRoom.taken + bar.gap;
  const x1 = width - rightRoom.taken - bar.gap - bar.width;
  const node = ({ end, y, height: tall }: Pile<FlowEnd>, x: number, anchor: "start" | "end", nameRoom: number) => ({
    key: end.key,
    side: end.side,
    x: tenth(x),
    y: tenth(y),
    height: tenth(tall),
    label: fitText(nameFor(end), chartType.label, nameRoom),
    count: String(end.models),
    labelX: tenth(anchor === "end" ? x - bar.gap : x + bar.width + bar.gap),
    labelY: tenth(y + tall / 2 + 4.2),
    anchor,
  });
  const nodes: readonly PlacedBar[] = [
    ...left.map((one) => node(one, x0, "end", leftRoom.nameRoom)),
    ...right.map((one) => node(one, x1, "start", rightRoom.nameRoom)),
  ];
  const ends = [...data.families, ...data.companies];
  return {
    width,
    height: tenth(height + 4),
    nodes,
    links: placeRibbons(ribbonsOf(data, unit), left, right, x0 + bar.width, x1),
    headings: [
      { x: 0, anchor: "start", text: width < narrowBelow ? "Rested on" : "Families of models rested on" },
      {
        x: width,
        anchor: "end",
        text: width < narrowBelow ? "Resting company" : "Companies whose models rest on them",
      },
    ],
    note: "",
    marks: nodes.flatMap(({ key, side, x, y, height: tall }): Mark[] => {
      const end = ends.find((one) => one.key === key);
      if (!end) return [];
      const href = end.href === undefined ? {} : { href: end.href };
      return [{ key, x: tenth(x + bar.width / 2), y: tenth(y + tall / 2), side, tip: tipOf(data, end), ...href }];
    }),
  };
}

/** Whether more rests on the other side than on the own one: the columns then face each other so that this runs straight. */
function mostlyAcross({ families, companies, links }: FlowData): boolean {
  const sides = new Map([...families, ...companies].map(({ key, side }) => [key, side]));
  const across = links.map(({ from, to, models }) => (sides.get(from) === sides.get(to) ? -models : models));
  return across.reduce((sum, models) => sum + models, 0) > 0;
}

/** One column: side by side in the order given, within a side the larger above, groups last. */
function stack(
  data: FlowData,
  direction: "from" | "to",
  unit: number,
  sideOrder: readonly SideKey[],
): readonly Pile<FlowEnd>[] {
  const own = direction === "from" ? data.families : data.companies;
  const group = ({ label }: FlowEnd) => Number(label === "");
  return own
    .map((end) => {
      const models = data.links
        .filter((link) => link[direction] === end.key)
        .reduce((sum, link) => sum + link.models, 0);
      return { end, models, y: 0, height: models * unit };
    })
    .sort(
      ({ end: one, ...first }, { end: other, ...second }) =>
        sideOrder.indexOf(one.side) - sideOrder.indexOf(other.side) ||
        group(one) - group(other) ||
        second.models - first.models ||
        (one.key < other.key ? -1 : 1),
    )
    .map(({ end, y, height }) => ({ end, y, height }));
}

/** A ribbon has the colour of the family's side. */
function ribbonsOf({ families, links }: FlowData, unit: number) {
  const sides = new Map(families.map(({ key, side }) => [key, side]));
  return links.map(({ from, to, models }) => ({ from, to, side: sides.get(from) ?? "other", height: models * unit }));
}

function draw(svg: Svg, data: FlowData, options: DrawOptions): FlowPlaced {
  const placed = place(data, options);
  const root = drawRoot(svg).attr("font-size", chartType.label) as unknown as Svg;
  if (placed.note) drawNote(root, placed.note, placed.width / 2, 45);
  drawHeadings(root, placed.headings);
  drawRibbons(root, placed.links);
  drawBars(root, placed.nodes);
  return placed;
}

function table(data: FlowData): ChartTable {
  const ends = new Map([...data.families, ...data.companies].map((end) => [end.key, end]));
  return {
    columns: [
      { name: "family", title: "Family rested on", type: "text" },
      { name: "developer", title: "Developer", type: "text" },
      { name: "family_side", title: "Side of the family", type: "text" },
      { name: "company", title: "Resting company", type: "text" },
      { name: "company_side", title: "Side of the company", type: "text" },
      { name: "models", title: "Models", type: "number" },
    ],
    rows: [...data.links]
      .sort((one, other) => other.models - one.models || compare(one.from, other.from) || compare(one.to, other.to))
      .flatMap(({ from, to, models }) => {
        const [family, company] = [ends.get(from), ends.get(to)];
        if (!family || !company) return [];
        const [base, resting] = [sideName(data, family.side), sideName(data, company.side)];
        return [[nameOf(data, family), family.by, base, nameOf(data, company), resting, models]];
      }),
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
