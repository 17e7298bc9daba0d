import type { ChartText, SideKey } from "./chart.js";
import type { FlowData, FlowEnd } from "./flow.js";
import { capital, countOf, formatDate } from "./format.js";

/** @example nameOf(data, { label: "", side: "b", ... }) // "Others, China" */
export function nameOf(data: Pick<FlowData, "sides">, { label, side }: FlowEnd): string {
  return label === "" ? `Others, ${sideName(data, side)}` : label;
}

/** The same where there is little room: "Others, CN". */
export function shortNameOf({ sides }: Pick<FlowData, "sides">, { label, side }: FlowEnd): string {
  return label === "" ? `Others${side === "other" ? "" : `, ${sides[side].code}`}` : label;
}

export function sideName({ sides }: Pick<FlowData, "sides">, side: SideKey): string {
  return side === "other" ? "elsewhere" : sides[side].label;
}

/** What pointer and keyboard are told of an end: its own figure, then its strongest links. */
export function tipOf(data: FlowData, end: FlowEnd): readonly string[] {
  const upstream = data.families.includes(end);
  const others = upstream ? data.companies : data.families;
  const links = data.links
    .filter((link) => (upstream ? link.from : link.to) === end.key)
    .sort((one, other) => other.models - one.models || (one.to + one.from < other.to + other.from ? -1 : 1));
  const strongest = links.slice(0, 5).flatMap((link) => {
    const other = others.find(({ key }) => key === (upstream ? link.to : link.from));
    return other ? [`${nameOf(data, other)} ${link.models}`] : [];
  });
  const rest = links.length - strongest.length;
  return [
    `${nameOf(data, end)}${end.by ? ` (${end.by})` : end.members > 1 ? `: ${end.members} ${upstream ? "families" : "companies"}` : ""}`,
    upstream
      ? `${countOf(end.models, "model")} of other companies ${end.models === 1 ? "rests" : "rest"} on it`
      : `${countOf(end.models, "model")} ${end.models === 1 ? "rests" : "rest"} on other companies’ families`,
    `${strongest.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`,
  ];
}

/** The words around the ribbons. */
export function describe(data: FlowData): ChartText {
  const { models, ownOnly, kinds, reach, withLineage } = data;
  const how = reach === "any" ? "through any chain of" : "directly by";
  return {
    finding: findingOf(data),
    unit: `Distinct models that rest on another company’s models ${how} ${kinds}, by family rested on and by company; coloured by the side of the family`,
    coverage:
      models === 0
        ? "Nothing in view"
        : [
            countOf(models, "model"),
            "a model that rests on several families is in each of them",
            ownOnly > 0 ? `${countOf(ownOnly, "model")} resting on the own company’s only not drawn` : "",
            withLineage ? "models recorded for what they rest on included" : "",
            "disputed edges left out",
          ]
            .filter(Boolean)
            .join("; "),
    summary: [
      models === 0
        ? "No ribbons are drawn."
        : `Ribbons from ${countOf(data.families.length, "family or group", "families and groups")} to ${countOf(data.companies.length, "company or group", "companies and groups")}.`,
      ...[...data.families]
        .filter(({ label }) => label !== "")
        .sort((one, other) => other.models - one.models || (one.key < other.key ? -1 : 1))
        .slice(0, 3)
        .map((end) => `${capital(tipOf(data, end)[0] ?? "")}: ${tipOf(data, end).slice(1).join(": ")}.`),
    ].join(" "),
  };
}

function findingOf(data: FlowData): string {
  const named = data.families.filter(({ label }) => label !== "");
  const most = Math.max(0, ...named.map(({ models }) => models));
  if (most === 0) return `No model is recorded as resting on another company’s by ${formatDate(data.asOf)}`;
  const leading = named.filter(({ models }) => models === most);
  const [first] = leading;
  if (leading.length > 1) {
    const names = leading.map(({ label, by }) => (by ? `${label} (${by})` : label));
    const said =
      names.length <= 3 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : `${names.length} families of models`;
    return `${said} ${names.length === 2 ? "both" : "each"} carry most models of other companies: ${most}${names.length === 2 ? " each" : ""}`;
  }
  if (!first) return "";
  const { models } = first;
  const whose = (["a", "b", "other"] as const)
    .map((side) => ({ side, models: carried(data, first.key, side) }))
    .filter((one) => one.models > 0)
    .sort((one, other) => other.models - one.models);
  const said = whose.map(
    ({ side, models: count }) => `${count} ${side === "other" ? "from elsewhere" : `from ${data.sides[side].name}`}`,
  );
  return `${first.label}${first.by ? ` of ${first.by}` : ""} carries most models of other companies: ${models} of ${data.models}, ${said.join(", ")}`;
}

/** A company is of one side, and each of its models in a family's link but once, so links may be added here. */
function carried({ links, companies }: FlowData, from: string, side: SideKey): number {
  const own = companies.filter((end) => end.side === side).map(({ key }) => key);
  return links
    .filter((link) => link.from === from && own.includes(link.to))
    .reduce((sum, { models }) => sum + models, 0);
}
