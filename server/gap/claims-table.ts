import { firstDay } from "../values/dates.js";
import { sayNumber } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { placeOfClaim } from "../web/row-places.js";
import { columnsOf, computedRows, type OutColumn, type OutRow, sourceColumns } from "../web/rows.js";
import { type CellModel, show, type TableSpec } from "../web/tables.js";
import { claimedLag, type Standing, standingOf } from "./claimed.js";
import { isForecast } from "./claims.js";
import { rounded } from "./crossings-page.js";
import { isAbout, lagClaims } from "./gap-figures.js";
import { measuredAt, sideBehind } from "./measured.js";
import { gaps } from "./world.js";

const months = (name: string, title: string, description: string): OutColumn => ({
  name,
  type: "number",
  title,
  unit: "months",
  description,
});

const columns: readonly OutColumn[] = [
  ...columnsOf("claims", "id", "stated_on", "speaker", "speaker_role", "organization", "statement"),
  ...columnsOf("claims", "subject_country", "relative_to"),
  months("claimed_low", "Claimed, at least", "Lower end of the claim; empty where it gives none in months or years."),
  months("claimed_high", "Claimed, at most", "Upper end of the claim; empty where it gives none in months or years."),
  months(
    "measured_median",
    "Measured then",
    "Median of the crossings of the twelve months before the claim, on all benchmarks; empty where there were none.",
  ),
  months(
    "measured_open",
    "Unmatched then",
    "How long the leader’s oldest record had stood unmatched on the day of the claim, on the median benchmark in use.",
  ),
  {
    name: "standing",
    type: "text",
    title: "Against the measured",
    description:
      "longer, within or shorter than the range from the first quartile of the crossings to their third or to the unmatched time, whichever is longer; empty where the claim gives no figure or is about the future, or nothing was measured.",
  },
  ...sourceColumns,
];

export const standingWords: Readonly<Record<Standing, string>> = {
  longer: "longer than measured so far",
  within: "within the measured",
  shorter: "shorter than measured",
};

const claimedColumn = {
  title: "Claimed",
  unit: "months",
  numeric: true,
  sort: "claimed_low",
  cell: (row: OutRow): CellModel => {
    const [low, high] = [row["claimed_low"], row["claimed_high"]];
    if (typeof low !== "number" && typeof high !== "number") return { text: "no figure", mark: "unknown" };
    if (typeof high !== "number") return { text: `at least ${sayNumber(Number(low))}` };
    if (typeof low !== "number") return { text: `at most ${sayNumber(high)}` };
    return { text: low === high ? sayNumber(low) : `${sayNumber(low)} to ${sayNumber(high)}` };
  },
};

const measuredColumn = {
  title: "Measured then",
  unit: "months",
  numeric: true,
  sort: "measured_median",
  cell: (row: OutRow): CellModel => {
    const [median, open] = [row["measured_median"], row["measured_open"]];
    const small = typeof open === "number" ? { small: `unmatched for ${sayNumber(open)}` } : {};
    if (typeof median === "number") return { text: sayNumber(median), ...small };
    return { text: "nothing yet", mark: "unknown", ...small };
  },
};

/** Claims on the lag between the two sides, each beside what could be measured on its day. */
export const claimsTable: TableSpec = {
  noun: "claim on the lag",
  plural: "claims on the lag",
  columns,
  order: [{ column: "stated_on", descending: true }],
  key: ["id"],
  shown: [
    show.date("Stated", "stated_on"),
    {
      title: "Speaker",
      sort: "speaker",
      plain: true,
      cell: (row, ctx): CellModel => ({
        text: String(row["speaker"]),
        href: ctx.hrefTo(placeOfClaim(String(row["id"]))),
        small: [row["speaker_role"], row["organization"]].filter(Boolean).join(", "),
      }),
    },
    show.prose("Statement", "statement"),
    claimedColumn,
    measuredColumn,
    show.text("Against it", "standing", (standing) => standingWords[standing as Standing]),
    show.source(),
  ],
  rows: async (ctx, order) => computedRows(await claimRows(ctx), columns, order),
};

export async function claimRows(ctx: Context): Promise<readonly OutRow[]> {
  return ctx.once("claim rows", async () => {
    const all = await gaps(ctx);
    const usual = sideBehind(all, ctx.view.asOf) ?? "b";
    const claims = (await lagClaims(ctx)).filter((claim) => isAbout(claim, ctx));
    return claims.map((claim): OutRow => {
      const lag = claimedLag(claim, ctx.view.sides);
      const measured = measuredAt(all, lag?.behind ?? usual, firstDay(claim.stated_on));
      return {
        ...claim,
        claimed_low: lag?.low ?? null,
        claimed_high: lag?.high ?? null,
        measured_median: measured.recent ? rounded(measured.recent.medianMonths) : null,
        measured_open: measured.open ? rounded(measured.open.months) : null,
        standing: lag && !isForecast(claim) ? (standingOf(lag, measured) ?? null) : null,
      };
    });
  });
}

/** How the claims that can be held against a measurement stand to it; "" where there are none. */
export function sayStandings(rows: readonly OutRow[]): string {
  const of = (standing: Standing) => rows.filter((row) => row["standing"] === standing).length;
  const [longer, within, shorter] = [of("longer"), of("within"), of("shorter")];
  const sum = longer + within + shorter;
  if (sum === 0) return "No claim on record can yet be held against a measurement.";
  if (sum === 1) {
    const said = longer
      ? "said longer than had been measured by its day"
      : within
        ? "lay within what had been measured by its day"
        : "said shorter than had been measured by its day";
    return `The one claim with a figure since there is anything to measure ${said}.`;
  }
  const parts = [
    longer > 0 ? `${longer} said longer than had been measured by their day` : "",
    within > 0 ? `${within} lay within the measured` : "",
    shorter > 0 ? `${shorter} said shorter` : "",
  ].filter(Boolean);
  return `Of ${sum} claims with a figure since there is anything to measure, ${parts.join(", ")}.`;
}
