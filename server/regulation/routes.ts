import type { Router } from "express";
import type { Store } from "../../db/store.js";
import { type StripData, type StripLane, strip } from "../../public/charts/strip.js";
import { openingDay } from "../timeline/opening.js";
import { addDays, type Day, firstDay, sayDate } from "../values/dates.js";
import { type SideKey, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { textFilter } from "../web/filters.js";
import { type House, mountPage, type PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import type { Filter } from "../web/view.js";
import type { Act } from "./acts.js";
import { burdenParts } from "./burden.js";
import { inForceChart, inForceParts } from "./in-force.js";
import { datesOf } from "./queries.js";
import { registeredChart, registeredParts } from "./registered.js";
import { type Standing, standings } from "./rules.js";
import { alwaysTold, type Subject, subjectKeys, subjects } from "./subjects.js";
import { chosenActs, none } from "./world.js";

const computed = (name: string, title: string, description: string): OutColumn => ({
  name,
  type: "text",
  title,
  description,
});

const columns: readonly OutColumn[] = [
  computed("id", "Id", "Slug of the event or the rule version."),
  computed("kind", "Kind", "event, or rule for a version of an export rule that no event of the view tells of."),
  { ...computed("dated_on", "Date", "When it happened, or the rule was announced, else took effect."), type: "date" },
  computed("country", "Country", "Country it belongs to or of the issuing body, ISO 3166-1 alpha-2."),
  computed(
    "subject",
    "Subject",
    `What it is about, as its category, its own row or the rule’s consequence says: ${subjectKeys.join(", ")}.`,
  ),
  columnAs("events", "rule_step", "rule_step"),
  computed("title", "Title", "What happened, or the title of the rule."),
  computed(
    "description",
    "Description",
    "The event in a sentence; of a rule, who issued it and where it is published.",
  ),
  computed(
    "rule_state",
    "State of the rule",
    `Of a step of a rule, the rule on the as-of date: ${Object.keys(standings).join(", ")}. Empty for what is no step of one.`,
  ),
  {
    ...computed("in_effect_from", "In effect from", "First day of the rule’s effect, once it has come."),
    type: "date",
  },
  { ...computed("in_effect_until", "Until", "First day without effect, once it has come."), type: "date" },
  computed("rule_ids", "Rule versions", "Ids of the export rule versions it tells of, separated by blanks."),
  computed("company_id", "Company id", "The company it mainly concerns; empty where it concerns none in particular."),
  columnAs("companies", "name", "company_name", "Company"),
  ...columnsOf("events", "confidence"),
  ...sourceColumns,
];

const actColumn: ShownColumn = {
  title: "Act",
  sort: "title",
  plain: true,
  cell: (row, ctx): CellModel => {
    const [version] = String(row["rule_ids"] ?? "").split(" ");
    return {
      text: String(row["title"]),
      small: String(row["description"]),
      mark: "prose",
      anchor: String(row["id"]),
      ...(version && { href: ctx.href(`/rules/${version}`) }),
    };
  },
};

const stateColumn: ShownColumn = {
  title: "Its rule",
  sort: "rule_state",
  cell: ({ rule_state, in_effect_from: from, in_effect_until: until }): CellModel => {
    if (rule_state === null) return { text: "–", mark: "unknown" };
    const days = [
      from !== null && `from ${sayDate(String(from))}`,
      until !== null && `until ${sayDate(String(until))}`,
    ];
    const small = days.filter((day) => day !== false).join(" ");
    return { text: standings[rule_state as Standing], ...(small && { small }) };
  },
};

const page: PageSpec = {
  path: "/regulation",
  name: "regulation/index",
  title: "Regulation",
  filters,
  charts: {
    acts: chart("strip", strip, actsInput, { tabledBelow: true }),
    "in-force": inForceChart,
    registered: registeredChart,
  },
  table: {
    noun: "act of regulation",
    plural: "acts of regulation",
    columns,
    order: [{ column: "dated_on", descending: true }],
    key: ["id"],
    shown: [
      show.date("Date", "dated_on"),
      show.country("country"),
      show.text("Subject", "subject", (value) => subjects[value as Subject]),
      actColumn,
      show.text("Step", "rule_step", (value) => value.replaceAll("-", " ")),
      stateColumn,
      show.confidence(),
      show.source(),
    ],
    facets: {
      subject: "subject",
      side: { column: "country", choiceOf: (country, { view }) => sideOf(country, view.sides) },
      state: { column: "rule_state", choiceOf: (state) => state ?? none },
      year: { column: "dated_on", choiceOf: (day) => day?.slice(0, 4) ?? null },
    },
    rows: async (ctx, order) => computedRows((await chosenActs(ctx)).map(rowOf), columns, order),
  },
  content: async (ctx) => ({
    title: "Regulation",
    headline: "Regulation: both sides’ rules on one time line",
    lede: "Laws, orders, measures, controls and what was done under them, by what they are about. The subject is the one that a row itself names; a row that names none stands under Other.",
    parts: {
      inForce: await inForceParts(ctx),
      registered: await registeredParts(ctx),
      burden: await burdenParts(ctx),
    },
  }),
};

async function filters(store: Store): Promise<readonly Filter[]> {
  const dates = await datesOf(store);
  const [first] = dates.map(firstDay);
  const years = [...new Set(dates.map((on) => on.slice(0, 4)))].reverse();
  const named = Object.entries({ ...standings, [none]: "no step of a rule" });
  return [
    { key: "subject", label: "Subject", choices: subjectKeys.map((value) => ({ value, label: subjects[value] })) },
    {
      key: "side",
      label: "Side",
      choices: [
        { value: "a", label: "Side A" },
        { value: "b", label: "Side B" },
        { value: "other", label: "others" },
      ],
    },
    { key: "state", label: "Its rule", choices: named.map(([value, label]) => ({ value, label })) },
    { key: "year", label: "Year", choices: years.map((value) => ({ value, label: value })) },
    {
      key: "after",
      label: "Dated after",
      date: (asOf): Day => (first && first <= asOf ? addDays(first, -1) : addDays(asOf, -1)),
    },
    textFilter,
  ];
}

async function actsInput(ctx: Context): Promise<{ data: StripData; sources: readonly string[] }> {
  const { sides, asOf } = ctx.view;
  const acts = await chosenActs(ctx);
  const chosen = ctx.chosen("subject");
  const shown = subjectKeys.filter(
    (key) => acts.some(({ subject }) => subject === key) || (!chosen && acts.length > 0 && alwaysTold.includes(key)),
  );
  const lanes = shown.flatMap((subject) => lanesOf(subject, acts, ctx));
  return {
    data: {
      sides,
      asOf,
      from: openingDay(
        acts.map(({ on }) => on),
        asOf,
      ),
      subject: { one: "act of regulation", many: "acts of regulation" },
      lanes,
      items: acts.map((act) => ({
        id: act.id,
        lane: laneOf(act.subject, sideOf(act.country, sides)),
        on: act.on,
        side: sideOf(act.country, sides),
        title: act.title,
        note: act.description,
        ...(act.confidence && { confidence: act.confidence }),
        ...(act.versionIds[0] && { href: ctx.href(`/rules/${act.versionIds[0]}`) }),
      })),
      ...sayUnnamed(shown, acts),
    },
    sources: acts.map(({ source }) => source.id),
  };
}

/** What stands on the time line without any act: that no row names it is not that there is no rule of it. */
function sayUnnamed(shown: readonly Subject[], acts: readonly Act[]): Pick<StripData, "coverageNote"> {
  const unnamed = shown.filter((key) => acts.every(({ subject }) => subject !== key));
  if (unnamed.length === 0) return {};
  const named = unnamed.map((key) => subjects[key].toLowerCase());
  return {
    coverageNote: `no row names ${named.length > 1 ? `${named.slice(0, -1).join(", ")} or ` : ""}${named.at(-1)} as its subject`,
  };
}

const laneOf = (subject: Subject, side: SideKey) => `${subject}-${side}`;

/** A lane for each side, be it empty unless it is not asked for, and one for all others where they have any. */
function lanesOf(subject: Subject, acts: readonly Act[], ctx: Context): readonly StripLane[] {
  const { sides } = ctx.view;
  const asked = ctx.chosen("side");
  const titles = { a: sides.a.label, b: sides.b.label, other: "Others" } as const;
  return (["a", "b", "other"] as const)
    .filter(
      (side) =>
        (side !== "other" && (asked?.includes(side) ?? true)) ||
        acts.some((act) => act.subject === subject && sideOf(act.country, sides) === side),
    )
    .map((side) => ({ key: laneOf(subject, side), title: titles[side], group: subjects[subject] }));
}

function rowOf(act: Act): OutRow {
  const { id, kind, country, subject, title, description, rule, confidence } = act;
  return {
    id,
    kind,
    dated_on: act.on,
    country,
    subject,
    rule_step: act.step,
    title,
    description,
    rule_state: rule?.standing ?? null,
    in_effect_from: rule?.since ?? null,
    in_effect_until: rule?.ended ?? null,
    rule_ids: act.versionIds.join(" ") || null,
    company_id: act.company?.id ?? null,
    company_name: act.company?.name ?? null,
    confidence,
    source_id: act.source.id,
    source_url: act.source.url,
    source_publisher: act.source.publisher,
  };
}

export function regulationPages(router: Router, house: House): void {
  mountPage(router, house, page);
}
