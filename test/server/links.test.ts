import request from "supertest";
import { expect, it } from "vitest";
import { walkPages } from "./walk.js";

const { app, stops, get } = await walkPages();

/** Most addresses asked for: some of every kind, so that the crawl ends. */
const mostLinks = 300;

/** Where the links of a page lead, inside the house, without fragments. */
function linksOf(html: string): readonly string[] {
  return [...html.matchAll(/\b(?:href|src)="(\/[^"#]*)/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
}

it("every link of the main pages leads somewhere", async () => {
  const found = new Map<string, string>();
  for (const { at, asks } of stops) {
    // Forms open to an editor, and this is a reader.
    const { text } = await get(at, { as_of: "2024-02-21", ...asks });
    expect(text, at).not.toContain('href=""');
    for (const link of linksOf(text)) if (!found.has(link) && !link.startsWith("/desk/edit/")) found.set(link, at);
  }
  const all = [...found.keys()];
  expect(all.length).toBeGreaterThan(100);
  // Links of one kind lead to one route: take turns between the kinds until there are enough.
  const kinds = new Map<string, string[]>();
  for (const link of all) {
    const kind = link.replace(/\?.*/, "").replace(/(?<=^\/\w+\/)[^/.]+/, "*");
    kinds.set(kind, [...(kinds.get(kind) ?? []), link]);
  }
  const chosen: string[] = [];
  for (let turn = 0; chosen.length < Math.min(mostLinks, all.length); turn++) {
    for (const links of kinds.values()) {
      const link = links[turn];
      if (link && chosen.length < mostLinks) chosen.push(link);
    }
  }
  const dead: string[] = [];
  for (const link of chosen) {
    const { status } = await request(app).get(link).set("Accept", "text/html");
    if (status >= 400) dead.push(`${status} ${link}, linked from ${found.get(link)}`);
  }
  expect(dead).toEqual([]);
}, 300_000);

it("every link inside a page leads to a part of it that is there", async () => {
  for (const { at, asks } of stops) {
    const { text } = await get(at, asks);
    const ids = new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    const parts = [...text.matchAll(/href="#([^"]+)"/g)].map(([, part]) => part);
    expect(
      parts.filter((part) => !ids.has(part)),
      at,
    ).toEqual([]);
  }
});

it("no page has the same id twice", async () => {
  for (const { at, asks } of stops) {
    const { text } = await get(at, asks);
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      at,
    ).toEqual([]);
  }
});

it("every note that is cited is listed with its address, and every listed one is cited", async () => {
  for (const { at, asks } of stops) {
    const { text } = await get(at, asks);
    const [body = "", notes = ""] = text.split('<section class="notes"');
    const listed = [...notes.matchAll(/<li id="note-(\d+)">(?:(?!<\/li>)[\s\S])*?href="https?:\/\//g)].map(([, n]) =>
      Number(n),
    );
    expect(listed, at).toEqual(listed.map((_, index) => index + 1));
    const cited = new Set([...body.matchAll(/href="#note-(\d+)"/g)].map(([, n]) => Number(n)));
    for (const [, ranges = ""] of body.matchAll(/<a href="#notes">(?:notes )?([^<]+)<\/a>/g)) {
      for (const range of ranges.split(", ")) {
        const [first = 0, last = first] = range.split("–").map(Number);
        for (let number = first; number <= last; number++) cited.add(number);
      }
    }
    // A source's own page is about its note, and need not cite it.
    if (at.startsWith("/sources/")) continue;
    expect(
      [...cited].sort((one, other) => one - other),
      at,
    ).toEqual(listed);
  }
});
