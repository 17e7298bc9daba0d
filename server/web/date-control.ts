import { addMonths, type Day, daysBetween, firstDay, lastDay, sayDate } from "../values/dates.js";
import { admitted } from "../values/evidence.js";
import { type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "./context.js";
import type { Mark } from "./marks.js";

/** What the head of every page offers for going to another day. All links are relative to the page. */
export interface DateControl {
  readonly asOf: Day;
  readonly said: string;
  readonly previous?: Step;
  readonly next?: Step;
  readonly today: string;
  /** Where playing goes on from here; in the record's last month it begins anew. */
  readonly from: string;
  readonly strip: Strip;
  /** Days that matter, the newest first. */
  readonly days: readonly MarkedDay[];
}

interface Step {
  readonly href: string;
  /** "Jan 2024" */
  readonly label: string;
  /** "31 Jan 2024" */
  readonly said: string;
}

/** The last years as a line; all places are percentages of its length. */
interface Strip {
  readonly at: number;
  readonly years: readonly { readonly x: number; readonly label: string }[];
  readonly marks: readonly PlacedMark[];
}

interface PlacedMark {
  readonly x: number;
  readonly lane: "rule" | SideKey;
  readonly href: string;
  readonly title: string;
}

interface MarkedDay {
  readonly href: string;
  readonly said: string;
  readonly current: boolean;
  readonly marks: readonly { readonly lane: PlacedMark["lane"]; readonly title: string }[];
}

const yearsShown = 5;
/** Days that the calendar of dates begins and ends with. */
const [earliest, latest] = ["1900-01-01", "2199-12-31"] as const;

/**
 * The control of a page. Nothing in it depends on the day on which the page is asked for, so that an address with its
 * `as_of` keeps its bytes: the line and the steps end with the day that the facts were recorded on. Marks later than
 * the view are left out, since at an earlier day nothing later may be told.
 */
export function dateControl(ctx: Context, all: readonly Mark[]): DateControl {
  const { asOf } = ctx.view;
  const levels = admitted(ctx.view.confidence);
  const marks = all
    .filter(({ on, confidence }) => on <= asOf && (confidence === null || levels.includes(confidence)))
    .map((mark) => ({ ...mark, lane: laneOf(mark, ctx) }));
  const recordedOn = ctx.revision.recorded_on as Day;
  const first = firstDay(String(Number(recordedOn.slice(0, 4)) - yearsShown));
  const [previous, next] = [monthBefore(asOf), monthAfter(asOf, recordedOn)];
  const step = (day: Day): Step => ({ href: ctx.hrefAt(day), label: sayDate(day.slice(0, 7)), said: sayDate(day) });
  return {
    asOf,
    said: sayDate(asOf),
    ...(previous && { previous: step(previous) }),
    ...(next && { next: step(next) }),
    today: ctx.hrefAt(null),
    from: ctx.hrefAt(next && asOf < firstDay(recordedOn.slice(0, 7)) ? next : lastDay(first.slice(0, 7))),
    strip: strip(ctx, marks, first, recordedOn),
    days: [...byKey(marks, ({ on }) => on)].reverse().map(([on, ofDay]) => ({
      href: ctx.hrefAt(on),
      said: sayDate(on),
      current: lastDay(on) === asOf,
      marks: ofDay,
    })),
  };
}

type LanedMark = Mark & Pick<PlacedMark, "lane">;

function laneOf({ kind, country }: Mark, ctx: Context): PlacedMark["lane"] {
  return kind === "rule" ? "rule" : sideOf(country, ctx.view.sides);
}

/** The last day of the month before. */
export function monthBefore(day: Day): Day | undefined {
  const end = lastDay(addMonths(firstDay(day.slice(0, 7)), -1).slice(0, 7));
  return end < earliest ? undefined : end;
}

/** The end of the month or, from there, of the next one, held by the day on which there is no more to tell. */
export function monthAfter(day: Day, recordedOn: Day): Day | undefined {
  if (day >= recordedOn || day >= latest) return undefined;
  const end = lastDay(day.slice(0, 7));
  const next = end > day ? end : lastDay(addMonths(firstDay(day.slice(0, 7)), 1).slice(0, 7));
  return next < recordedOn ? next : recordedOn;
}

function strip(ctx: Context, marks: readonly LanedMark[], first: Day, last: Day): Strip {
  const days = daysBetween(first, last);
  const x = (date: string) => Math.min(100, Math.max(0, Math.round((daysBetween(first, date) / days) * 1000) / 10));
  const years = Array.from({ length: yearsShown + 1 }, (_, at) => String(Number(first.slice(0, 4)) + at));
  // Those of one month would lie on each other.
  const months = byKey(
    marks.filter(({ on }) => on >= first.slice(0, 7)),
    ({ on, lane }) => `${on.slice(0, 7)} ${lane}`,
  );
  return {
    at: x(ctx.view.asOf),
    years: years.map((year) => ({ x: x(year), label: year })),
    marks: [...months.values()].flatMap((together) => {
      const newest = together.at(-1);
      if (!newest) return [];
      const title = together.map(({ on, title }) => `${sayDate(on)}: ${title}`).join("\n");
      return [{ x: x(newest.on), lane: newest.lane, href: ctx.hrefAt(newest.on), title }];
    }),
  };
}

function byKey<T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
