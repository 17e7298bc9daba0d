import type { Request, Response, Router } from "express";
import { LRUCache } from "lru-cache";
import { isReducedDate, sayMoment } from "../values/dates.js";
import type { Body } from "../web/answers.js";
import { isBrowser, readContext, searchOf } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { BadParameters, HttpError, type ParameterFault } from "../web/errors.js";
import { printStyle } from "../web/layout.js";
import { framed, type House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import { type FormFields, readForm } from "../web/uploads.js";
import { type Accepts, canonicalQuery, type Filter, standing } from "../web/view.js";
import { differingWords } from "./builder-conflict.js";
import { act, fieldAt, givenBy, readWritten, type Written, writtenOf } from "./builder-form.js";
import { builderModel, type Shown, sayPlaced } from "./builder-view.js";
import { makeDocument, type ReportDocument } from "./document.js";
import { Conflict, createDraft, type Draft, getDraft, saveDraft } from "./drafts.js";
import { reportContext } from "./library.js";
import { type LiveFigure, LiveFigures } from "./live-figures.js";
import { readyMade, readyMadeSpec } from "./ready-made.js";
import { checkSpec, type ReportSpec } from "./spec.js";
import { standaloneHtml } from "./standalone.js";

const newPath = "/reports/new";
const printPath = "/reports/new/print.css";
const previewPath = "/reports/preview";

/** Words of a long report, several times over. */
const maxBytes = 1_000_000;

/**
 * The preview is a page of its own, without a script of anybody's; it has its styles inside, which the policy of the
 * house forbids, and is shown by this house alone.
 */
const previewPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

const filters: readonly Filter[] = [
  {
    key: "from",
    label: "Start from",
    single: true,
    unset: "an empty report",
    choices: readyMade.map(({ slug, title }) => ({ value: slug, label: title })),
    saidByPage: true,
  },
  { key: "company", label: "Company", saidByPage: true },
];

const accepts: Accepts = { filters, sortable: [], presentOnly: true };

/**
 * The builder: a form that works without script. Each of its buttons sends the whole form and is answered by the form
 * again, so that the words of an author are in their own browser until they save them.
 */
export function builderPages(router: Router, house: House): void {
  const desk: Desk = { house, figures: rememberedFigures() };
  router.get(newPath, async (req, res) => {
    const ctx = await readContext(house, searchOf(req), accepts);
    const { revision, today, params } = ctx;
    const key = `${revision.id} ${revision.recorded_at} ${newPath} ${today} ${canonicalQuery(params)}`;
    const shown = begun(ctx);
    const own = await contextOf(house, shown.written);
    await house.answers.send(req, res, key, () => page(desk, own, shown));
  });
  router.get(printPath, (_req, res) => {
    res.type("css").send(printStyle("Build a report", ""));
  });
  router.post(newPath, sameOriginOnly, (req, res) => answer(req, res, desk));
  router.get("/reports/:slug/edit", async (req, res) => {
    const draft = await getDraft(house.store.db, slugOf(req));
    const shown = shownDraft(draft);
    await show(res, desk, shown);
  });
  router.post("/reports/:slug/edit", sameOriginOnly, (req, res) => answer(req, res, desk, slugOf(req)));
  router.post(previewPath, (req, res) => preview(req, res, house));
  router.get(previewPath, (_req, res) => {
    res.set("Allow", "POST");
    throw new HttpError(405, "Method not allowed", `Post the form of ${newPath} to ${previewPath}.`);
  });
}

/** What the builder works with. */
interface Desk {
  readonly house: House;
  /** The figures that can be quoted in a view. */
  readonly figures: (ctx: Context) => Promise<readonly LiveFigure[]>;
}

/** A button is pressed again and again in the same view, whose figures stay what they are. */
function rememberedFigures(): Desk["figures"] {
  const known = new LRUCache<string, Promise<readonly LiveFigure[]>>({ max: 16 });
  return (ctx) => {
    const { revision, params } = ctx;
    const key = `${revision.id} ${revision.recorded_at} ${canonicalQuery({ view: params.view })}`;
    const found = known.get(key) ?? new LiveFigures(ctx).list();
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}

const slugOf = (req: Request) => String((req.params as Record<string, string>)["slug"]);

/** The form that somebody finds who comes without one: a ready-made report to change, or an empty one. */
function begun(ctx: Context): Shown {
  const [from] = ctx.chosen("from") ?? [];
  const { asOf, sides, confidence } = ctx.view;
  const ready = from === undefined ? undefined : readyMadeSpec(from, ctx.chosen("company")?.[0]);
  const spec: ReportSpec = {
    ...(ready ?? { title: "", subtitle: "", authors: [], date: "", classification: "", paper: "A4", blocks: [] }),
    asOf: asOf === ctx.today ? "" : asOf,
    a: sides.a.code,
    b: sides.b.code,
    confidence,
  };
  return { written: writtenOf(spec), action: newPath, state: "Not saved yet." };
}

function shownDraft({ slug, version, savedAt, spec }: Draft): Shown {
  return {
    written: writtenOf(spec),
    action: `/reports/${encodeURIComponent(slug)}/edit`,
    version,
    state: `Version ${version}, saved on ${sayMoment(savedAt)}.`,
    readHref: `/reports/${slug}`,
  };
}

/** Answers a button of the form: with the form again, or by saving. */
async function answer(req: Request, res: Response, desk: Desk, slug?: string): Promise<void> {
  const { house } = desk;
  const form = await readForm(req, { maxBytes });
  const written = readWritten(form);
  const here = standsAt(slug, form);
  const again = async (shown: Partial<Shown>, status = 200) => {
    await show(res, desk, { written, ...here, ...shown }, status);
  };
  try {
    const button = form.get("do") ?? "check";
    if (button === "save") {
      const spec = await checked(house, written);
      const saved = await save(house, spec, slug, here.version);
      res.redirect(303, `/reports/${saved.slug}/edit`);
    } else if (button === "check") {
      await checked(house, written);
      await again({ said: "Nothing is wrong with it.", focus: "state" });
    } else await again(act(written, button, form));
  } catch (error) {
    if (!isBrowser(req)) throw error;
    if (error instanceof BadParameters) await again({ faults: parameterFaults(error), focus: "refused" }, error.status);
    else if (error instanceof Conflict) {
      const { version, spec } = error.theirs;
      const conflict = { version, rows: differingWords(error.mine, spec) };
      await again({ version, conflict, focus: "conflict" }, error.status);
    } else throw error;
  }
}

/** What report the form is of, as it says itself. */
function standsAt(slug: string | undefined, form: FormFields): Omit<Shown, "written"> {
  if (slug === undefined) return { action: newPath, state: "Not saved yet.", unsaved: true };
  const given = form.get("version") ?? "";
  const version = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  return {
    action: `/reports/${encodeURIComponent(slug)}/edit`,
    version,
    state: `Begun from version ${version}; what was changed since is not saved yet.`,
    unsaved: true,
    readHref: `/reports/${encodeURIComponent(slug)}`,
  };
}

function save({ store }: House, spec: ReportSpec, slug: string | undefined, expected = 0): Promise<Draft> {
  const now = new Date();
  return slug === undefined ? createDraft(store, spec, now) : saveDraft(store, slug, { spec, expected }, now);
}

/**
 * What was written as a report that can be made.
 * @throws BadParameters naming all that is wrong by its place
 */
async function checked(house: House, written: Written): Promise<ReportSpec> {
  const spec = await checkedSpec(house, written);
  await made(house, spec);
  return spec;
}

async function made(house: House, spec: ReportSpec): Promise<ReportDocument> {
  return makeDocument(house, await reportContext(house, spec, new URLSearchParams()), spec);
}

function parameterFaults({ faults }: BadParameters): readonly ParameterFault[] {
  return faults.filter((fault): fault is ParameterFault => "parameter" in fault);
}

async function checkedSpec(house: House, written: Written): Promise<ReportSpec> {
  const faults: ParameterFault[] = [];
  const take = (error: unknown): undefined => {
    if (!(error instanceof BadParameters)) throw error;
    const told = new Set(faults.map(({ parameter }) => parameter));
    faults.push(...parameterFaults(error).filter(({ parameter }) => !told.has(fieldAt(parameter))));
    return undefined;
  };
  await readContext(house, viewOf(written), { filters: [], sortable: [], presentOnly: true }).catch(take);
  const { date } = written;
  if (/^[\d-]+$/.test(date) && !isReducedDate(date))
    faults.push({
      parameter: "date",
      detail: `date "${date.slice(0, 60)}" is not a date; write 2023, 2023-11 or 2023-11-05.`,
    });
  let spec: ReportSpec | undefined;
  try {
    spec = checkSpec(givenBy(written));
  } catch (error) {
    take(error);
  }
  if (faults.length > 0 || !spec) throw new BadParameters(faults);
  return spec;
}

/** The view that the form asks for, as an address writes it. */
function viewOf({ as_of, a, b, confidence }: Written): URLSearchParams {
  return new URLSearchParams({ as_of: as_of.trim(), a, b, confidence });
}

/** What the form is shown in: the view that it asks for, as far as that is understood. */
async function contextOf(house: House, written: Written): Promise<Context> {
  let asked = viewOf(written);
  for (;;) {
    try {
      return await readContext(house, asked, { filters: [], sortable: [], presentOnly: true });
    } catch (error) {
      if (!(error instanceof BadParameters)) throw error;
      const left = standing(asked, parameterFaults(error));
      // What is wrong was among what was asked: something of it goes in each round.
      if (left.size === asked.size) throw error;
      asked = left;
    }
  }
}

async function show(res: Response, desk: Desk, shown: Shown, status = 200): Promise<void> {
  const { type, bytes } = await page(desk, await contextOf(desk.house, shown.written), shown);
  res.status(status).set("Cache-Control", "no-store").set("Content-Type", type).send(bytes);
}

async function page({ house, figures }: Desk, ctx: Context, shown: Shown): Promise<Body> {
  const parts = await builderModel(house, ctx, shown, await figures(ctx));
  const { title } = shown.written;
  const isStored = shown.version !== undefined;
  return framed(house, ctx, {
    title: isStored ? `Edit “${title}”` : "Build a report",
    description: "Choose sections and write between them, with figures that always agree with the charts.",
    path: newPath,
    printStyle: printPath,
    feed: "",
    headline: isStored ? title || "A report without a title" : "Build a report",
    lede: "Choose sections and their order, and write between them. Figures quoted by their reference always agree with the charts, and each leads to its sources.",
    body: house.render("reports/builder", { parts }),
    // The report has a view of its own, which stands in the form.
    instead: { form: { action: newPath, fields: [], hidden: [] } },
  });
}

/** Shows what the form would make. Nothing of it is kept: a post from another site does no harm. */
async function preview(req: Request, res: Response, house: House): Promise<void> {
  const written = readWritten(await readForm(req, { maxBytes }));
  res.set("Cache-Control", "no-store");
  try {
    const spec = await checkedSpec(house, written);
    const html = standaloneHtml(house, await made(house, spec));
    res.set("Content-Security-Policy", previewPolicy).type("html").send(html);
  } catch (error) {
    if (!(error instanceof BadParameters) || !isBrowser(req)) throw error;
    const refusal = { faults: parameterFaults(error).map(sayPlaced), style: house.assets.style };
    res.status(error.status).type("html").send(house.render("reports/preview-refused", refusal));
  }
}
