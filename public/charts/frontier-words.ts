import type { ChartTable, ChartText } from "./chart.js";
import { capital, countOf, formatCount, formatDate } from "./format.js";
import type { FrontierData } from "./frontier-data.js";

export function describe(data: FrontierData): ChartText {
  const { panels, oneSided, asOf } = data;
  const caught = panels.flatMap(({ catchUps }) => catchUps);
  const closed = caught.filter(({ to }) => to !== null).length;
  return {
    finding: findingOf(data),
    unit: "Each side’s best score so far, benchmark by benchmark, on one scale of time. A level line runs from the day one side reached a score to the day the other set that record, with the months between; dashed, it has not been matched yet",
    coverage: [
      panels.length === 0
        ? "No benchmark has scores of both"
        : `${countOf(panels.length, "benchmark")} with scores of both`,
      ...(panels.length > 0
        ? [`${countOf(closed, "record")} followed`, "those with most are drawn, all are in the table"]
        : []),
      ...(oneSided > 0 ? [`${formatCount(oneSided)} with scores of one side only`] : []),
    ].join("; "),
    summary: [
      `Best scores of ${data.sides.a.name} and ${data.sides.b.name} from ${formatDate(data.from)} to ${formatDate(asOf)}.`,
      ...panels.slice(0, 3).map(({ title, catchUps }) => {
        const open = catchUps.find(({ to }) => to === null);
        const followed = countOf(catchUps.filter(({ to }) => to !== null).length, "record");
        return `${title}: ${followed} followed${open ? `, one unmatched for ${formatCount(open.months)} months` : ""}.`;
      }),
    ].join(" "),
  };
}

function findingOf({ behind, sides, asOf, panels }: FrontierData): string {
  if (panels.length === 0) {
    return `By ${formatDate(asOf)} no benchmark has scores of both ${sides.a.name} and ${sides.b.name}`;
  }
  const all = behind.a + behind.b + behind.neither;
  const on = `of ${countOf(all, "benchmark")}`;
  const level = behind.neither > 0 ? `, level on ${formatCount(behind.neither)}` : "";
  if (behind.a === behind.b) {
    return behind.a === 0
      ? `${capital(sides.a.name)} and ${sides.b.name} have the same best score on ${formatCount(all)} ${on}`
      : `${capital(sides.a.name)} and ${sides.b.name} each lead on ${formatCount(behind.a)} ${on}${level}`;
  }
  const side = behind.a > behind.b ? "a" : "b";
  const [more, less] = [behind[side], behind[side === "a" ? "b" : "a"]];
  const leads = less > 0 ? ` and leads on ${formatCount(less)}` : "";
  return capital(`${sides[side].name} trails on ${formatCount(more)} ${on}${leads}${level}`);
}

export function table({ panels, sides }: FrontierData): ChartTable {
  return {
    columns: [
      { name: "benchmark", title: "Benchmark", type: "text" },
      { name: "follower", title: "Follower", type: "text" },
      { name: "threshold", title: "Score", type: "number" },
      { name: "unit", title: "Unit", type: "text" },
      { name: "leader_on", title: "Leader on", type: "date" },
      { name: "follower_on", title: "Follower on", type: "date" },
      { name: "lag_months", title: "Lag", type: "number", unit: "months" },
      { name: "model", title: "Model", type: "text" },
    ],
    rows: panels.flatMap(({ title, unit, catchUps }) =>
      catchUps.map(({ follower, threshold, from, to, months, model }) => [
        title,
        sides[follower].code,
        threshold,
        unit,
        from,
        to,
        Math.round(months * 100) / 100,
        model,
      ]),
    ),
  };
}
