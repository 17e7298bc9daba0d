import { readContext } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { BadParameters, NotFound } from "../web/errors.js";
import type { House } from "../web/pages.js";
import { canonicalQuery, type Filter } from "../web/view.js";
import { companyName } from "./queries.js";
import { readyMade, readyMadeSpec } from "./ready-made.js";
import { papers, type ReportSpec } from "./spec.js";

/** A report as it was asked for: its definition, and the view that it is read in. */
export interface AskedReport {
  readonly slug: string;
  readonly spec: ReportSpec;
  readonly ctx: Context;
  /** Stands for the definition, the view and the facts: the same key, the same document. */
  readonly key: string;
}

const paperFilter: Filter = {
  key: "paper",
  label: "Paper",
  single: true,
  saidByPage: true,
  choices: papers.map((paper) => ({ value: paper, label: paper })),
};

const companyFilter: Filter = { key: "company", label: "Company", saidByPage: true };

/**
 * Finds a report and the view it is asked in: its own, changed by what the address says.
 * @throws NotFound if there is no report of this name
 * @throws BadParameters if the address is not understood, or the report needs to know more
 */
export async function findReport(house: House, slug: string, search: URLSearchParams): Promise<AskedReport> {
  const ready = readyMade.find((one) => one.slug === slug);
  if (!ready) throw new NotFound(`There is no report "${slug}".`, [{ text: "All reports", href: "/reports" }]);
  const filters = ready.needs ? [companyFilter, paperFilter] : [paperFilter];
  const given = new URLSearchParams(search);
  const ctx = await readContext(house, given, { filters, sortable: [] });
  const needed = ready.needs && ctx.chosen(ready.needs.parameter)?.[0];
  const found = readyMadeSpec(slug, needed);
  if (!found) throw new NotFound(`There is no report "${slug}".`);
  const paper = ctx.chosen("paper")?.[0] === "Letter" ? "Letter" : found.paper;
  const spec = { ...found, paper, ...(needed && { title: `${found.title}: ${await nameOf(ctx, needed)}` }) };
  const { revision } = ctx;
  return {
    slug,
    spec,
    // What the report cites is its own, and its sections know nothing of its paper.
    ctx,
    key: `${revision.id} ${revision.recorded_at} /reports/${slug} ${canonicalQuery(ctx.params)}`,
  };
}

async function nameOf(ctx: Context, id: string): Promise<string> {
  const name = await companyName(ctx.db, id);
  if (name === undefined)
    throw new BadParameters([
      { parameter: "company", detail: `company "${id.slice(0, 80)}" is no company of the data.` },
    ]);
  return name;
}
