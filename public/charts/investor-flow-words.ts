import type { ChartText, Side, SideKey } from "./chart.js";
import { capital, countOf, formatCount, formatDate } from "./format.js";
import type { FlowStop, InvestorFlowData } from "./investor-flow.js";

const strongestNamed = 4;

/** What pointer and keyboard are told of a stop: its own figure, then where most comes from or goes to. */
export function tipOf(data: InvestorFlowData, stop: FlowStop): readonly string[] {
  const stops = new Map([...data.investors, ...data.countries, ...data.companies].map((one) => [one.key, one]));
  const isCompany = data.companies.includes(stop);
  const goes = data.investors.includes(stop);
  const own = data.steps
    .filter((step) => (goes ? step.from : step.to) === stop.key)
    .sort(
      (one, other) => other.participations - one.participations || (one.from + one.to < other.from + other.to ? -1 : 1),
    );
  const said = own
    .slice(0, strongestNamed)
    .map(
      ({ from, to, side, participations }) =>
        `${isCompany ? sideName(data, side) : (stops.get(goes ? to : from)?.label ?? "")} ${formatCount(participations)}`,
    );
  const rest = own.length - said.length;
  return [
    stop.label,
    countOf(stop.participations, "participation"),
    `${goes ? "in" : "by investors of"} ${said.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
  ];
}

function sideName({ sides }: InvestorFlowData, side: SideKey): string {
  return side === "other" ? "other countries" : sides[side].label;
}

export function describe(data: InvestorFlowData): ChartText {
  const { participations, investors, rounds, companies, unknown } = data.counted;
  return {
    finding: findingOf(data),
    unit: "Participations, each one investor in one round; ribbons are coloured by the side of the investor. Amounts are never added up along a flow, since a round’s amount is not divisible among those who took part",
    coverage:
      participations === 0
        ? "Nothing in view"
        : `${countOf(participations, "participation")} of ${countOf(investors, "investor")} in ${countOf(rounds, "round")} of ${countOf(companies, "company", "companies")}; ${
            unknown.investors === 0
              ? "every investor has a country"
              : `${countOf(unknown.investors, "investor")} without a recorded country, with ${countOf(unknown.participations, "participation")}`
          }`,
    summary: [
      participations === 0
        ? "No ribbons are drawn."
        : `Ribbons from ${countOf(data.investors.length, "country or group", "countries and groups")} of investors over ${countOf(data.countries.length, "country or group", "countries and groups")} of companies to ${countOf(data.companies.length, "company or group", "companies and groups")}.`,
      ...data.investors.slice(0, 3).map((stop) => `${tipOf(data, stop).join(": ")}.`),
    ].join(" "),
  };
}

/** How much of each side's stays at home and how much goes to the other, by one sentence for both. */
function findingOf(data: InvestorFlowData): string {
  const { sides, asOf } = data;
  const [a, b] = [outOf(data, "a", "b"), outOf(data, "b", "a")];
  if (a.all + b.all === 0)
    return `No investor of ${sides.a.name} or ${sides.b.name} is recorded in a round by ${formatDate(asOf)}`;
  const said = (of: typeof a, here: Side, there: Side, first: boolean) =>
    of.all === 0
      ? `none by investors of ${here.name} is recorded`
      : `of ${first ? countOf(of.all, "participation") : formatCount(of.all)} by investors of ${here.name}, ${formatCount(of.home)} ${of.home === 1 ? "was" : "were"} at home and ${of.across === 0 ? "none" : formatCount(of.across)} in ${there.name}`;
  return a.all > 0
    ? capital(`${said(a, sides.a, sides.b, true)}; ${said(b, sides.b, sides.a, false)}`)
    : capital(`${said(b, sides.b, sides.a, true)}; ${said(a, sides.a, sides.b, false)}`);
}

function outOf({ investors, countries, steps }: InvestorFlowData, own: "a" | "b", across: "a" | "b") {
  const sides = new Map([...investors, ...countries].map(({ key, side }) => [key, side]));
  const of = (into?: SideKey) =>
    steps
      .filter(
        ({ from, to }) =>
          investors.some(({ key, side }) => key === from && side === own) &&
          (into === undefined || sides.get(to) === into),
      )
      .reduce((sum, { participations }) => sum + participations, 0);
  return { all: of(), home: of(own), across: of(across) };
}
