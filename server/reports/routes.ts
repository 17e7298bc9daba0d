import type { Request, Router } from "express";
import { readContext, searchOf } from "../web/asked.js";
import { NotFound } from "../web/errors.js";
import type { House } from "../web/pages.js";
import { builderPages } from "./builder.js";
import { makeDocument } from "./document.js";
import { readyMadeSpec } from "./ready-made.js";
import { standaloneHtml } from "./standalone.js";

export function reportsPages(router: Router, house: House): void {
  builderPages(router, house);
  router.get("/reports/:slug.html", async (req, res) => {
    const { ctx, spec } = await asked(req, house);
    const doc = await makeDocument(house, ctx, spec);
    res.type("html").send(standaloneHtml(house, doc));
  });
}

async function asked(req: Request, house: House) {
  const slug = String((req.params as Record<string, string>)["slug"]);
  const search = searchOf(req);
  const company = search.get("company") ?? "";
  search.delete("company");
  const spec = readyMadeSpec(slug, company);
  if (!spec) throw new NotFound(`There is no report "${slug}".`);
  const ctx = await readContext(house, search, { filters: [], sortable: [] });
  return { ctx, spec };
}
