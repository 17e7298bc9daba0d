import type { Request, Router } from "express";
import { LRUCache } from "lru-cache";
import { chartWidths } from "../../public/charts/tokens.js";
import type { Body } from "../web/answers.js";
import { searchOf } from "../web/asked.js";
import { NotFound } from "../web/errors.js";
import { fileStem, framed, type House } from "../web/pages.js";
import { renderPng } from "../web/png.js";
import { canonicalQuery } from "../web/view.js";
import { coverOf, makeDocument, type ReportDocument } from "./document.js";
import { bannerOf } from "./edition-view.js";
import { latestEdition } from "./editions.js";
import { figureCsv, figureSvg } from "./exhibits.js";
import { type AskedReport, askReport } from "./library.js";
import { type PdfQueue, sayPdfState } from "./pdf-queue.js";
import { sheetStyle } from "./sheets.js";
import { since } from "./since.js";
import { documentBody, documentPolicy, leaveOutPagePolicy, standaloneHtml } from "./standalone.js";

/** Reports that are kept filled, since a reader asks for the page, its print and its figures one after the other. */
const keptDocuments = 6;
const pngScale = 2;
/** A page that waits for a print looks again after so many seconds. */
const lookAgain = 1;

/** Puts the reading of reports on the router: the page, one file, the print, and the files of its figures and tables. */
export function readingPages(router: Router, house: House, queue: PdfQueue): void {
  const documents = new LRUCache<string, Promise<ReportDocument>>({ max: keptDocuments });

  function documentOf({ key, ctx, spec }: AskedReport): Promise<ReportDocument> {
    const known = documents.get(key);
    if (known) return known;
    const made = makeDocument(house, ctx, spec);
    documents.set(key, made);
    made.catch(() => documents.delete(key));
    return made;
  }

  const ask = (req: Request) => askReport(house, slugOf(req), searchOf(req));
  const print = (asked: AskedReport) =>
    queue.get(asked.key, async () => standaloneHtml(house, await documentOf(asked)), [
      { text: "The print view", href: hrefOf(asked, "") },
    ]);

  router.get("/reports/:slug.html", async (req, res) => {
    const asked = await ask(req);
    leaveOutPagePolicy(res);
    await house.answers.send(req, res, `${asked.key} file`, async () => {
      const html = standaloneHtml(house, await documentOf(asked));
      const headers = { "Content-Security-Policy": documentPolicy(html) };
      return { type: "text/html; charset=utf-8", bytes: Buffer.from(html), headers };
    });
  });

  router.get("/reports/:slug.pdf", async (req, res) => {
    const asked = await ask(req);
    await house.answers.send(req, res, `${asked.key} pdf`, async () => ({
      type: "application/pdf",
      bytes: (await print(asked)).bytes,
      fileName: `${fileStem(`/${asked.slug}`, asked.ctx.params)}.pdf`,
    }));
  });

  // A print takes seconds and may wait for others: this page says how far it is, and goes on to it.
  router.get("/reports/:slug/print", async (req, res) => {
    const asked = await ask(req);
    const before = queue.state(asked.key);
    // Whoever looks again after a failure wants to read of it, not to begin anew.
    if (before?.kind !== "failed") print(asked).catch(() => undefined);
    const state = before?.kind === "failed" ? before : queue.state(asked.key);
    const pdf = hrefOf(asked, ".pdf");
    if (state && state.kind !== "failed") res.set("Refresh", state.kind === "done" ? `0; url=${pdf}` : `${lookAgain}`);
    const { type, bytes } = await printPage(house, asked, state ? sayPdfState(state) : "", {
      pdf,
      kind: state?.kind ?? "waiting",
    });
    res.set("Cache-Control", "no-store").set("Content-Type", type).send(bytes);
  });

  router.get("/reports/:slug/print.css", async (req, res) => {
    const asked = await ask(req);
    await house.answers.send(req, res, `${asked.key} print.css`, async () => ({
      type: "text/css; charset=utf-8",
      bytes: Buffer.from(sheetStyle(coverOf(asked.ctx, asked.spec))),
    }));
  });

  router.get("/reports/:slug/exhibits/:id.:form", async (req, res) => {
    const asked = await ask(req);
    const { id = "", form = "" } = req.params as Record<string, string>;
    await house.answers.send(req, res, `${asked.key} ${id}.${form}`, async () => ({
      ...(await exhibit(house, await documentOf(asked), id, form)),
      fileName: `${fileStem(`/${asked.slug}`, asked.ctx.params, id)}.${form}`,
    }));
  });

  router.get("/reports/:slug", async (req, res) => {
    const asked = await ask(req);
    const edition = await latestEdition(house.store.db, asked.slug);
    await house.answers.send(req, res, `${asked.key} page ${edition?.edition ?? 0}`, async () =>
      readingPage(house, asked, await documentOf(asked)),
    );
  });
}

const slugOf = (req: Request) => String((req.params as Record<string, string>)["slug"]);

function hrefOf({ slug, ctx }: AskedReport, suffix: string): string {
  return ctx.hrefHere(`/reports/${slug}${suffix}`);
}

async function exhibit(house: House, report: ReportDocument, id: string, form: string): Promise<Body> {
  const figure = report.figures.find((one) => one.id === id);
  const table = report.tables.find((one) => one.id === id);
  if (figure && form === "svg")
    return { type: "image/svg+xml; charset=utf-8", bytes: Buffer.from(figureSvg(report, figure, chartWidths.wide)) };
  if (figure && form === "png")
    return {
      type: "image/png",
      bytes: await renderPng(figureSvg(report, figure, chartWidths.wide), pngScale, house.fontsFolder),
    };
  if (form === "csv" && (figure || table))
    return {
      type: "text/csv; charset=utf-8; header=present",
      bytes: Buffer.from(figure ? figureCsv(figure) : ((await table?.csv()) ?? "")),
    };
  throw new NotFound(
    figure || table
      ? `This comes as ${figure ? "svg, png and csv" : "csv"}, not as "${form}".`
      : `The report has no "${id}"; it has ${report.figures.length} figures and ${report.tables.length} tables, such as table-1.`,
  );
}

/** How the builder is told to begin from a ready-made report. */
function beginFrom(slug: string): Readonly<Record<string, string>> {
  const [, company] = /^company-(.+)$/.exec(slug) ?? [];
  return company ? { from: "company", company } : { from: slug };
}

async function readingPage(house: House, asked: AskedReport, report: ReportDocument): Promise<Body> {
  const { slug, ctx, spec, version } = asked;
  const latest = await latestEdition(ctx.db, slug);
  const path = `/reports/${slug}`;
  const files = (id: string, form: string) => ctx.hrefHere(`${path}/exhibits/${id}.${form}`);
  const parts = {
    print: hrefOf(asked, "/print"),
    file: hrefOf(asked, ".html"),
    edit: version === undefined ? ctx.href("/reports/new", beginFrom(slug)) : ctx.href(`${path}/edit`),
    isDraft: version !== undefined,
    editions: latest && {
      href: ctx.href(`${path}/editions`),
      number: latest.edition,
      banner: bannerOf(latest, (await since(ctx.store, latest)).sentence, ctx),
    },
    publish: {
      action: `${path}/publish`,
      edition: (latest?.edition ?? 0) + 1,
      view: [...canonicalQuery({ view: ctx.view })],
    },
    body: documentBody(house, report, files),
  };
  return framed(house, ctx, {
    title: report.title,
    description: report.subtitle || report.sentence,
    path,
    printStyle: hrefOf(asked, "/print.css"),
    feed: "",
    headline: spec.title,
    lede: spec.subtitle,
    body: house.render("reports/read", { parts }),
    // The report lists its sources itself.
    instead: { notes: [] },
  });
}

function printPage(
  house: House,
  asked: AskedReport,
  sentence: string,
  state: { readonly pdf: string; readonly kind: string },
): Promise<Body> {
  const { slug, ctx, spec } = asked;
  return framed(house, ctx, {
    title: `Printing ${spec.title}`,
    description: sentence,
    path: `/reports/${slug}/print`,
    printStyle: hrefOf(asked, "/print.css"),
    feed: "",
    headline: `Printing “${spec.title}”`,
    lede: sentence,
    body: house.render("reports/printing", { state, back: hrefOf(asked, "") }),
    instead: { form: { action: "", fields: [], hidden: [] } },
  });
}
