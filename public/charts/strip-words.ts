import type { ChartTable, ChartText } from "./chart.js";
import { capital, countOf, endTime, formatCount, formatDate, startTime, yearBefore } from "./format.js";
import { byDate, drawnOf, type StripData, type StripItem, wholeTitle } from "./strip-data.js";

export function describe(data: StripData): ChartText {
  const drawn = drawnOf(data);
  const earlier = data.items.filter((item) => endTime(item.on) <= startTime(data.from)).length;
  const reduced = drawn.filter((item) => item.on.length < 10).length;
  const pieces = [
    drawn.length === 0 ? `No ${data.subject.many} in view` : countOf(drawn.length, data.subject.one, data.subject.many),
    earlier > 0 ? `${formatCount(earlier)} before ${formatDate(data.from)} not drawn` : "",
    reduced > 0 ? `${formatCount(reduced)} dated to a month or year only` : "",
    data.coverageNote ?? "",
  ];
  const sides = (["a", "b"] as const).map((key) => {
    const count = drawn.filter((item) => item.side === key).length;
    return `${capital(data.sides[key].name)}: ${countOf(count, data.subject.one, data.subject.many)}.`;
  });
  const byLane = data.lanes
    .map((one) => `${wholeTitle(one)} ${formatCount(drawn.filter(({ lane: own }) => own === one.key).length)}`)
    .join(", ");
  return {
    finding: findingOf(data, drawn),
    unit: `One symbol for each ${data.subject.one}; a bar spans the days that a reduced date may mean`,
    coverage: pieces.filter((piece) => piece !== "").join("; "),
    summary: [
      `${capital(data.subject.many)} by date from ${formatDate(data.from)} to ${formatDate(data.asOf)}${byLane ? `, in lanes: ${byLane}` : ""}.`,
      ...sides,
    ].join(" "),
  };
}

export function table(data: StripData): ChartTable {
  const titles = new Map(data.lanes.map((one) => [one.key, one.group ?? one.title]));
  return {
    columns: [
      { name: "on", title: "Date", type: "date" },
      { name: "lane", title: "Kind", type: "text" },
      { name: "country", title: "Country", type: "text" },
      { name: "title", title: "Title", type: "text" },
      { name: "note", title: "Note", type: "text" },
      { name: "confidence", title: "Confidence", type: "text" },
    ],
    rows: [...drawnOf(data)]
      .sort((one, other) => byDate(one, other))
      .map((item) => [
        item.on,
        titles.get(item.lane) ?? item.lane,
        item.side === "other" ? "other" : data.sides[item.side].code,
        item.title,
        item.note ?? null,
        item.confidence ?? null,
      ]),
  };
}

function findingOf(data: StripData, drawn: readonly StripItem[]): string {
  const { one, many } = data.subject;
  const latest = latestOf(data, drawn);
  if (!latest) return `No ${many} recorded by ${formatDate(data.asOf)}`;
  const [year, twoYears] = [yearBefore(data.asOf), yearBefore(yearBefore(data.asOf))];
  const within = (after: string, upTo: string) =>
    drawn.filter((item) => startTime(item.on) > startTime(after) && startTime(item.on) <= startTime(upTo));
  const recent = within(year, data.asOf);
  if (recent.length === 0 || drawn.length < 4) {
    const total = countOf(drawn.length, one, many);
    return `${total} recorded by ${formatDate(data.asOf)}, the latest of ${formatDate(latest.on)}: ${latest.title}`;
  }
  const period =
    startTime(data.from) > startTime(year)
      ? `since ${formatDate(data.from)}`
      : `in the twelve months to ${formatDate(data.asOf)}`;
  const count = `${countOf(recent.length, one, many)} ${period}`;
  const before = within(twoYears, year).length;
  // Without the whole year before in view there is nothing to hold the count against.
  const compared =
    startTime(data.from) > startTime(twoYears)
      ? ""
      : before === recent.length
        ? ", as many as in the year before"
        : `, against ${formatCount(before)} in the year before`;
  return `${count}${compared}${busiest(data, recent)}`;
}

/** Of several on the last day, the first in the order of the lanes. */
function latestOf({ lanes }: StripData, drawn: readonly StripItem[]): StripItem | undefined {
  const last = Math.max(...drawn.map(({ on }) => startTime(on)));
  const rank = ({ lane }: StripItem) => lanes.findIndex(({ key }) => key === lane);
  return drawn.filter(({ on }) => startTime(on) === last).sort((one, other) => rank(one) - rank(other))[0];
}

function busiest(data: StripData, recent: readonly StripItem[]): string {
  const counts = data.lanes
    .map((one) => ({ title: wholeTitle(one), count: recent.filter((item) => item.lane === one.key).length }))
    .filter(({ count }) => count > 0);
  const most = Math.max(...counts.map(({ count }) => count));
  const top = counts.filter(({ count }) => count === most);
  if (counts.length < 2 || top.length > 2) return "";
  return `; most under ${top.map(({ title }) => title).join(" and ")} (${formatCount(most)}${top.length > 1 ? " each" : ""})`;
}
