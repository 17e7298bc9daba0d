import type { Request, Response } from "express";
import { sayDate } from "../values/dates.js";
import { readContext } from "../web/asked.js";
import { framed, type House } from "../web/pages.js";
import { mayAct, personOf } from "./people.js";

export interface DeskPage {
  readonly path: string;
  readonly title: string;
  readonly headline: string;
  readonly lede: string;
  /** Its template in `views/desk`, and what that is given. */
  readonly template: string;
  readonly parts: object;
  readonly status?: number;
}

/** Sends a page on people or access in the frame of the house. What it says does not depend on a view. */
export async function sendDeskPage(req: Request, res: Response, house: House, page: DeskPage): Promise<void> {
  const { path, title, headline, lede, template, parts, status = 200 } = page;
  const ctx = await readContext(house, new URLSearchParams(), { filters: [], sortable: [] });
  const person = personOf(req);
  const places = [
    { path: "/desk/me", label: "You" },
    ...(person && mayAct(person, "admin")
      ? [
          { path: "/desk/people", label: "People" },
          { path: "/desk/audit", label: "Audit log" },
        ]
      : []),
  ];
  const links = places.map((place) => ({ ...place, here: place.path === path }));
  const { type, bytes } = await framed(house, ctx, {
    title,
    description: lede,
    path,
    printStyle: "/desk/me/print.css",
    feed: "",
    headline,
    lede,
    body: house.render(`desk/${template}`, { links, parts }),
    instead: { form: { action: path, fields: [], hidden: [] } },
  });
  res.status(status).set("Content-Type", type).send(bytes);
}

/** A moment as people read it, to the minute. */
export function sayMinute(moment: string | Date): string {
  const at = new Date(moment).toISOString();
  return `${sayDate(at.slice(0, 10))}, ${at.slice(11, 16)} UTC`;
}
