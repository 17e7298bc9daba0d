import { join } from "node:path";
import type { Request, Router } from "express";
import { isBrowser, readContext, searchOf } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { HttpError } from "../web/errors.js";
import type { House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import { readForm, readUpload } from "../web/uploads.js";
import { goOn, refusing, sendJson, sendPage } from "./answers.js";
import { proposeChanges } from "./change-sets.js";
import { queryOf, readAsked } from "./import-asked.js";
import { dryRun, mostBytes } from "./import-dry-run.js";
import { dryRunModel, limits, sayRun, sayTally } from "./import-view.js";
import { KeptUploads } from "./kept-uploads.js";
import { needs, type Person, personOf } from "./people.js";

const path = "/desk/import";
const field = "csv";
const mostFormBytes = 20_000;

/**
 * Import of a CSV file: sent once, then looked at under an address of its own, which says how it is read, until it is
 * proposed as a change set. No fact changes before a reviewer approves that.
 */
export function importPages(router: Router, house: House): void {
  const uploads = new KeptUploads(join(house.filesFolder, "uploads"));
  const isEditor = needs("editor");

  router.get(path, isEditor, async (req, res) => {
    const { asked, rest } = readAsked(searchOf(req));
    const query = String(queryOf(asked));
    await sendPage(res, house, await contextOf(house, rest), {
      title: "Import a CSV file",
      headline: "Import a CSV file",
      lede: "Choose a file of one table. It is first only read: every fault is named by line and column, and every row is listed as one to add, to change or unchanged. Then it can be proposed for review.",
      path,
      template: "desk/import",
      parts: { action: query ? `${path}?${query}` : path, field, limits },
    });
  });

  router.post(path, sameOriginOnly, isEditor, async (req, res) => {
    const { asked } = readAsked(searchOf(req));
    const bytes = await readUpload(req, { field, maxBytes: mostBytes });
    if (bytes.length === 0) throw new HttpError(400, "File not understood", "The file is empty, or none was chosen.");
    const token = await uploads.keep(personIn(req).id, bytes);
    const query = String(queryOf(asked));
    const at = `${path}/${token}${query && `?${query}`}`;
    goOn(req, res, at, { token, bytes: bytes.length, href: at }, 201);
  });

  router.get(`${path}/:token`, isEditor, async (req, res) => {
    const { asked, rest } = readAsked(searchOf(req));
    const ctx = await contextOf(house, rest);
    const token = tokenOf(req);
    const run = await dryRun(house.store, await uploads.find(personIn(req).id, token), asked);
    if (!isBrowser(req)) {
      const { tally, problems, rows, plan } = run;
      return sendJson(res, {
        table: run.table ?? null,
        encoding: plan?.encoding ?? null,
        delimiter: plan?.delimiter ?? null,
        headings: plan?.mapping.headings ?? [],
        counts: tally,
        problems,
        rows,
        revision: ctx.revision.id,
      });
    }
    const model = dryRunModel(run, asked, `${path}/${token}`, ctx.revision.id);
    await sendPage(res, house, ctx, {
      title: "Import: dry run",
      headline: sayRun(run),
      lede: `Nothing has been changed. ${run.tally.faulty > 0 ? `Of the rows that are right: ${sayTally(run.tally)}. Correct the file and send it again, or say below how it is to be read.` : "Look the rows through, then propose them for review."}`,
      path,
      template: "desk/import-dry-run",
      parts: model,
    });
  });

  router.post(`${path}/:token`, sameOriginOnly, isEditor, async (req, res) => {
    const { asked } = readAsked(searchOf(req));
    const person = personIn(req);
    const token = tokenOf(req);
    const file = await uploads.find(person.id, token);
    const form = await readForm(req, { maxBytes: mostFormBytes });
    const query = String(queryOf(asked));
    const back = [{ text: "The dry run", href: `${path}/${token}${query && `?${query}`}` }];
    const run = await dryRun(house.store, file, asked);
    const revision = await house.store.revision();
    if (run.tally.faulty > 0)
      throw new HttpError(400, "File not understood", "The file has faults and was not proposed.", run.problems, back);
    if (form.get("revision") !== String(revision?.id))
      throw new HttpError(
        409,
        "Facts have changed meanwhile",
        "Nothing was proposed: the facts have changed since the file was looked at. Look at it again.",
        [],
        back,
      );
    const { changes } = run;
    const proposal = { author: person, reason: form.get("reason") ?? "", changes, now: new Date() };
    const { id } = await refusing(proposeChanges(house.store, proposal), back);
    await uploads.remove(person.id, token);
    goOn(req, res, `/desk/changes/${id}`, { id }, 201);
  });
}

/** The route has let nobody else pass. */
function personIn(req: Request): Person {
  return personOf(req) as Person;
}

function tokenOf(req: Request): string {
  return String((req.params as Record<string, string>)["token"]);
}

function contextOf(house: House, rest: URLSearchParams): Promise<Context> {
  return readContext(house, rest, { filters: [], sortable: [] });
}
