import type { Request, Response } from "express";
import { InvalidChange, NothingToChange, StaleChange } from "../../db/revising.js";
import { sayCount } from "../values/numbers.js";
import { isBrowser, readContext, searchOf } from "../web/asked.js";
import type { Context } from "../web/context.js";
import { BadParameters, HttpError, NotFound } from "../web/errors.js";
import { framed, type House } from "../web/pages.js";
import type { FormFields } from "../web/uploads.js";
import type { Accepts, Filter } from "../web/view.js";
import { wholeNumber } from "../web/view.js";
import { personOf } from "./people.js";

/** What the desk's pages share: they are made for one person and never kept. */

export interface DeskPage {
  readonly title: string;
  readonly headline: string;
  readonly lede: string;
  readonly path: string;
  readonly template: string;
  readonly parts: object;
}

export async function sendPage(res: Response, house: House, ctx: Context, page: DeskPage): Promise<void> {
  const { title, headline, lede, path, template, parts } = page;
  const { type, bytes } = await framed(house, ctx, {
    title,
    description: lede,
    path,
    printStyle: ctx.href("/desk/print.css"),
    feed: "",
    headline,
    lede,
    body: house.render(template, { parts }),
    instead: { person: personOf(res.req as Request)?.name ?? "" },
  });
  res.set("Cache-Control", "private, no-store").set("Content-Type", type).send(bytes);
}

export function sendJson(res: Response, contents: object): void {
  res.set("Cache-Control", "private, no-store").json(contents);
}

/** After a post a browser goes on by GET, so that reloading does nothing again. */
export function goOn(req: Request, res: Response, path: string, contents: object, status = 200): void {
  res.set("Cache-Control", "private, no-store");
  if (isBrowser(req)) res.redirect(303, path);
  else res.status(status).set("Location", path).json(contents);
}

const pages: Accepts["more"] = { page: wholeNumber(1, 100_000) };

export function deskContext(req: Request, house: House, filters: readonly Filter[] = []): Promise<Context> {
  return readContext(house, searchOf(req), { filters, sortable: [], presentOnly: true, more: pages });
}

export interface Paged {
  readonly page: number;
  readonly offset: number;
  readonly limit: number;
}

/** Which part of a long list is asked for. */
export function pageOf(ctx: Context, limit: number): Paged {
  const page = Number(ctx.params.more["page"] ?? 1);
  return { page, limit, offset: (page - 1) * limit };
}

/** Links to the parts before and after. */
export function turning(ctx: Context, path: string, { page, limit }: Paged, count: number) {
  const href = (to: number) => ctx.hrefHere(path, { page: to === 1 ? null : String(to) });
  const last = Math.max(1, Math.ceil(count / limit));
  return {
    said: last > 1 ? `Page ${page} of ${last}` : "",
    previous: page > 1 ? href(Math.min(page - 1, last)) : "",
    next: page < last ? href(page + 1) : "",
  };
}

/** A number in an address. */
export function numberOf(given: string | undefined, what: string): number {
  if (given === undefined || !/^[1-9]\d{0,8}$/.test(given))
    throw new NotFound(`${what} are numbered from 1; "${String(given).slice(0, 60)}" is none.`);
  return Number(given);
}

/** The version of a set that was looked at, as its forms send it along. */
export function versionOf(form: FormFields): number {
  const given = form.get("version") ?? "";
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  const detail = `version "${given.slice(0, 60)}" is no version of a change set; send the one that you looked at.`;
  throw new BadParameters([{ parameter: "version", detail }]);
}

const mostTold = 100;

/** What the facts refuse, as an answer for whoever asked; `at` is the page that shows more. */
export async function refusing<T>(work: Promise<T>, at: HttpError["links"]): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StaleChange)
      throw new HttpError(
        409,
        "Changed by somebody else meanwhile",
        `Nothing was written: ${sayCount(error.rows.length, "row")} ${error.rows.length === 1 ? "is" : "are"} otherwise than when the changes were made. Bring them up to date first.`,
        error.rows.slice(0, mostTold).map(({ change: { table, rowId }, present, columns }) => ({
          parameter: `${table} ${rowId}`,
          detail: `${table} ${rowId}: ${present ? `${columns.join(", ")} changed meanwhile` : "is there no more"}.`,
        })),
        at,
      );
    if (error instanceof InvalidChange)
      throw new HttpError(
        409,
        "Changes do not fit the facts",
        "Nothing was written: with the facts as they stand these changes would not be right.",
        error.faults.slice(0, mostTold).map(({ table, rowId, column, value, expected }) => ({
          parameter: `${table} ${rowId}${column && ` ${column}`}`,
          detail: `${table} ${rowId}${column && `, ${column}`}: ${JSON.stringify(value.slice(0, 80))}; expected ${expected}.`,
        })),
        at,
      );
    if (error instanceof NothingToChange) throw new HttpError(409, "Nothing to change", error.message, [], at);
    throw error;
  }
}
