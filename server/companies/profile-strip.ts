import type { StripData } from "../../public/charts/strip.js";
import { openingDay } from "../timeline/opening.js";
import { sayCount, sayUsd } from "../values/numbers.js";
import { sideOf } from "../values/sides.js";
import { sayStage } from "../values/stages.js";
import type { Context } from "../web/context.js";
import { type Fact, factKinds } from "./facts.js";
import { hrefOf } from "./profile-view.js";

/** All dated facts but the companies it owns, whose date is not that of owning them. */
export function stripOf(ctx: Context, facts: readonly Fact[]): { data: StripData; sources: string[] } {
  const { sides, asOf } = ctx.view;
  const drawable = facts.filter(({ kind }) => kind !== "subsidiary");
  const dated = drawable.flatMap((fact) => (fact.on === null ? [] : [{ ...fact, on: fact.on }]));
  const undated = drawable.length - dated.length;
  return {
    data: {
      sides,
      asOf,
      from: openingDay(
        dated.map(({ on }) => on),
        asOf,
      ),
      subject: { one: "dated fact", many: "dated facts" },
      lanes: factKinds
        .filter(({ key }) => dated.some(({ kind }) => kind === key))
        .map(({ key, lane }) => ({ key, title: lane })),
      items: dated.map((fact) => ({
        id: `${fact.kind} ${fact.id}`,
        lane: fact.kind,
        on: fact.on,
        side: sideOf(fact.country, sides),
        title: shortTitle(fact),
        note: noteOf(fact),
        ...(fact.confidence && { confidence: fact.confidence }),
        ...hrefOf(ctx, fact),
      })),
      coverageNote: [
        undated > 0 && `${sayCount(undated, "fact")} without a date not drawn`,
        "the side is that of the other party where there is one",
      ]
        .filter(Boolean)
        .join("; "),
    },
    sources: dated.map(({ sourceId }) => sourceId),
  };
}

/** A round is known by its amount; its stage alone would say little beside a dot. */
function shortTitle({ kind, title, amountUsd }: Fact): string {
  if (kind !== "round" || amountUsd === null) return title;
  return title === sayStage("unspecified") ? sayUsd(amountUsd) : `${title}, ${sayUsd(amountUsd)}`;
}

function noteOf({ kind, detail, amountUsd }: Fact): string {
  return [kind === "round" && amountUsd === null && "amount not disclosed", detail].filter(Boolean).join(", ");
}
