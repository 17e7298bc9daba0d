import { createHash } from "node:crypto";
import type { Request, Response, Router } from "express";
import { writeDescriptor } from "../../db/datapackage.js";
import { isTableName, type TableName, tableNames } from "../../db/tables.js";
import { notModified } from "../web/answers.js";
import { csvDownload, jsonDownload, sendDownload } from "../web/downloads.js";
import { BadParameters, HttpError, NotFound } from "../web/errors.js";
import { FinishedFiles, type Recipe } from "../web/finished-files.js";
import { inView } from "../web/in-view.js";
import { type House, mountPage } from "../web/pages.js";
import { columnsOf, tableRows } from "../web/rows.js";
import { type Accepts, canonicalQuery, type Params, parseParams, switchedOn } from "../web/view.js";
import { editionOf, metricsText } from "./package.js";
import { dataPage } from "./page.js";
import { packageZip, sqliteFile, tableCsv, tableJson } from "./recipes.js";

/** Puts the dictionary and every download on the router. */
export function dataPages(router: Router, house: House): void {
  const { store, answers } = house;
  const files = new FinishedFiles(house.filesFolder, answers.build, store);
  mountPage(router, house, dataPage);

  const whole: Readonly<Record<string, Recipe>> = {
    "/data/parallax.zip": packageZip(store, files),
    "/data/parallax.sqlite": sqliteFile(store),
  };
  for (const [path, recipe] of Object.entries(whole)) {
    router.get(path, async (req, res) => {
      refuseParameters(req);
      await files.send(req, res, recipe);
    });
  }
  router.get("/data/datapackage.json", async (req, res) => {
    refuseParameters(req);
    const revision = await presentRevision(house);
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
    const params = parseParams(search, accepts, { today: house.today(), countries: await house.countries() });
    const withMark = params.more["bom"] === true;
    if (search.get("as_of") || search.get("confidence")) await sendCut(req, res, house, { table, form, params });
    else await files.send(req, res, form === "csv" ? tableCsv(store, table, withMark) : tableJson(store, table));
  });
}

interface Cut {
  readonly table: TableName;
  readonly form: "csv" | "json";
  readonly params: Params;
}

/** Streams the rows of a table that had happened in a view: as many as there are views, so none is kept as a file. */
async function sendCut(req: Request, res: Response, house: House, { table, form, params }: Cut): Promise<void> {
  const { store, answers } = house;
  const { id, recorded_at, recorded_on } = await presentRevision(house);
  const etag = answers.etag(`${id} ${recorded_at} /data/${table}.${form} ${canonicalQuery(params)}`);
  if (notModified(req, res, etag)) return;
  const { asOf, confidence } = params.view;
  const columns = columnsOf(table);
  const rows = tableRows(store, table, inView(table, params.view));
  const evidence = confidence === "disputed" ? "" : `-${confidence}`;
  const fileName = `parallax-${table}-as-of-${asOf}${evidence}.${form}`;
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
function refuseParameters(req: Request): void {
  const given = [...new Set(searchOf(req).keys())];
  if (given.length > 0)
    throw new BadParameters(
      given.map((parameter) => ({
        parameter,
        detail: `"${parameter}" is no parameter of this file, which holds the facts whole and takes none.`,
      })),
    );
}

async function presentRevision({ store }: House) {
  const revision = await store.revision();
  if (!revision) throw new HttpError(503, "No facts yet", "The store holds no facts yet. Load them with: npm run load");
  return revision;
}

function searchOf(req: Request): URLSearchParams {
  const at = req.originalUrl.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : req.originalUrl.slice(at + 1));
}
