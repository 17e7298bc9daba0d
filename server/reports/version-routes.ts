import type { Request, Response, Router } from "express";
import { sayMoment } from "../values/dates.js";
import { sayCount } from "../values/numbers.js";
import { isBrowser, readContext, searchOf } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { BadParameters, NotFound } from "../web/errors.js";
import { framed, type House } from "../web/pages.js";
import { sameOriginOnly } from "../web/same-origin.js";
import type { PlainTable } from "../web/tables.js";
import { readForm } from "../web/uploads.js";
import { differingWords } from "./builder-conflict.js";
import { type Draft, getDraft, listVersions, removeDraft, saveDraft } from "./drafts.js";
import { withoutView } from "./edition-view.js";
import { latestEdition } from "./editions.js";

/** Versions that a page shows; each is read whole to say what changed in it. Programs get all of them. */
const mostShown = 50;
const mostFormBytes = 4096;

/**
 * Puts the history of a draft on the router: every version that was saved, a button that brings one back as the next
 * version, so that nothing is lost by it, and one that removes a draft that was never published.
 */
export function versionPages(router: Router, house: House): void {
  const { store } = house;

  router.get("/reports/:slug/versions", async (req, res) => {
    const ctx = await readContext(house, searchOf(req), { filters: [], sortable: [] });
    await versionsPage(res, house, ctx, slugOf(req));
  });
  router.get("/reports/:slug/versions.json", async (req, res) => {
    const slug = slugOf(req);
    await getDraft(store.db, slug);
    const versions = await listVersions(store.db, slug);
    res
      .set("Cache-Control", "no-store")
      .json({ report: slug, versions: versions.map(({ version, savedAt }) => ({ version, saved_at: savedAt })) });
  });
  router.get("/reports/:slug/versions/:n.json", async (req, res) => {
    const { version, savedAt, spec } = await getDraft(store.db, slugOf(req), numberOf(req));
    res.set("Cache-Control", "no-store").json({ report: slugOf(req), version, saved_at: savedAt, spec });
  });

  router.post("/reports/:slug/versions/:n/restore", sameOriginOnly, async (req, res) => {
    const slug = slugOf(req);
    const expected = expectedOf(await readForm(req, { maxBytes: mostFormBytes }));
    const { spec } = await getDraft(store.db, slug, numberOf(req));
    const { version } = await saveDraft(store, slug, { spec, expected }, new Date());
    if (isBrowser(req)) res.redirect(303, `/reports/${slug}/edit`);
    else res.set("Cache-Control", "no-store").json({ report: slug, version });
  });
  router.post("/reports/:slug/remove", sameOriginOnly, async (req, res) => {
    const slug = slugOf(req);
    await removeDraft(store, slug, expectedOf(await readForm(req, { maxBytes: mostFormBytes })));
    if (isBrowser(req)) res.redirect(303, "/reports");
    else res.status(204).end();
  });
}

const slugOf = (req: Request) => String((req.params as Record<string, string>)["slug"]);

function numberOf(req: Request): number {
  const { n = "" } = req.params as Record<string, string>;
  if (!/^[1-9]\d{0,8}$/.test(n)) throw new NotFound(`Versions are numbered from 1; "${n}" is none.`);
  return Number(n);
}

/** The version that whoever pressed the button saw as the latest. */
function expectedOf(form: ReadonlyMap<string, string>): number {
  const given = form.get("version") ?? "";
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  const detail = `version "${given.slice(0, 60)}" is no number; give that of the latest version.`;
  throw new BadParameters([{ parameter: "version", detail }]);
}

async function versionsPage(res: Response, house: House, ctx: Context, slug: string): Promise<void> {
  const { spec, version } = await getDraft(ctx.db, slug);
  const all = await listVersions(ctx.db, slug);
  // One more than is shown, since what changed in a version is told against the one before it.
  const read: Draft[] = [];
  for (const one of all.slice(0, mostShown + 1)) read.push(await getDraft(ctx.db, slug, one.version));
  const path = `/reports/${slug}/versions`;
  const parts = {
    version,
    read: ctx.href(`/reports/${slug}`),
    edit: ctx.href(`/reports/${slug}/edit`),
    json: `${path}.json`,
    remove: (await latestEdition(ctx.db, slug)) ? null : `/reports/${slug}/remove`,
    versions: read.slice(0, mostShown).map((one, at) => ({
      version: one.version,
      saved: sayMoment(one.savedAt),
      changed: changesIn(one, read[at + 1]),
      json: `${path}/${one.version}.json`,
      restore: one.version === version ? null : `${path}/${one.version}/restore`,
    })),
    more:
      all.length > mostShown
        ? `${sayCount(all.length - mostShown, "earlier version")}, all named in the JSON form.`
        : "",
  };
  const { type, bytes } = await framed(house, ctx, {
    title: `Versions of ${spec.title}`,
    description: `Every version of “${spec.title}” that was saved.`,
    path,
    printStyle: ctx.href("/reports/print.css"),
    feed: "",
    headline: `${spec.title}: ${sayCount(all.length, "saved version")}`,
    lede: "Every version that was saved is kept. Bringing one back saves it again as the newest, so that nothing is lost.",
    body: house.render("reports/versions", { parts }),
    instead: withoutView,
  });
  // A draft is saved without a new revision of the facts.
  res.set("Cache-Control", "no-store").set("Content-Type", type).send(bytes);
}

/** What was changed in a version, place by place; `undefined` for the first. */
function changesIn({ spec }: Draft, before: Draft | undefined): PlainTable | undefined {
  if (!before) return undefined;
  const head = (title: string) => ({ title, numeric: false, label: title });
  return {
    heads: [head("Place"), head(`Version ${before.version}`), head(`Version ${before.version + 1}`)],
    rows: differingWords(spec, before.spec).map(({ what, mine, theirs }) => [
      { text: what },
      { text: theirs, mark: "prose" },
      { text: mine, mark: "prose" },
    ]),
  };
}
