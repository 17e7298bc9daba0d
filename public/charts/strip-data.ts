import type { ChartData, SideKey } from "./chart.js";
import { endTime, startTime } from "./format.js";

export interface StripItem {
  readonly id: string;
  /** Key of its lane; an item of an unknown lane is not drawn. */
  readonly lane: string;
  /** May be reduced: drawn as a bar over all days that it may mean. */
  readonly on: string;
  readonly side: SideKey;
  readonly title: string;
  readonly note?: string;
  readonly confidence?: string;
  readonly href?: string;
}

export interface StripLane {
  readonly key: string;
  readonly title: string;
  readonly group?: string;
}

export interface StripData extends ChartData {
  /** First day drawn; earlier items are counted, not drawn. */
  readonly from: string;
  /** What an item is: "event", "events". */
  readonly subject: { readonly one: string; readonly many: string };
  /** In order from the top. Lanes of one group follow each other and stand under its heading. */
  readonly lanes: readonly StripLane[];
  readonly items: readonly StripItem[];
  /** Said after the count of what is drawn: "6 on disputed evidence left out". */
  readonly coverageNote?: string;
}

/** Lane by lane from the top, by date within: the order of reading. */
export function drawnOf(data: StripData): readonly StripItem[] {
  const order = new Map(data.lanes.map(({ key }, index) => [key, index]));
  const start = startTime(data.from);
  return data.items
    .filter((item) => order.has(item.lane) && endTime(item.on) > start)
    .sort((one, other) => (order.get(one.lane) ?? 0) - (order.get(other.lane) ?? 0) || byDate(one, other));
}

export function byDate(one: StripItem, other: StripItem): number {
  return startTime(one.on) - startTime(other.on) || (one.id < other.id ? -1 : 1);
}

/** A lane's title where its group's heading is not beside it. */
export function wholeTitle({ title, group: heading }: StripLane): string {
  return heading === undefined ? title : `${heading} – ${title}`;
}
