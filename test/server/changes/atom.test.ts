import { DOMParser } from "linkedom";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { writeAtom } from "../../../server/changes/atom.js";
import { appOf, openShippedStore } from "../../fixture.js";

const entry = {
  key: "changes/round/a",
  title: "A & B <raise> “money”",
  summary: "1 Mar 2024",
  day: "2024-03-01",
  path: "/companies/a?as_of=2024-03-01&b=JP",
  categories: ["round"],
};
const feed = {
  key: "changes",
  title: "What changed",
  subtitle: "Of two countries",
  asOf: "2024-03-02",
  selfPath: "/changes.atom",
  pagePath: "/changes",
  entries: [entry],
};

const read = (text: string) => new DOMParser().parseFromString(text, "text/xml");
const children = (element: Element, name: string) => [...element.children].filter(({ tagName }) => tagName === name);

/** What RFC 4287 asks of a feed (4.1.1), an entry (4.1.2), a date (3.3) and a link (4.2.7). */
function expectAtom(text: string): readonly Element[] {
  const root = read(text).documentElement as unknown as Element;
  expect(root.tagName).toBe("feed");
  expect(root.getAttribute("xmlns")).toBe("http://www.w3.org/2005/Atom");
  const entries = children(root, "entry");
  for (const element of [root, ...entries]) {
    for (const name of ["id", "title", "updated"]) expect(children(element, name), name).toHaveLength(1);
    expect(children(element, "id")[0]?.textContent).toMatch(
      /^urn:uuid:[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    expect(children(element, "updated")[0]?.textContent).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(children(element, "link").filter((link) => link.getAttribute("rel") === "alternate")).toHaveLength(1);
    for (const link of children(element, "link")) expect(link.getAttribute("href")).toMatch(/^\//);
  }
  // Its author stands for all entries without one.
  expect(children(root, "author")).toHaveLength(1);
  expect(children(root, "link").filter((link) => link.getAttribute("rel") === "self")).toHaveLength(1);
  const ids = entries.map((each) => children(each, "id")[0]?.textContent);
  expect(new Set(ids).size).toBe(ids.length);
  return entries;
}

describe("the writer", () => {
  it("writes what RFC 4287 asks for, with text that XML can hold", () => {
    const [only] = expectAtom(writeAtom(feed));
    expect(only && children(only, "title")[0]?.textContent).toBe(entry.title);
    expect(writeAtom(feed)).toContain("A &amp; B &lt;raise&gt;");
    expect(writeAtom(feed)).toContain('href="/companies/a?as_of=2024-03-01&amp;b=JP"');
    expect(writeAtom({ ...feed, title: "\u0000x" })).not.toContain("\u0000");
  });

  it("a feed without entries is dated by the day of its view", () => {
    expectAtom(writeAtom({ ...feed, entries: [] }));
    expect(writeAtom({ ...feed, entries: [] })).toContain("<updated>2024-03-02T00:00:00Z</updated>");
  });

  it("an entry keeps its id when its words are corrected, and no two keys share one", () => {
    const idOf = (changed: object) =>
      /<entry>\s*<id>(.*?)</.exec(writeAtom({ ...feed, entries: [{ ...entry, ...changed }] }))?.[1];
    expect(idOf({ title: "Another", day: "2024-03-02" })).toBe(idOf({}));
    expect(idOf({ key: "changes/round/b" })).not.toBe(idOf({}));
  });
});

describe("the feed of the shipped facts", async () => {
  const app = appOf(await openShippedStore());
  const get = async (query = "") => (await request(app).get(`/changes.atom${query}`).expect(200)).text;

  it("holds the newest hundred changes", async () => {
    const text = await get();
    const entries = expectAtom(text);
    expect(entries).toHaveLength(100);
    const days = entries.map((each) => children(each, "updated")[0]?.textContent ?? "");
    expect(days).toEqual([...days].sort().reverse());
    expect(children(read(text).documentElement as unknown as Element, "updated")[0]?.textContent).toBe(days[0]);
  });

  it("is of today when it is asked for without a day, and then its links are too", async () => {
    expect(await get()).not.toContain("as_of=");
    expect(await get("?as_of=2024-02-21")).not.toMatch(/href="(?![^"]*as_of=2024-02-21)/);
  });

  it("is narrowed as the page is, under an id of its own", async () => {
    const rounds = expectAtom(await get("?kind=round&country=CN"));
    expect(
      new Set(rounds.flatMap((each) => children(each, "category").map((one) => one.getAttribute("term")))),
    ).toEqual(new Set(["funding round", "China"]));
    const idOf = (text: string) => /<id>(.*?)</.exec(text)?.[1];
    expect(idOf(await get("?kind=round"))).not.toBe(idOf(await get()));
    expect(idOf(await get("?as_of=2024-02-21"))).toBe(idOf(await get()));
  });

  it("is found from the page", async () => {
    const { text } = await request(app).get("/changes?kind=round").set("Accept", "text/html");
    expect(text).toContain(
      '<link rel="alternate" type="application/atom+xml" title="What changed" href="/changes.atom?kind=round">',
    );
    expect((await request(app).get("/timeline").set("Accept", "text/html")).text).not.toContain("application/atom+xml");
  });
});
