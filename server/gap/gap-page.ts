import { claimedMeasured } from "../../public/charts/claimed-measured.js";
import { frontier } from "../../public/charts/frontier.js";
import { scoreGap } from "../../public/charts/score-gap.js";
import { chart } from "../web/figures.js";
import type { PageSpec } from "../web/pages.js";
import { claimRows, claimsTable, sayStandings } from "./claims-table.js";
import { claimedMeasuredInput, frontierInput, scoreGapInput } from "./gap-figures.js";
import { gapParts } from "./gap-parts.js";

export const gapPage: PageSpec = {
  path: "/gap",
  name: "gap/index",
  title: "Gap",
  charts: {
    claimed: chart("claimed-measured", claimedMeasured, claimedMeasuredInput),
    frontier: chart("frontier", frontier, frontierInput),
    scores: chart("score-gap", scoreGap, scoreGapInput),
  },
  table: claimsTable,
  content: async (ctx) => {
    const { a, b } = ctx.view.sides;
    return {
      title: "Gap",
      headline: "Gap: what was said of the lag, and what could be measured",
      lede: `How many months ${a.name} and ${b.name} follow each other on benchmarks, against what people said at the time. ${sayStandings(await claimRows(ctx))}`,
      parts: await gapParts(ctx),
    };
  },
};
