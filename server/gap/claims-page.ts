import { tables } from "../../db/tables.js";
import { type StripData, strip } from "../../public/charts/strip.js";
import { openingDay } from "../timeline/opening.js";
import { addDays, type Day, sayDate } from "../values/dates.js";
import { countryLabel, sideOf } from "../values/sides.js";
import type { Context } from "../web/context.js";
import { chart } from "../web/figures.js";
import { enumFilter, textFilter } from "../web/filters.js";
import type { PageSpec } from "../web/pages.js";
import { columnAs, columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CellModel, type ShownColumn, show } from "../web/tables.js";
import { sayFigure, speakerSlug } from "./claims.js";
import { type MeasuredClaim, measuredClaims } from "./claims-measured.js";
import { claimChoices } from "./claims-queries.js";
import { sayOpen, sayRecent, trackRecord } from "./claims-record.js";
import { rounded } from "./crossings-page.js";

const months = (name: string, title: string, description: string): OutColumn => ({
  name,
  type: "number",
  title,
  unit: "months",
  description,
});
const count = (name: string, title: string, description: string): OutColumn => ({
  name,
  type: "integer",
  title,
  description,
});

const columns: readonly OutColumn[] = [
  ...columnsOf("claims", "id", "topic", "speaker", "speaker_role", "organization"),
  columnAs("companies", "id", "company_id", "Company"),
  ...columnsOf("claims", "stated_on", "statement", "subject_country", "relative_to", "value_low", "value_high", "unit"),
  count(
    "measured_crossings",
    "Crossings then",
    "For a lag claimed in months or years: records of the country it is about in the twelve months to the first day of the claim’s date that the other had reached no later, on all benchmarks.",
  ),
  months("measured_median", "Measured then", "Median over those crossings; empty where there are none."),
  months("measured_low", "First quartile then", "First quartile over those crossings."),
  months("measured_high", "Third quartile then", "Third quartile over those crossings."),
  count("open_benchmarks", "Unmatched on", "Benchmarks in use with a record not yet matched on that day."),
  months(
    "measured_open",
    "Unmatched then",
    "How long the leader’s oldest record had stood unmatched on that day, on the median benchmark in use.",
  ),
  {
    name: "standing",
    type: "text",
    title: "Against the measured",
    description:
      "longer, within or shorter than the range from the first quartile of the crossings to their third or to the unmatched time, whichever is longer; empty where nothing was measured or the claim is about the future.",
  },
  count(
    "records_since",
    "Records followed up",
    "Benchmarks in use on that day on which the other country’s best score of it is followed up.",
  ),
  count("reached_since", "Reached since", "Those reached by the as-of date."),
  months(
    "median_lag_since",
    "Median lag since",
    "Median over them, the unreached counting as longer than any; empty while fewer than half are reached.",
  ),
  ...sourceColumns,
];

const sayTopic = (topic: string) => topic.replaceAll("-", " ");

const speakerColumn: ShownColumn = {
  title: "Speaker",
  sort: "speaker",
  plain: true,
  cell: (row): CellModel => ({
    text: String(row["speaker"]),
    // What search and the chart lead to.
    anchor: String(row["id"]),
    small: String(row["speaker_role"]),
  }),
};

const aboutColumn: ShownColumn = {
  title: "About",
  sort: "subject_country",
  plain: true,
  cell: (row, ctx): CellModel => {
    const subject = String(row["subject_country"]);
    const other = row["relative_to"];
    return {
      text: subject,
      ...(other !== null && { small: `against ${other}` }),
      mark: `side-${sideOf(subject, ctx.view.sides)}`,
    };
  },
};

/** The figure claimed, and under a lag what was measured. */
const figureColumn: ShownColumn = {
  title: "Figure, and lag then",
  sort: "value_low",
  cell: (row): CellModel => {
    const text = String(row["figure"]);
    if (text === "") return { text: "–", mark: "unknown" };
    return { text, ...(row["recent_words"] !== null && { small: `measured: ${row["recent_words"]}` }) };
  },
};

export const claimsPage: PageSpec = {
  path: "/claims",
  name: "gap/claims",
  title: "Claims",
  filters: async (store) => {
    const { speakers, countries, years, first } = await claimChoices(store);
    const named = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
    return [
      enumFilter("topic", "Topic", "claims", "topic"),
      {
        key: "speaker",
        label: "Speaker",
        choices: speakers.map((value) => ({ value: speakerSlug(value), label: value })),
      },
      {
        key: "about",
        label: "About",
        choices: countries.map((value) => ({ value, label: countryLabel(value) })),
      },
      { key: "year", label: "Year", choices: named(years) },
      {
        key: "after",
        label: "Stated after",
        date: (asOf): Day => (first && first <= asOf ? addDays(first, -1) : addDays(asOf, -1)),
      },
      textFilter,
    ];
  },
  charts: { statements: chart("strip", strip, stripInput, { tabledBelow: true }) },
  table: {
    noun: "claim",
    columns,
    order: [{ column: "stated_on", descending: true }, { column: "speaker" }],
    key: ["id"],
    shown: [
      show.date("Stated", "stated_on"),
      speakerColumn,
      show.link("Organization", "organization", (row) =>
        row["company_id"] === null ? undefined : `/companies/${row["company_id"]}`,
      ),
      show.text("Topic", "topic", sayTopic),
      aboutColumn,
      show.prose("Statement", "statement"),
      figureColumn,
      show.source(),
    ],
    facets: {
      topic: "topic",
      about: "subject_country",
      speaker: { column: "speaker", choiceOf: (cell) => (cell === null ? null : speakerSlug(cell)) },
      year: { column: "stated_on", choiceOf: (cell) => cell?.slice(0, 4) ?? null },
    },
    rows: async (ctx, order) => computedRows((await measuredClaims(ctx)).map(rowOf), columns, order),
  },
  content: async (ctx) => ({
    title: "Claims",
    headline: "Claims: who said what about the race, and what was measured at the time",
    lede: `Dated statements, reported as said and not as true, in our words. Beside a lag claimed in months or years stands the lag measured from the scores dated by the first day of the claim’s date: the median over the twelve months before, on all benchmarks together, with its quartiles. The view ends on ${sayDate(ctx.view.asOf)}.`,
    parts: trackRecord(ctx, await measuredClaims(ctx)),
  }),
};

async function stripInput(ctx: Context): Promise<{ data: StripData; sources: string[] }> {
  const { sides, asOf } = ctx.view;
  const rows = await claimsOf(ctx);
  const topics = tables.claims.columns.topic.oneOf ?? [];
  return {
    data: {
      sides,
      asOf,
      from: openingDay(
        rows.map(({ stated_on }) => stated_on),
        asOf,
      ),
      subject: { one: "claim", many: "claims" },
      lanes: topics
        .filter((key) => rows.some(({ topic }) => topic === key))
        .map((key) => ({ key, title: capital(sayTopic(key)) })),
      items: rows.map((row) => {
        const figure = sayFigure(row);
        return {
          id: row.id,
          lane: row.topic,
          on: row.stated_on,
          side: sideOf(row.subject_country, sides),
          title: figure ? `${row.speaker}: ${figure}` : row.speaker,
          note: row.statement,
          href: `#${row.id}`,
        };
      }),
      coverageNote: "the colour is of the country that a claim is about",
    },
    sources: rows.map(({ source_id }) => source_id),
  };
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

async function claimsOf(ctx: Context) {
  return (await measuredClaims(ctx)).map(({ row }) => row);
}

function rowOf({ row, lag }: MeasuredClaim): OutRow {
  const { measured, outcome: since, standing } = lag ?? {};
  const [recent, open] = [measured?.recent, measured?.open];
  const orNull = (value: number | undefined) => (value === undefined ? null : rounded(value));
  return {
    ...row,
    measured_crossings: measured ? (recent?.crossings ?? 0) : null,
    measured_median: orNull(recent?.medianMonths),
    measured_low: orNull(recent?.lowMonths),
    measured_high: orNull(recent?.highMonths),
    open_benchmarks: measured ? (open?.benchmarks ?? 0) : null,
    measured_open: orNull(open?.months),
    standing: standing ?? null,
    records_since: since?.records ?? null,
    reached_since: since?.reached ?? null,
    median_lag_since: orNull(since?.medianMonths),
    figure: sayFigure(row),
    recent_words: measured ? `${sayRecent(measured)}, ${sayOpen(measured)}` : null,
  };
}
