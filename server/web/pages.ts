import type { Request, Response, Router } from "express";
import { byteOrderMark, csvHeader, csvLines } from "../../db/csv.js";
import type { Store } from "../../db/store.js";
import { Breath } from "../values/breath.js";
import { type Day, sayDate } from "../values/dates.js";
import type { Answers, Body } from "./answers.js";
import { notModified } from "./answers.js";
import { askedFacts, isBrowser, readContext, searchOf } from "./asked.js";
import type { Assets } from "./assets.js";
import { chosenColumns } from "./columns.js";
import type { Context } from "./context.js";
import { csvDownload, type Download, jsonDownload, sendDownload } from "./downloads.js";
import { BadParameters, NotFound } from "./errors.js";
import { type ChartSpec, type DrawnInput, type FigureModel, figureModel, standaloneSvg } from "./figures.js";
import { type FormModel, type Frame, filterForm, type Layout, layoutOf, printStyle } from "./layout.js";
import type { Mark } from "./marks.js";
import { mostListed } from "./notes.js";
import { renderPng } from "./png.js";
import type { Snapshots } from "./snapshots.js";
import { type TableModel, tableModel } from "./table-model.js";
import { orderOf, type TableSpec } from "./tables.js";
import type { Render } from "./templates.js";
import {
  type Accepts,
  canonicalQuery,
  type Filter,
  type Params,
  sayFilters,
  standing,
  switchedOn,
  viewSentence,
  wholeNumber,
} from "./view.js";
import { warmKey } from "./warm.js";

/** What all pages share. */
export interface House {
  /** Every page put on a router so far: tests and the data page walk through them. */
  readonly mounted: MountedPage[];
  readonly store: Store;
  readonly assets: Assets;
  readonly answers: Answers;
  readonly render: Render;
  readonly fontsFolder: string;
  /** Where finished downloads are kept. */
  readonly filesFolder: string;
  /** The facts at earlier revisions, and as they would be. */
  readonly snapshots: Snapshots;
  readonly today: () => Day;
  /** What is to be ended when the server stops. */
  readonly closing: (() => Promise<void>)[];
  /** Countries that may be compared, at the present revision. */
  readonly countries: () => Promise<readonly string[]>;
  /** Days that the date control offers, at the present revision. */
  readonly marks: () => Promise<readonly Mark[]>;
}

/** A page as it stands on the router. */
export interface MountedPage {
  readonly path: string;
  /** How it was declared, so that a report can take its charts and tables. What `:id` stands for is the page's own. */
  readonly spec: PageSpec<unknown>;
  readonly hasTable: boolean;
  readonly charts: readonly string[];
  /** Ends of the addresses of its further files, with their types. */
  readonly files: readonly { readonly suffix: string; readonly type: string }[];
}

/** A further form of a page, such as its graph for another program. */
export interface FileSpec<S = undefined> {
  readonly type: string;
  produce(ctx: Context, subject: S): Promise<string>;
}

/** What a page says beside its figures and table. `parts` is the area's own and typed by its template. */
export interface PageContent {
  readonly title: string;
  readonly headline: string;
  readonly lede: string;
  /** Address of a feed that follows what the page tells. */
  readonly feed?: string;
  readonly parts?: object;
}

/**
 * A page declared: one address in several forms. `/funding` is the page, `/funding.csv` and `/funding.json` its rows,
 * `/funding/charts/NAME.svg|png|csv|json` its charts, all with the same parameters.
 */
export interface PageSpec<S = undefined> {
  /** Address, with `:id` for the page of one thing. */
  readonly path: string;
  /** Its template, and the stem of its downloads' names. */
  readonly name: string;
  /** Short title for the running head on paper. */
  readonly title: string;
  readonly filters?: (store: Store) => Promise<readonly Filter[]>;
  readonly table?: TableSpec<S>;
  readonly charts: Readonly<Record<string, ChartSpec<S>>>;
  /** Further forms by what their address adds to the page's: `.graphml`, `/ml-bom.json`. */
  readonly files?: Readonly<Record<string, FileSpec<S>>>;
  /** What the JSON form answers where the page has no rows. */
  readonly answer?: (ctx: Context, subject: S) => Promise<object>;
  /** Its form says what was wrong with each field: a browser then gets the page again, with the status of a refusal. */
  readonly faultsInPlace?: true;
  /** What its answers rest on beside the facts, in a few letters: one made before is sent again while these stay. */
  readonly beside?: (store: Store) => Promise<string>;
  /** Can be played through month by month: the script shows it at one day after the other. */
  readonly plays?: true;
  /**
   * What `:id` stands for.
   * @throws NotFound if there is no such thing at the view's date.
   */
  readonly find?: (ctx: Context, id: string) => Promise<S>;
  content(ctx: Context, subject: S): Promise<PageContent>;
}

/** What a template is given. */
export interface Page extends PageContent {
  readonly figures: Readonly<Record<string, FigureModel>>;
  readonly filters?: FormModel;
  readonly table?: TableModel;
}

type Form = "html" | "csv" | "json" | "print.css";

const widths = { min: 320, max: 2400, usual: 1080 };

/** Puts a page with all its forms on the router. */
export function mountPage<S>(router: Router, house: House, spec: PageSpec<S>): void {
  const stem = spec.path === "/" ? "/overview" : spec.path;
  house.mounted.push({
    path: spec.path,
    spec: spec as PageSpec<unknown>,
    hasTable: spec.table !== undefined,
    charts: Object.keys(spec.charts),
    files: Object.entries(spec.files ?? {}).map(([suffix, { type }]) => ({ suffix, type })),
  });
  const forms: [string, Form][] = [
    [`${stem}/print.css`, "print.css"],
    ...(spec.table
      ? ([
          [`${stem}.csv`, "csv"],
          [`${stem}.json`, "json"],
        ] as [string, Form][])
      : []),
    ...(spec.answer ? ([[`${stem}.json`, "json"]] as [string, Form][]) : []),
  ];
  for (const [suffix, file] of Object.entries(spec.files ?? {}))
    router.get(`${stem}${suffix}`, (req, res) => answerFile(req, res, house, spec, suffix, file));
  for (const [path, form] of forms) router.get(path, (req, res) => answerForm(req, res, house, spec, form));
  const chartPath = `${spec.path === "/" ? "" : spec.path}/charts/:chart.:form`;
  if (Object.keys(spec.charts).length > 0) router.get(chartPath, (req, res) => answerChart(req, res, house, spec));
  router.get(spec.path, (req, res) => answerForm(req, res, house, spec, "html"));
}

async function answerForm<S>(req: Request, res: Response, house: House, spec: PageSpec<S>, form: Form): Promise<void> {
  const more: Accepts["more"] = form === "csv" ? { bom: switchedOn } : {};
  // A server's counter of changes knows of the facts alone.
  const warm = form === "html" && !spec.beside ? await warmKey(req, house) : undefined;
  const refused = (error: unknown) => {
    if (form === "html" && spec.faultsInPlace && error instanceof BadParameters && isBrowser(req))
      return sendRefusal(req, res, house, spec, error);
    throw error;
  };
  const begun = await begin(req, house, spec, form, more).catch(refused);
  if (!begun) return;
  const { ctx, key, path } = begun;
  if (form === "html") {
    // What only the data can refuse comes to light while the page is made.
    await house.answers.send(req, res, key, () => pageBody(house, spec, ctx, req), warm).catch(refused);
    return;
  }
  if (form === "print.css") {
    await house.answers.send(req, res, key, async () => {
      const sentence = [
        viewSentence(ctx.view, ctx.revision.recorded_on, ctx.today),
        sayFilters(ctx.filters, ctx.params.chosen),
      ]
        .filter(Boolean)
        .join("; ");
      // The page of one thing is headed by its name.
      const title = spec.find ? (await spec.content(ctx, await subjectOf(req, spec, ctx))).title : spec.title;
      return { type: "text/css; charset=utf-8", bytes: Buffer.from(printStyle(title, sentence)) };
    });
    return;
  }
  const { answer } = spec;
  if (answer) {
    await house.answers.send(req, res, key, async () => ({
      type: "application/json; charset=utf-8",
      bytes: Buffer.from(`${JSON.stringify(await answer(ctx, await subjectOf(req, spec, ctx)))}\n`),
    }));
    return;
  }
  const etag = house.answers.etag(key);
  if (notModified(req, res, etag)) return;
  await sendDownload(req, res, etag, await tableDownload(spec, ctx, form, await subjectOf(req, spec, ctx), path));
}

/** The page once more, with what stands of the query, and its form with what does not. */
async function sendRefusal<S>(
  req: Request,
  res: Response,
  house: House,
  spec: PageSpec<S>,
  { status, faults }: BadParameters,
): Promise<void> {
  const given = searchOf(req);
  const left = standing(given, faults);
  const facts = await askedFacts(house, left);
  const filters = (await spec.filters?.(facts.store)) ?? [];
  const accepts = { filters, sortable: spec.table?.columns.map(({ name }) => name) ?? [] };
  const ctx = await readContext(house, left, accepts, { refusal: { faults, given }, facts });
  const { type, bytes } = await pageBody(house, spec, ctx, req);
  res.status(status).set("Cache-Control", "no-store").set("Vary", "Accept").set("Content-Type", type).send(bytes);
}

/** The page's rows as a download: the very rows that its table pages through. */
export async function tableDownload<S>(
  spec: PageSpec<S>,
  ctx: Context,
  form: "csv" | "json",
  subject: S,
  path: string,
): Promise<Download> {
  if (!spec.table) throw new NotFound("This page has no table.");
  const rows = await spec.table.rows(ctx, orderOf(spec.table, ctx), subject);
  const fileName = `${fileStem(path, ctx.params)}.${form}`;
  const { downloaded } = chosenColumns(spec.table, ctx);
  return form === "csv"
    ? csvDownload(downloaded, rows, { fileName, withMark: ctx.params.more["bom"] === true })
    : jsonDownload(downloaded, rows, viewOf(ctx), fileName);
}

async function pageBody<S>(house: House, spec: PageSpec<S>, ctx: Context, req: Request): Promise<Body> {
  const subject = await subjectOf(req, spec, ctx);
  const path = pathOf(req, spec);
  const content = await spec.content(ctx, subject);
  const figures: Record<string, FigureModel> = {};
  // Each may take its while over many rows; others get their turn between two of them.
  const breath = new Breath();
  for (const [name, chart] of Object.entries(spec.charts)) {
    const input = await chart.input(ctx, subject);
    await breath.take();
    figures[name] = figureModel(name, chart, input, ctx, path);
    await breath.take();
  }
  const table = spec.table && (await tableModel(spec.table, ctx, path, subject));
  await breath.take();
  const filters = filterForm(ctx, path, Object.keys(spec.table?.facets ?? {}));
  const page: Page = { ...content, figures, ...(filters && { filters }), ...(table && { table }) };
  return framed(house, ctx, {
    title: content.title,
    description: content.lede,
    path,
    printStyle: ctx.hrefHere(`${path === "/" ? "/overview" : path}/print.css`, { sort: null }),
    feed: content.feed ?? "",
    ...(spec.plays && { plays: true }),
    headline: content.headline,
    lede: content.lede,
    body: house.render(spec.name, page),
  });
}

/** What stands in the frame that is the same around every page. */
export interface Framed extends Frame {
  readonly headline: string;
  readonly lede: string;
  readonly body: string;
  /** What the frame says otherwise than the view would have it. */
  readonly instead?: Partial<Layout>;
}

/** A page in its frame. */
export async function framed(house: House, ctx: Context, { instead, ...page }: Framed): Promise<Body> {
  const layout = await layoutOf(ctx, page, house);
  const { headline, lede, body } = page;
  const html = house.render("layout", { ...layout, ...instead, headline, lede, body });
  return { type: "text/html; charset=utf-8", bytes: Buffer.from(html) };
}

async function answerFile<S>(
  req: Request,
  res: Response,
  house: House,
  spec: PageSpec<S>,
  suffix: string,
  { type, produce }: FileSpec<S>,
): Promise<void> {
  const { ctx, key, path } = await begin(req, house, spec, suffix, {}, false);
  await house.answers.send(req, res, key, async () => {
    const text = await produce(ctx, await subjectOf(req, spec, ctx));
    // "/lineage.graphml" of a page names what it holds and its form, ".graphml" its form alone.
    const [, what = "", form = ""] = /^\/?([^.]*)\.(.+)$/.exec(suffix) ?? [];
    return { type, bytes: Buffer.from(text), fileName: `${fileStem(path, ctx.params, what)}.${form}` };
  });
}

async function answerChart<S>(req: Request, res: Response, house: House, spec: PageSpec<S>): Promise<void> {
  const { chart: name = "", form = "" } = req.params as Record<string, string>;
  const chart = Object.hasOwn(spec.charts, name) ? spec.charts[name] : undefined;
  if (!chart) throw new NotFound(`There is no chart "${name}" here; there is ${Object.keys(spec.charts).join(", ")}.`);
  const produce = chartForms[form as keyof typeof chartForms];
  if (!Object.hasOwn(chartForms, form) || !produce)
    throw new NotFound(`Charts come as ${Object.keys(chartForms).join(", ")}, not as "${form}".`);
  const more = chartParameters[form as keyof typeof chartForms];
  const { ctx, key, path } = await begin(req, house, spec, `${name}.${form}`, more, false);
  await house.answers.send(req, res, key, async () => {
    const input = await chart.input(ctx, await subjectOf(req, spec, ctx));
    return {
      ...(await produce(input, ctx, house)),
      fileName: `${fileStem(path, ctx.params, name)}.${form}`,
    };
  });
}

const width = wholeNumber(widths.min, widths.max);
const chartParameters: Readonly<Record<"svg" | "png" | "csv" | "json", NonNullable<Accepts["more"]>>> = {
  svg: { width },
  png: { width, scale: wholeNumber(1, 4) },
  csv: { bom: switchedOn },
  json: {},
};

const chartForms: Readonly<
  Record<"svg" | "png" | "csv" | "json", (input: DrawnInput, ctx: Context, house: House) => Promise<Body>>
> = {
  async svg(input, ctx) {
    return { type: "image/svg+xml; charset=utf-8", bytes: Buffer.from(await standalone(input, ctx)) };
  },
  async png(input, ctx, house) {
    return {
      type: "image/png",
      bytes: await renderPng(await standalone(input, ctx), Number(ctx.params.more["scale"] ?? 2), house.fontsFolder),
    };
  },
  async csv(input, ctx) {
    const { columns, rows } = input.table();
    const described = columns.map(({ name, type }) => ({ name, type }));
    const contents = `${ctx.params.more["bom"] ? byteOrderMark : ""}${csvHeader(described)}${csvLines(described, rows)}`;
    return {
      type: "text/csv; charset=utf-8; header=present",
      bytes: Buffer.from(contents),
      headers: { "X-Row-Count": String(rows.length) },
    };
  },
  async json(input, ctx) {
    const contents = { view: viewOf(ctx), text: input.text(), sources: input.sources, data: input.data };
    return { type: "application/json; charset=utf-8", bytes: Buffer.from(`${JSON.stringify(contents)}\n`) };
  },
};

async function standalone(input: DrawnInput, ctx: Context): Promise<string> {
  const wide = Number(ctx.params.more["width"] ?? widths.usual);
  const sentence = [viewSentence(ctx.view, ctx.revision.recorded_on, ctx.today), input.narrowedTo]
    .filter(Boolean)
    .join("; ");
  return standaloneSvg(input, wide, [
    await sayPublishers(input.sources, ctx),
    `${sentence}. Parallax, data under CC BY 4.0.`,
  ]);
}

const publishersNamed = 6;

async function sayPublishers(sources: readonly string[], ctx: Context): Promise<string> {
  if (sources.length === 0) return "No sources: nothing is counted.";
  const foremost = sources.slice(0, publishersNamed);
  const rows = await ctx.db
    .selectFrom("sources")
    .select(["id", "publisher", "published_on"])
    .where("id", "in", foremost)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const named = foremost.flatMap((id) => {
    const row = byId.get(id);
    return row ? [row.published_on ? `${row.publisher} (${sayDate(row.published_on)})` : row.publisher] : [];
  });
  const rest = sources.length - named.length;
  return `Sources: ${named.join("; ")}${rest > 0 ? `; and ${rest} more${sources.length > mostListed ? "" : ", listed on the page"}` : ""}.`;
}

interface Begun {
  readonly ctx: Context;
  readonly key: string;
  readonly path: string;
}

/** Reads and checks what was asked, before anything is computed. */
async function begin<S>(
  req: Request,
  house: House,
  spec: PageSpec<S>,
  form: string,
  more: Accepts["more"] = {},
  sorts = true,
): Promise<Begun> {
  const facts = await askedFacts(house, searchOf(req));
  const filters = (await spec.filters?.(facts.store)) ?? [];
  const accepts: Accepts = {
    filters,
    sortable: sorts && spec.table ? spec.table.columns.map(({ name }) => name) : [],
    more,
  };
  const ctx = await readContext(house, searchOf(req), accepts, { facts });
  const { revision, params } = ctx;
  const path = pathOf(req, spec);
  const beside = (await spec.beside?.(house.store)) ?? "";
  // The moment tells a store that was made anew from the one before it, whose revisions had the same numbers.
  const key = `${revision.id} ${revision.recorded_at} ${beside} ${path} ${form} ${canonicalQuery(params)}`;
  return { ctx, key, path };
}

function subjectOf<S>(req: Request, spec: PageSpec<S>, ctx: Context): Promise<S> {
  if (!spec.find) return Promise.resolve(undefined as S);
  return spec.find(ctx, String((req.params as Record<string, string>)["id"]));
}

function pathOf<S>(req: Request, spec: PageSpec<S>): string {
  return spec.path.replace(":id", encodeURIComponent(String((req.params as Record<string, string>)["id"] ?? "")));
}

/** `parallax-funding-2024-02-21`: what, which view, when. */
export function fileStem(path: string, { view, chosen }: Params, chart?: string): string {
  const what = path === "/" ? "overview" : path.slice(1).replaceAll("/", "-");
  const sides = view.sides.a.code === "US" && view.sides.b.code === "CN" ? [] : [view.sides.a.code, view.sides.b.code];
  const evidence = view.confidence === "disputed" ? [] : [view.confidence];
  const filters = Object.entries(chosen).flatMap(([key, values]) => [key, ...values]);
  const revision = view.revision === undefined ? [] : [`revision-${view.revision}`];
  const parts = ["parallax", what, chart ?? "", ...filters, ...sides, ...evidence, view.asOf, ...revision];
  return parts
    .map((part) =>
      part
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, ""),
    )
    .filter(Boolean)
    .join("-")
    .slice(0, 180);
}

function viewOf({ view, revision, params }: Context): object {
  return {
    as_of: view.asOf,
    a: view.sides.a.code,
    b: view.sides.b.code,
    confidence: view.confidence,
    revision: revision.id,
    recorded_on: revision.recorded_on,
    filters: params.chosen,
  };
}
