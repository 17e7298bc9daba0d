import { happenedBy } from "../../db/dated.js";
import type { Context } from "../web/context.js";
import type { House } from "../web/pages.js";
import type { Choice, Filter } from "../web/view.js";
import { sections } from "./sections.js";
import type { SectionKey } from "./spec.js";

/**
 * What a section may be told: the filters of its pages that it takes, and first the thing that it is about. So the
 * builder's form asks in the very words of the pages.
 */
export async function sectionFilters(house: House, key: SectionKey): Promise<readonly Filter[]> {
  const { parts, takes, subject } = sections[key];
  const known = new Map<string, Filter>();
  for (const path of new Set(parts.map(({ page }) => page))) {
    const page = house.mounted.find((mounted) => mounted.path === path);
    for (const filter of (await page?.spec.filters?.(house.store)) ?? []) known.set(filter.key, filter);
  }
  const about: readonly Filter[] = subject
    ? [{ key: subject.parameter, label: subject.label, unset: subject.usual.join(", ") }]
    : [];
  return [...about, ...takes.flatMap((name) => known.get(name) ?? [])];
}

/** Ids to choose from for what sections are about, as known by the view's day. */
export async function subjectChoices(ctx: Context): Promise<Readonly<Record<string, readonly Choice[]>>> {
  const companies = await ctx.db
    .selectFrom("companies")
    .select(["id", "name"])
    .where(happenedBy("companies", ctx.view.asOf))
    .orderBy("name")
    .orderBy("id")
    .execute();
  const indicators = await ctx.db
    .selectFrom("indicators")
    .select(["id", "name"])
    .orderBy("name")
    .orderBy("id")
    .execute();
  const choices = (rows: readonly { readonly id: string; readonly name: string }[]) =>
    rows.map(({ id, name }): Choice => ({ value: id, label: name }));
  return { company: choices(companies), indicator: choices(indicators) };
}
