import { compactWidth } from "../../public/charts/tokens.js";
import { shownFigure } from "../changes/figure-cells.js";
import { picturesOf } from "../web/figures.js";
import { headlineFigures, sourcesOn } from "./figure-catalogue.js";
import type { AskedPage } from "./parts.js";

const both = ["a", "b"] as const;

/** Every headline figure of both sides with its notes and, where the overview draws one, its course over five years. */
export async function scoreboard({ ctx, spec }: AskedPage): Promise<object> {
  const rows: object[] = [];
  for (const figure of await headlineFigures(ctx)) {
    const sides: Record<string, object> = {};
    for (const of of both)
      sides[of] = {
        ...shownFigure(figure[of], figure),
        notes: ctx.notes.citeBriefly(await sourcesOn(ctx, figure.key, of)),
      };
    const input = await spec.charts[figure.key]?.input(ctx, undefined);
    const [course] = input ? picturesOf(input, `course-${figure.key}`, { compact: compactWidth }).pictures : [];
    rows.push({
      title: figure.title,
      about: figure.about,
      ...sides,
      course: course?.svg ?? "",
      summary: { id: `course-${figure.key}-summary`, text: input?.text().summary ?? "" },
    });
  }
  const { a, b } = ctx.view.sides;
  return { sides: { a: a.label, b: b.label }, rows };
}
