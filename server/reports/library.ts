import type { Db } from "../../db/database.js";
import { readContext } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { NotFound } from "../web/errors.js";
import type { House } from "../web/pages.js";
import { canonicalQuery, type Filter } from "../web/view.js";
import { findDraft } from "./drafts.js";
import { companyName } from "./queries.js";
import { readyMadeSpec } from "./ready-made.js";
import { papers, type ReportSpec } from "./spec.js";

/** A report as it was asked for: its definition, and the view that it is read in. */
export interface AskedReport {
  readonly slug: string;
  readonly spec: ReportSpec;
  /** Version of the draft; absent for a ready-made report. */
  readonly version?: number;
  readonly ctx: Context;
  /** Stands for definition, view and facts: the same key, the same document. */
  readonly key: string;
}

const companyBrief = "company-";

const paperFilter: Filter = {
  key: "paper",
  label: "Paper",
  single: true,
  saidByPage: true,
  choices: papers.map((paper) => ({ value: paper, label: paper })),
};

/**
 * A draft, or a ready-made report. Each company has a brief of its own: `company-01-ai`.
 * @throws NotFound if there is neither
 */
async function getSpec(db: Db, slug: string): Promise<Pick<AskedReport, "spec" | "version">> {
  const draft = await findDraft(db, slug);
  if (draft) return { spec: draft.spec, version: draft.version };
  const company = slug.startsWith(companyBrief) ? slug.slice(companyBrief.length) : undefined;
  const ready = company ? readyMadeSpec("company", company) : slug === "company" ? undefined : readyMadeSpec(slug);
  const name = company && (await companyName(db, company));
  if (ready && !company) return { spec: ready };
  if (ready && name) return { spec: { ...ready, title: `${ready.title}: ${name}` } };
  throw new NotFound(
    slug === "company"
      ? "Each company has a brief of its own: write its id behind a hyphen, as in company-01-ai."
      : company
        ? `There is no brief of "${company}", which is no company of the data.`
        : `There is no report "${slug}".`,
    [{ text: "All reports", href: "/reports" }],
  );
}

/**
 * Finds a report and the view it is asked in: its own, changed by what the address says.
 * @param search `as_of`, `a`, `b`, `confidence` and `paper`
 * @throws NotFound if there is no report of this name
 * @throws BadParameters if the address is not understood
 */
export async function askReport(house: House, slug: string, search: URLSearchParams): Promise<AskedReport> {
  const { spec: written, version } = await getSpec(house.store.db, slug);
  const ctx = await reportContext(house, written, search);
  const paper = papers.find((one) => one === ctx.chosen("paper")?.[0]) ?? written.paper;
  const { revision } = ctx;
  return {
    slug,
    spec: { ...written, paper },
    ...(version !== undefined && { version }),
    ctx,
    key: `${revision.id} ${revision.recorded_at} /reports/${slug} ${version ?? ""} ${ctx.today} ${canonicalQuery(ctx.params)}`,
  };
}

/**
 * What a report is made from in the view that its definition asks for, as far as `search` does not ask otherwise.
 * @throws BadParameters if either is not understood
 */
export function reportContext(house: House, spec: ReportSpec, search: URLSearchParams): Promise<Context> {
  const asked = new URLSearchParams({ as_of: spec.asOf, a: spec.a, b: spec.b, confidence: spec.confidence });
  for (const name of new Set(search.keys())) asked.delete(name);
  for (const [name, value] of search) asked.append(name, value);
  return readContext(house, asked, { filters: [paperFilter], sortable: [], presentOnly: true });
}
