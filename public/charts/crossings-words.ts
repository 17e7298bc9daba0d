import type { ChartTable, ChartText } from "./chart.js";
import type { CrossingsData, CrossingYear } from "./crossings.js";
import { capital, countOf, formatCount, formatDate, formatPercent } from "./format.js";
import { textWidth } from "./text-width.js";
import { chartType } from "./tokens.js";

/** Fewer than this are told as counts: a share of so few says nothing. */
const leastForShare = 10;

type Direction = CrossingsData["directions"][number];

function sums({ years }: Direction) {
  const sum = (column: keyof Omit<CrossingYear, "year">) => years.reduce((total, year) => total + year[column], 0);
  return {
    participations: sum("participations"),
    rounds: sum("rounds"),
    ofInvestors: sum("ofInvestors"),
    ofCompanies: sum("ofCompanies"),
  };
}

/** Rules of a year that is drawn. */
export function drawnRules({ rules, directions }: CrossingsData): CrossingsData["rules"] {
  const years = directions[0]?.years.map(({ year }) => year) ?? [];
  return rules.filter(({ on }) => years.includes(on.slice(0, 4)));
}

/** What stands above a direction's bars, as long as the width holds. */
export function directionOf({ sides }: CrossingsData, direction: Direction, width: number): string {
  const [from, into] = [sides[direction.from], sides[direction.into]];
  const { participations, rounds } = sums(direction);
  const figures =
    participations === 0
      ? "none recorded"
      : `${countOf(participations, "participation")} in ${countOf(rounds, "round")}`;
  const said = [
    `Investors of ${from.name} in companies of ${into.name}: ${figures}`,
    `${from.code} investors in ${into.code} companies: ${figures}`,
  ];
  return said.find((text) => textWidth(text, chartType.label, 600) <= width - 17) ?? said[1] ?? "";
}

export function tipOf({ sides }: CrossingsData, direction: Direction, year: CrossingYear): readonly string[] {
  const [from, into] = [sides[direction.from], sides[direction.into]];
  return [
    `${year.year}: investors of ${from.name} in companies of ${into.name}`,
    `${countOf(year.participations, "participation")} in ${countOf(year.rounds, "round")}`,
    `${part(year.participations, year.ofInvestors)} of all by investors of ${from.name}`,
    `${part(year.participations, year.ofCompanies)} of all in companies of ${into.name}`,
  ];
}

/** @example part(3, 55) // "5.5%"; part(3, 6) // "3 of 6" */
function part(count: number, of: number): string {
  return of < leastForShare ? `${formatCount(count)} of ${formatCount(of)}` : formatPercent(count / of);
}

export function describe(data: CrossingsData): ChartText {
  const { sides, asOf, directions } = data;
  const rules = drawnRules(data);
  const last = directions[0]?.years.at(-1)?.year ?? asOf.slice(0, 4);
  const whole = asOf.endsWith("-12-31");
  return {
    finding: findingOf(data),
    unit: "Participations by year, each one investor in one round; the dark part of a bar is the number of distinct rounds; below each bar, all participations by investors of that country",
    coverage: [
      `Both directions on one scale${whole ? "" : `; ${last} up to ${formatDate(asOf)}`}`,
      ...(rules.length > 0
        ? [`dashed lines: ${countOf(rules.length, "step")} of US control of investment abroad`]
        : []),
      "investors without a recorded country are on neither side",
    ].join("; "),
    summary: [
      `Bars for each year up to ${formatDate(asOf)}, in two rows.`,
      ...directions.map((direction) => {
        const { participations, rounds, ofInvestors, ofCompanies } = sums(direction);
        const [from, into] = [sides[direction.from].name, sides[direction.into].name];
        return `Investors of ${from} in companies of ${into}: ${countOf(participations, "participation")} in ${countOf(rounds, "round")}, ${part(participations, ofInvestors)} of all by investors of ${from} and ${part(participations, ofCompanies)} of all in companies of ${into}.`;
      }),
      ...(rules.length > 0
        ? [`Marked: ${rules.map(({ title, on }) => `${title}, ${formatDate(on)}`).join("; ")}.`]
        : []),
    ].join(" "),
  };
}

function findingOf(data: CrossingsData): string {
  const { sides, asOf, directions } = data;
  const [first, second] = directions;
  if (!first || !second) return "";
  const [one, other] = [sums(first).participations, sums(second).participations];
  if (one + other === 0)
    return `No investor of ${sides.a.name} is recorded in a round of a company of ${sides.b.name} by ${formatDate(asOf)}, nor the other way`;
  if (one === other)
    return `Investors of ${sides.a.name} and of ${sides.b.name} took part in rounds of the other’s companies equally often: ${timesOf(one)} each`;
  const [more, less] = one > other ? [first, second] : [second, first];
  const fewer = sums(less).participations;
  return `${capital(`investors of ${sides[more.from].name}`)} took part ${timesOf(sums(more).participations)} in rounds of companies of ${sides[more.into].name}${latest(more)}; those of ${sides[less.from].name} ${fewer === 0 ? "never the other way" : `${timesOf(fewer)} the other way${latest(less)}`}`;
}

/** When it last happened: a border that nobody crosses any more is news. */
function latest({ years }: Direction): string {
  const year = [...years].reverse().find(({ participations }) => participations > 0);
  return year ? `, most recently in ${year.year}` : "";
}

function timesOf(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${formatCount(count)} times`;
}

export function table(data: CrossingsData): ChartTable {
  return {
    columns: [
      { name: "year", title: "Year", type: "text" },
      { name: "investors_of", title: "Investors of", type: "text" },
      { name: "companies_of", title: "In companies of", type: "text" },
      { name: "participations", title: "Participations", type: "number" },
      { name: "rounds", title: "Distinct rounds", type: "number" },
      { name: "all_by_investors", title: "All by these investors", type: "number" },
      { name: "share_of_investors", title: "Share of theirs", type: "number", unit: "share" },
      { name: "all_in_companies", title: "All in these companies", type: "number" },
      { name: "share_of_companies", title: "Share in these", type: "number", unit: "share" },
    ],
    rows: (data.directions[0]?.years ?? []).flatMap((_, at) =>
      data.directions.flatMap(({ from, into, years }) => {
        const year = years[at];
        if (!year) return [];
        const { participations, rounds, ofInvestors, ofCompanies } = year;
        const share = (of: number) => (of === 0 ? null : Number((participations / of).toPrecision(4)));
        return [
          [
            year.year,
            data.sides[from].label,
            data.sides[into].label,
            participations,
            rounds,
            ofInvestors,
            share(ofInvestors),
            ofCompanies,
            share(ofCompanies),
          ],
        ];
      }),
    ),
  };
}
