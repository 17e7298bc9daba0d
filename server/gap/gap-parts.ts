import { sayDate } from "../values/dates.js";
import { band, counts, sayEvidence } from "../values/evidence.js";
import { sayCount } from "../values/numbers.js";
import type { Context } from "../web/context.js";
import { type CellModel, type PlainTable, plainTable, show } from "../web/tables.js";
import { rounded } from "./crossings-page.js";
import { dailyWords, epochClaim, epochIndex } from "./daily-words.js";
import { isAbout, lagClaims, namesOf } from "./gap-figures.js";
import type { Compared } from "./gaps.js";
import { lagRows, shownLags } from "./lags-page.js";
import { measuredAt, sideBehind } from "./measured.js";
import { gaps, gapsFrom, scores } from "./world.js";

export interface GapParts {
  readonly evidence: { readonly title: string; readonly table: PlainTable };
  /** Paragraphs on the daily lag; empty where the index has no scores of both. */
  readonly daily: readonly string[];
  readonly dailyNote: number | null;
  readonly remarks: readonly string[];
  readonly lags: PlainTable | null;
  readonly links: readonly { readonly text: string; readonly href: string; readonly download?: true }[];
}

export async function gapParts(ctx: Context): Promise<GapParts> {
  const all = await gaps(ctx);
  const side = sideBehind(all, ctx.view.asOf) ?? "b";
  const lags = await lagRows(ctx);
  const { daily, dailyNote } = await dailyOf(ctx, side);
  return {
    evidence: {
      title: `How far the lag of ${ctx.view.sides[side].name} leans on weaker evidence`,
      table: await evidenceTable(ctx, side),
    },
    daily,
    dailyNote,
    remarks: await remarksOf(ctx),
    lags: lags.length > 0 ? plainTable(shownLags, lags, ctx) : null,
    links: [
      { text: "Every crossing", href: ctx.href("/gap/crossings") },
      { text: "crossings.csv", href: ctx.href("/gap/crossings.csv"), download: true },
      { text: "Lag by benchmark", href: ctx.href("/gap/lags") },
      { text: "lags.csv", href: ctx.href("/gap/lags.csv"), download: true },
    ],
  };
}

/** The headline on three levels of evidence, whichever the view admits. */
async function evidenceTable(ctx: Context, side: Compared): Promise<PlainTable> {
  const rows = await scores(ctx.onAnyEvidence());
  const levels = band(async (strictest) => {
    const admitted = rows.filter(({ confidence }) => counts(confidence, strictest));
    const { recent, open } = measuredAt(await gapsFrom(admitted, ctx), side, ctx.view.asOf);
    return {
      level: sayEvidence(strictest),
      crossings: recent?.crossings ?? 0,
      median: recent ? rounded(recent.medianMonths) : null,
      quartiles: recent ? `${rounded(recent.lowMonths)} to ${rounded(recent.highMonths)}` : null,
      open: open ? rounded(open.months) : null,
      benchmarks: open?.benchmarks ?? 0,
    };
  });
  return plainTable(
    [
      { title: "Scores counted", plain: true, cell: (row): CellModel => ({ text: String(row["level"]) }) },
      show.number("Crossings", "crossings", "12 months"),
      show.number("Median lag", "median", "months"),
      { ...show.text("Middle half", "quartiles"), unit: "months", numeric: true },
      {
        ...show.number("Oldest record unmatched", "open", "months, at least"),
        cell: (row): CellModel =>
          row["open"] === null
            ? { text: "none", mark: "unknown" }
            : { text: String(row["open"]), small: `median of ${sayCount(Number(row["benchmarks"]), "benchmark")}` },
      },
    ],
    await Promise.all([levels.confirmed, levels.reported, levels.all]),
    ctx,
  );
}

async function dailyOf(ctx: Context, side: Compared): Promise<Pick<GapParts, "daily" | "dailyNote">> {
  const index = (await gaps(ctx)).find(({ benchmark }) => benchmark.id === epochIndex);
  const claim = (await lagClaims(ctx)).find(({ id }) => id === epochClaim);
  const about = claim && isAbout(claim, ctx) ? claim : undefined;
  const daily = index ? dailyWords(index, side, ctx.view, namesOf(await scores(ctx)), about) : [];
  return { daily, dailyNote: about && daily.length > 0 ? ctx.notes.cite(about.source_id) : null };
}

/** What a reader must know of the benchmarks before believing the median. */
async function remarksOf(ctx: Context): Promise<readonly string[]> {
  const all = await gaps(ctx);
  const shared = all.filter(({ behind }) => behind !== undefined);
  const listed = new Set(shared.map(({ benchmark }) => benchmark.id));
  const counted = shared.filter(({ following }) => following.a.crossings.length + following.b.crossings.length > 0);
  return [
    `The pooled median counts every crossing of the twelve months to ${sayDate(ctx.view.asOf)} alike. ${sayCount(counted.length, "benchmark")} of ${shared.length} with scores of both have crossings at all.`,
    ...(listed.has(epochIndex) && shared.length > 1
      ? [
          "The Epoch Capabilities Index is estimated from many benchmarks, some of them listed here: its crossings repeat part of theirs.",
        ]
      : []),
    ...(listed.has("lmarena-text") && listed.has("lmarena-text-style")
      ? [
          "The text arena with and without style control judges the same votes twice, so its crossings partly count double.",
        ]
      : []),
    "Most scores stand at the release of their model though the test was run later, so what a line shows at a day is more than was known on it. A record that waits for its match counts only once it has been matched: the dashed line tells of those that still wait.",
  ];
}
