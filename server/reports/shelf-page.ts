import type { Router } from "express";
import { sayDate } from "../values/dates.js";
import { readContext, searchOf } from "../web/asked.js";
import { BadParameters } from "../web/errors.js";
import { printStyle } from "../web/layout.js";
import { framed, type House } from "../web/pages.js";
import { canonicalQuery } from "../web/view.js";
import { getDraft, listDrafts } from "./drafts.js";
import { latestEditions } from "./editions.js";
import { companyName, companyNames } from "./queries.js";
import { readyMade } from "./ready-made.js";

const path = "/reports";

/** The shelf: ready-made reports, drafts, and what has been frozen. */
export function shelfPage(router: Router, house: House): void {
  router.get(path, async (req, res) => {
    const ctx = await readContext(house, searchOf(req), { filters: [], sortable: [], presentOnly: true });
    const { db } = ctx;
    const drafts = await Promise.all((await listDrafts(db)).map(({ id }) => getDraft(db, id)));
    const [editions, companies] = [await latestEditions(db), await companyNames(db)];
    const parts = {
      ready: readyMade.map(({ slug, title, about, needs }) => ({
        title,
        about,
        href: needs ? "" : ctx.href(`${path}/${slug}`),
        print: needs ? "" : ctx.href(`${path}/${slug}/print`),
      })),
      brief: { action: `${path}/company`, hidden: [...canonicalQuery({ view: ctx.view })], companies },
      drafts: drafts.map(({ slug, version, savedAt, spec }) => ({
        title: spec.title,
        href: ctx.href(`${path}/${slug}`),
        edit: ctx.href(`${path}/${slug}/edit`),
        versions: ctx.href(`${path}/${slug}/versions`),
        saved: `version ${version}, saved on ${sayDate(savedAt.slice(0, 10))}`,
      })),
      editions: editions.map(({ report_id, edition, title, frozen_at, as_of }) => ({
        title,
        href: ctx.href(`${path}/${report_id}/editions/${edition}`),
        text: `edition ${edition}, frozen on ${sayDate(frozen_at.slice(0, 10))}, as of ${sayDate(as_of)}`,
      })),
      build: ctx.href(`${path}/new`),
    };
    const { type, bytes } = await framed(house, ctx, {
      title: "Reports",
      description: "Briefings written from the facts: ready-made, your own, and frozen editions.",
      path,
      printStyle: ctx.href(`${path}/print.css`),
      feed: "",
      headline: "Reports: a briefing that can be printed, frozen and defended",
      lede: "Each is filled with the facts of the view when it is read, every figure footnoted. A frozen edition keeps what was known when it was issued, with its data.",
      body: house.render("reports/shelf", { parts }),
    });
    // Drafts and editions come without a revision of the facts.
    res.set("Cache-Control", "no-store").set("Content-Type", type).send(bytes);
  });

  router.get(`${path}/print.css`, async (_req, res) => {
    res.type("css").send(printStyle("Reports", "Briefings written from the facts"));
  });

  // The form of the shelf names a company; its brief has an address of its own.
  router.get(`${path}/company`, async (req, res) => {
    const search = searchOf(req);
    const company = (search.get("company") ?? "").trim();
    if ((await companyName(house.store.db, company)) === undefined)
      throw new BadParameters([
        {
          parameter: "company",
          detail: `company "${company.slice(0, 80)}" is no company of the data; write an id such as 01-ai.`,
        },
      ]);
    search.delete("company");
    res.redirect(303, `${path}/company-${company}?${search}`);
  });
}
