import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Request, Response, Router } from "express";
import { writeDescriptor } from "../../db/datapackage.js";
import type { Store } from "../../db/store.js";
import { isTableName, type TableName, tableNames } from "../../db/tables.js";
import { notModified } from "../web/answers.js";
import { readContext, searchOf } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { csvDownload, jsonDownload, sendDownload } from "../web/downloads.js";
import { BadParameters, NotFound } from "../web/errors.js";
import { FinishedFiles, type Recipe } from "../web/finished-files.js";
import { inView } from "../web/in-view.js";
import { type House, mountPage } from "../web/pages.js";
import { columnsOf, tableRows } from "../web/rows.js";
import { type Accepts, canonicalQuery, switchedOn } from "../web/view.js";
import { editionOf, metricsText } from "./package.js";
import { dataPage } from "./page.js";
import { packageZip, sqliteFile, tableCsv, tableJson } from "./recipes.js";

/** Puts the dictionary and every download on the router. */
export function dataPages(router: Router, house: House): void {
  const { answers } = house;
  const filesOf = finishedFiles(house);
  mountPage(router, house, dataPage);

  const whole: Readonly<Record<string, (files: FinishedFiles) => Recipe>> = {
    "/data/parallax.zip": (files) => packageZip(files.store, files),
    "/data/parallax.sqlite": ({ store }) => sqliteFile(store),
  };
  for (const [path, recipeOf] of Object.entries(whole)) {
    router.get(path, async (req, res) => {
      refuseParameters(req, ["revision"]);
      const { store } = await readFacts(req, house);
      const files = filesOf(store);
      await files.send(req, res, recipeOf(files));
    });
  }
  router.get("/data/datapackage.json", async (req, res) => {
    refuseParameters(req, ["revision"]);
    const { revision } = await readFacts(req, house);
    const bytes = Buffer.from(writeDescriptor(editionOf(revision)));
    const key = `${revision.id} ${revision.recorded_at} /data/datapackage.json`;
    await answers.send(req, res, key, async () => ({ type: "application/json; charset=utf-8", bytes }));
  });
  router.get("/data/METRICS.md", async (req, res) => {
    refuseParameters(req);
    const bytes = Buffer.from(await metricsText());
    const key = `/data/METRICS.md ${createHash("sha256").update(bytes).digest("hex")}`;
    await answers.send(req, res, key, async () => ({ type: "text/markdown; charset=utf-8", bytes }));
  });
  router.get("/data/:table.:form", async (req, res) => {
    const { table, form } = asked(req);
    const search = searchOf(req);
    const accepts: Accepts = { filters: [], sortable: [], ...(form === "csv" && { more: { bom: switchedOn } }) };
    const ctx = await readContext(house, search, accepts);
    const { store, params } = ctx;
    const withMark = params.more["bom"] === true;
    if (search.get("as_of") || search.get("confidence")) await sendCut(req, res, house, { table, form, ctx });
    else
      await filesOf(store).send(req, res, form === "csv" ? tableCsv(store, table, withMark) : tableJson(store, table));
  });
}

/** The finished files of a store. Those of earlier revisions lie apart, where each makes room for the next. */
function finishedFiles({ store: present, filesFolder, answers }: House): (store: Store) => FinishedFiles {
  const known = new WeakMap<Store, FinishedFiles>();
  return (store) => {
    const folder = store === present ? filesFolder : join(filesFolder, "revisions", "files");
    const files = known.get(store) ?? new FinishedFiles(folder, answers.build, store);
    known.set(store, files);
    return files;
  };
}

/** The facts that a file is asked of, whose one parameter is the revision. */
function readFacts(req: Request, house: House): Promise<Context> {
  return readContext(house, searchOf(req), { filters: [], sortable: [] });
}

interface Cut {
  readonly table: TableName;
  readonly form: "csv" | "json";
  readonly ctx: Context;
}

/** Streams the rows of a table that had happened in a view: as many as there are views, so none is kept as a file. */
async function sendCut(req: Request, res: Response, house: House, { table, form, ctx }: Cut): Promise<void> {
  const { answers } = house;
  const { store, params } = ctx;
  const { id, recorded_at, recorded_on } = ctx.revision;
  const etag = answers.etag(`${id} ${recorded_at} /data/${table}.${form} ${canonicalQuery(params)}`);
  if (notModified(req, res, etag)) return;
  const { asOf, confidence } = params.view;
  const columns = columnsOf(table);
  const rows = tableRows(store, table, inView(table, params.view));
  const evidence = confidence === "disputed" ? "" : `-${confidence}`;
  const revision = params.view.revision === undefined ? "" : `-revision-${id}`;
  const fileName = `parallax-${table}-as-of-${asOf}${evidence}${revision}.${form}`;
  const view = { table, as_of: asOf, confidence, revision: id, recorded_on };
  const download =
    form === "csv"
      ? await csvDownload(columns, rows, { fileName, withMark: params.more["bom"] === true })
      : await jsonDownload(columns, rows, view, fileName);
  await sendDownload(req, res, etag, download);
}

function asked(req: Request): { readonly table: TableName; readonly form: "csv" | "json" } {
  const { table = "", form = "" } = req.params as Record<string, string>;
  if (!isTableName(table)) throw new NotFound(`There is no table "${table}"; the tables are ${tableNames.join(", ")}.`);
  if (form !== "csv" && form !== "json") throw new NotFound(`Tables come as csv and json, not as "${form}".`);
  return { table, form };
}

/** Files that hold everything are cut by nothing: better refused than sent as if they were. */
function refuseParameters(req: Request, taken: readonly string[] = []): void {
  const given = [...new Set(searchOf(req).keys())].filter((parameter) => !taken.includes(parameter));
  if (given.length > 0)
    throw new BadParameters(
      given.map((parameter) => ({
        parameter,
        detail: `"${parameter}" is no parameter of this file, which holds the facts whole and takes ${taken.length > 0 ? `${taken.join(", ")} alone` : "none"}.`,
      })),
    );
}
