import type { Request, Response, Router } from "express";
import { byteOrderMark } from "../../db/csv.js";
import { sayDate, sayMoment } from "../values/dates.js";
import { sayCount, sayNumber } from "../values/numbers.js";
import type { Body } from "../web/answers.js";
import { isBrowser, readContext, searchOf } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { BadParameters, HttpError, NotFound } from "../web/errors.js";
import { printStyle } from "../web/layout.js";
import { framed, type House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import { readForm } from "../web/uploads.js";
import { type Accepts, canonicalQuery, switchedOn } from "../web/view.js";
import { differenceCsv, differenceRows } from "./bundle.js";
import { bannerOf, differenceModel, editionJson, filesOf, frameOf, withoutView } from "./edition-view.js";
import {
  type EditionHead,
  type EditionRecord,
  getEdition,
  htmlOf,
  listEditions,
  pdfOf,
  recordOf,
  zipOf,
} from "./editions.js";
import { freeze, type MakeEdition } from "./freeze.js";
import { type FiguresNow, since } from "./since.js";
import { documentPolicy, leaveOutPagePolicy } from "./standalone.js";

export interface EditionOptions {
  readonly makeEdition: MakeEdition;
  readonly figuresNow: FiguresNow;
  /** The moment of freezing; tests hold it still. */
  readonly now?: () => Date;
}

/** What an edition is asked for, and in which view the pages around it stand. */
interface Asked {
  readonly ctx: Context;
  readonly head: EditionHead;
  readonly latest: EditionHead;
}

/** Puts frozen editions and the button that makes them on the router. */
export function editionPages(router: Router, house: House, options: EditionOptions): void {
  const { makeEdition, now = () => new Date() } = options;

  router.post("/reports/:slug/publish", sameOriginOnly, async (req, res) => {
    const slug = slugOf(req);
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const edition = await freeze(house.store, slug, makeEdition, {
      now,
      build: house.assets.build,
      expected: expectedOf(form.get("edition")),
      asked: viewOf(form),
    });
    const at = `/reports/${slug}/editions/${edition.edition}`;
    // A browser goes on by GET, so that reloading publishes nothing again.
    if (isBrowser(req)) res.redirect(303, at);
    else res.status(201).set("Location", at).set("Cache-Control", "no-store").json(editionJson(edition));
  });
  router.get("/reports/:slug/publish", (req, res) => {
    res.set("Allow", "POST");
    throw new HttpError(
      405,
      "Method not allowed",
      `An edition is made by a form on the page of the report, or by a POST to ${req.path}.`,
    );
  });

  router.get("/reports/:slug/editions{.:form}", async (req, res) => {
    const ctx = await contextOf(req, house);
    const editions = await listEditions(ctx.db, slugOf(req));
    const [latest] = editions;
    if (!latest) throw new NotFound(`Nothing has been published under "${slugOf(req)}".`);
    const form = formOf(req, ["html", "json"]);
    await send(req, res, house, { ctx, head: latest, latest }, `list ${form}`, () =>
      form === "json"
        ? jsonBody({ report: latest.report_id, editions: editions.map(editionJson) })
        : listPage(house, ctx, editions),
    );
  });
  router.get("/reports/:slug/editions/print.css", async (req, res) => {
    const ctx = await contextOf(req, house);
    const [latest] = await listEditions(ctx.db, slugOf(req));
    if (!latest) throw new NotFound(`Nothing has been published under "${slugOf(req)}".`);
    await send(req, res, house, { ctx, head: latest, latest }, "print.css", async () => ({
      type: "text/css; charset=utf-8",
      bytes: Buffer.from(printStyle(latest.title, "Frozen editions")),
    }));
  });

  router.get("/reports/:slug/editions/:n.:form", async (req, res) => {
    const asked = await read(req, house);
    const form = formOf(req, ["html", "pdf", "zip", "json"]);
    if (form === "html") leaveOutPagePolicy(res);
    await send(req, res, house, asked, `file ${form}`, () => fileBody(asked, form));
  });
  router.get("/reports/:slug/editions/:n", async (req, res) => {
    const asked = await read(req, house);
    await send(req, res, house, asked, "page", () => editionPage(house, asked));
  });
  router.get("/reports/:slug/editions/:n/since{.:form}", async (req, res) => {
    const form = formOf(req, ["html", "json", "csv"]);
    const asked = await read(req, house, form === "csv" ? { bom: switchedOn } : {});
    await send(req, res, house, asked, `since ${form}`, () => sinceBody(house, asked, form, options.figuresNow));
  });
}

const mostFormBytes = 4096;

const slugOf = (req: Request) => String((req.params as Record<string, string>)["slug"]);

function contextOf(req: Request, house: House, more: Accepts["more"] = {}): Promise<Context> {
  return readContext(house, searchOf(req), { filters: [], sortable: [], presentOnly: true, more });
}

async function read(req: Request, house: House, more: Accepts["more"] = {}): Promise<Asked> {
  const ctx = await contextOf(req, house, more);
  const [slug, n = ""] = [slugOf(req), (req.params as Record<string, string>)["n"]];
  if (!/^[1-9]\d{0,5}$/.test(n)) throw new NotFound(`Editions are numbered from 1; "${n}" is none.`);
  const head = await getEdition(ctx.db, slug, Number(n));
  const [latest = head] = await listEditions(ctx.db, slug);
  return { ctx, head, latest };
}

function formOf<F extends string>(req: Request, forms: readonly [F, ...F[]]): F {
  const given = (req.params as Record<string, string | undefined>)["form"] ?? forms[0];
  const form = forms.find((one) => one === given);
  if (!form) throw new NotFound(`This comes as ${forms.join(", ")}, not as "${given}".`);
  return form;
}

/** The number that the button was pressed for, so that a second press makes no second edition. */
function expectedOf(given: string | undefined): number | undefined {
  if (given === undefined || given === "") return undefined;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  const detail = `edition "${given.slice(0, 60)}" is no number of an edition; write that of the next one, or leave it out.`;
  throw new BadParameters([{ parameter: "edition", detail }]);
}

function viewOf(form: ReadonlyMap<string, string>): URLSearchParams {
  const { edition: _number, ...view } = Object.fromEntries(form);
  return new URLSearchParams(view);
}

/**
 * Sends what depends on the editions, the facts and the view. An edition's seal tells it from all others, and of one
 * that was altered on the disk nothing but a refusal is made.
 */
async function send(
  req: Request,
  res: Response,
  house: House,
  { ctx, head, latest }: Asked,
  form: string,
  produce: () => Promise<Body>,
): Promise<void> {
  const { id, recorded_at } = ctx.revision;
  const key = `${id} ${recorded_at} ${head.seal} ${latest.seal} ${ctx.today} ${form} ${canonicalQuery(ctx.params)}`;
  await house.answers.send(req, res, key, produce);
}

async function jsonBody(contents: object): Promise<Body> {
  return { type: "application/json; charset=utf-8", bytes: Buffer.from(`${JSON.stringify(contents)}\n`) };
}

async function fileBody({ ctx, head }: Asked, form: "html" | "pdf" | "zip" | "json"): Promise<Body> {
  const fileName = `parallax-${head.report_id}-edition-${head.edition}.${form}`;
  if (form === "json") return { ...(await jsonBody(editionJson(head))), fileName };
  if (form === "zip") return { type: "application/zip", bytes: await zipOf(ctx.db, head), fileName };
  if (form === "html") {
    const html = await htmlOf(ctx.db, head);
    return {
      type: "text/html; charset=utf-8",
      bytes: Buffer.from(html),
      headers: { "Content-Security-Policy": documentPolicy(html) },
    };
  }
  const pdf = await pdfOf(ctx.db, head);
  if (!pdf)
    throw new NotFound(
      `Edition ${head.edition} has no PDF: no browser was there to print it when it was frozen. Print its page instead.`,
      [{ text: "The report as frozen", href: filesOf(head).html }],
    );
  return { type: "application/pdf", bytes: pdf, fileName };
}

/** The button that makes the next edition, asked for as this one was. */
function nextOf({ report_id, edition }: EditionHead, { asked }: EditionRecord) {
  return { action: `/reports/${report_id}/publish`, edition: edition + 1, asked: Object.entries(asked) };
}

async function editionPage(house: House, { ctx, head, latest }: Asked): Promise<Body> {
  const { report_id: slug, edition, title } = head;
  const record = await recordOf(ctx.db, head);
  const { sentence } = await since(ctx.store, head);
  const before = edition - 1;
  const isLatest = edition === latest.edition;
  const parts = {
    banner: bannerOf(head, sentence, ctx),
    later: isLatest
      ? null
      : { text: `Edition ${latest.edition}`, href: ctx.href(`/reports/${slug}/editions/${latest.edition}`) },
    next: isLatest ? nextOf(head, record) : null,
    particulars: [
      { term: "Frozen", text: sayMoment(head.frozen_at) },
      { term: "What had happened by", text: sayDate(head.as_of) },
      {
        term: "Dataset",
        text: `revision ${head.revision_id}, recorded on ${sayDate(head.revision_recorded_on)}`,
      },
      { term: "Rests on", text: sayCount(record.factCount, "fact") },
    ],
    hashes: [
      { term: "Page", text: head.html_sha256 },
      ...(head.pdf_sha256 === null ? [] : [{ term: "PDF", text: head.pdf_sha256 }]),
      { term: "Zip", text: head.zip_sha256 },
    ],
    files: filesOf(head),
    title,
    editionsHref: ctx.href(`/reports/${slug}/editions`),
    difference: record.difference
      ? {
          title: `What differs from edition ${before}`,
          ...differenceModel(record.difference, [`Edition ${before}`, `Edition ${edition}`], ctx),
        }
      : null,
  };
  return framed(house, ctx, {
    title: `${title}, edition ${edition}`,
    description: `Edition ${edition} of “${title}”, frozen on ${sayDate(head.frozen_at.slice(0, 10))}.`,
    path: `/reports/${slug}/editions/${edition}`,
    printStyle: ctx.href(`/reports/${slug}/editions/print.css`),
    feed: "",
    headline: `${title}: edition ${edition}`,
    lede: `Frozen on ${sayDate(head.frozen_at.slice(0, 10))}. Everything below stays as it was then: the report, its figures’ data and the facts that it rests on.`,
    body: house.render("reports/edition", { parts }),
    instead: frameOf(head),
  });
}

async function listPage(house: House, ctx: Context, editions: readonly EditionHead[]): Promise<Body> {
  const [latest] = editions;
  if (!latest) throw new NotFound("There are no editions.");
  const { report_id: slug, title } = latest;
  const { sentence } = await since(ctx.store, latest);
  const path = `/reports/${slug}/editions`;
  return framed(house, ctx, {
    title: `Editions of ${title}`,
    description: `Every edition of “${title}” as it was frozen.`,
    path,
    printStyle: ctx.href(`${path}/print.css`),
    feed: "",
    headline: `${title}: ${sayCount(editions.length, "frozen edition")}`,
    lede: "Each edition stays as it was issued, with its data. What a later one says otherwise stands beside it.",
    body: house.render("reports/editions", {
      parts: {
        banner: bannerOf(latest, sentence, ctx),
        next: nextOf(latest, await recordOf(ctx.db, latest)),
        editions: editions.map((one) => ({
          edition: sayNumber(one.edition),
          href: ctx.href(`${path}/${one.edition}`),
          frozen: sayMoment(one.frozen_at),
          asOf: sayDate(one.as_of),
          revision: sayNumber(one.revision_id),
          summary: one.summary ?? "the first edition",
          files: filesOf(one),
        })),
      },
    }),
    instead: withoutView,
  });
}

async function sinceBody(
  house: House,
  { ctx, head, latest }: Asked,
  form: "html" | "json" | "csv",
  figuresNow: FiguresNow,
): Promise<Body> {
  const { report_id: slug, edition, title } = head;
  const { difference, sentence } = await since(ctx.store, head, figuresNow);
  const { id, recorded_on } = ctx.revision;
  if (form === "csv") {
    return {
      type: "text/csv; charset=utf-8; header=present",
      bytes: Buffer.from(`${ctx.params.more["bom"] ? byteOrderMark : ""}${differenceCsv(difference)}`),
      headers: { "X-Row-Count": String(differenceRows(difference).length) },
      fileName: `parallax-${slug}-edition-${edition}-since-revision-${id}.csv`,
    };
  }
  if (form === "json")
    return jsonBody({
      ...editionJson(head),
      now: { revision: id, recorded_on },
      changed: sentence !== undefined,
      sentence: sentence ?? null,
      facts: difference.facts,
      figures: difference.figures,
    });
  const path = `/reports/${slug}/editions/${edition}`;
  return framed(house, ctx, {
    title: `${title}, edition ${edition}: what has changed since`,
    description: `Facts that edition ${edition} of “${title}” used and that are recorded otherwise now.`,
    path: `${path}/since`,
    printStyle: ctx.href(`/reports/${slug}/editions/print.css`),
    feed: "",
    headline: sentence
      ? `What has changed since edition ${edition} of “${title}”`
      : `Nothing has changed since edition ${edition} of “${title}”`,
    lede: `The facts that the edition used, as recorded in revision ${head.revision_id} and as recorded now (revision ${id}, ${sayDate(recorded_on)}), both for what had happened by ${sayDate(head.as_of)}. What has happened later is not among them: the next edition tells it.`,
    body: house.render("reports/since", {
      parts: {
        edition: { text: `Edition ${edition}`, href: ctx.href(path) },
        next: edition === latest.edition ? nextOf(head, await recordOf(ctx.db, head)) : null,
        difference: sentence
          ? { title: "Changed", ...differenceModel(difference, [`Edition ${edition}`, "Now"], ctx) }
          : null,
        csvHref: `${path}/since.csv?bom=1`,
        jsonHref: `${path}/since.json`,
      },
    }),
    instead: frameOf(head),
  });
}
