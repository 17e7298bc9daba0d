import request, { type Response } from "supertest";
import { describe, expect, it } from "vitest";
import { appOf, openFreshShippedStore } from "../../fixture.js";

const store = await openFreshShippedStore();
const app = appOf(store);

const headers = { Accept: "text/html", Origin: "http://127.0.0.1", Host: "127.0.0.1" };

function post(path: string, fields: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) {
  return request(app)
    .post(path)
    .set({ ...headers, ...more })
    .type("form")
    .send(new URLSearchParams(fields).toString());
}

const get = (path: string) => request(app).get(path).set(headers);

const entities: Readonly<Record<string, string>> = {
  "&#34;": '"',
  "&#39;": "'",
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
};
const plain = (html: string) => html.replace(/&(?:#34|#39|lt|gt|amp);/g, (entity) => entities[entity] ?? entity);

/** The fields of the form in an answer as a browser would send them again. */
function fieldsIn({ text }: Response): Record<string, string> {
  const [, form = ""] = /<form class="report-form"[^>]*>([\s\S]*?)<\/form>/.exec(text) ?? [];
  const fields: Record<string, string> = {};
  for (const [, name = "", value = ""] of form.matchAll(/<input[^>]*? name="([^"]+)" value="([^"]*)"/g))
    fields[name] = plain(value);
  for (const [, name = "", value = ""] of form.matchAll(
    /<textarea[^>]*? name="([^"]+)"[^>]*>\n?([\s\S]*?)<\/textarea>/g,
  ))
    fields[name] = plain(value);
  for (const [, name = "", options = ""] of form.matchAll(/<select[^>]*? name="([^"]+)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name] = plain(
      /<option value="([^"]*)" selected>/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? "",
    );
  return fields;
}

const focused = ({ text }: Response) => [...text.matchAll(/ id="([^"]+)"[^>]* autofocus/g)].map(([, id]) => id);
const legends = ({ text }: Response) =>
  [...text.matchAll(/<legend>(\d+ [^<]*)<\/legend>/g)].map(([, legend]) => legend);

const small = {
  title: "Two sides",
  a: "US",
  b: "CN",
  confidence: "disputed",
  paper: "A4",
  as_of: "2024-02-21",
  "blocks.0.kind": "section",
  "blocks.0.section": "claims",
  "blocks.1.kind": "commentary",
  "blocks.1.markdown": "China raised {{funding.cn.total}}.",
};

describe("the builder", () => {
  it("begins empty, or from a report that is ready, in the view of the address", async () => {
    expect(fieldsIn(await get("/reports/new").expect(200))).toMatchObject({ title: "", as_of: "", a: "US", b: "CN" });
    const ready = await get("/reports/new?from=landscape&as_of=2024-02-21&confidence=reported").expect(200);
    expect(fieldsIn(ready)).toMatchObject({
      title: "US-China AI landscape",
      as_of: "2024-02-21",
      confidence: "reported",
      "blocks.0.section": "scoreboard",
    });
    expect(fieldsIn(await get("/reports/new?from=company&company=01-ai"))).toMatchObject({
      "blocks.0.parameters.company": "01-ai",
    });
    expect((await get("/reports/new?from=company").expect(400)).text).toContain("needs to know which");
    expect((await get("/reports/new?from=nothing").expect(400)).text).toContain("is not accepted");
  });

  it("adds, moves and removes without script, with all words kept and the focus where it was", async () => {
    const typed = { ...small, subtitle: "A & B <i>", authors: "One\nTwo", "add.section": "gap", "add.at": "0" };
    const added = await post("/reports/new", { ...typed, do: "add-section" }).expect(200);
    expect(legends(added)).toEqual(["1 How wide the gap is", "2 What was claimed", "3 Commentary"]);
    expect(focused(added)).toEqual(["block-0"]);
    const { "add.section": _section, "add.at": _at, ...kept } = fieldsIn(added);
    expect(kept).toMatchObject({
      subtitle: "A & B <i>",
      authors: "One\nTwo",
      "blocks.2.markdown": "China raised {{funding.cn.total}}.",
    });
    const moved = await post("/reports/new", { ...kept, do: "down-1" }).expect(200);
    expect(legends(moved)).toEqual(["1 How wide the gap is", "2 Commentary", "3 What was claimed"]);
    expect(focused(moved)).toEqual(["up-2"]);
    const removed = await post("/reports/new", { ...fieldsIn(moved), do: "remove-0" }).expect(200);
    expect(legends(removed)).toEqual(["1 Commentary", "2 What was claimed"]);
    const written = await post("/reports/new", { ...fieldsIn(removed), do: "add-commentary" }).expect(200);
    expect(focused(written)).toEqual(["blocks.2.markdown"]);
    const broken = await post("/reports/new", { ...fieldsIn(written), do: "add-break" }).expect(200);
    expect(legends(broken)).toHaveLength(4);
    expect(fieldsIn(broken)["subtitle"]).toBe("A & B <i>");
  });

  it("offers what the pages of a section can be narrowed by", async () => {
    const page = await post("/reports/new", { ...small, do: "add-section", "add.section": "funding" });
    expect(fieldsIn(page)).toHaveProperty(["blocks.2.parameters.stage"]);
    expect(page.text).toMatch(/<option value="series-a">/);
    const company = await post("/reports/new", { ...small, do: "add-section", "add.section": "company" });
    expect(company.text).toContain('<option value="01-ai">');
  });

  it("lists figures with their values on the day of the report", async () => {
    const { text } = await post("/reports/new", { ...small, do: "check" });
    // Amounts of Chinese equity rounds up to the day, added up from the file.
    expect(text).toMatch(/data-reference="funding\.cn\.total">.*\$15\.4bn/);
    expect(text).toMatch(/data-reference="as_of">.*21 Feb 2024/);
  });
});

describe("what is wrong", () => {
  it("stands at its field, with the words kept and a link to it", async () => {
    const answer = await post("/reports/new", {
      ...small,
      title: " ",
      date: "2024-13",
      as_of: "soon",
      b: "US",
      "blocks.0.parameters.year": "never",
      do: "save",
    }).expect(400);
    for (const field of ["title", "date", "as_of"]) {
      expect(answer.text, field).toContain(`<a href="#${field}">`);
      expect(answer.text, field).toContain(`id="fault-${field}"`);
    }
    expect(focused(answer)).toEqual(["refused"]);
    expect(fieldsIn(answer)).toMatchObject({ date: "2024-13", as_of: "soon", "blocks.0.parameters.year": "never" });
  });

  it("in a section and in a commentary is told by the piece", async () => {
    const answer = await post("/reports/new", {
      ...small,
      "blocks.0.parameters.year": "never",
      "blocks.1.markdown": "One\n\n{{funding.cn.sum}}",
      do: "save",
    }).expect(400);
    expect(answer.text).toContain('id="fault-blocks.0.parameters.year"');
    expect(answer.text).toMatch(/id="fault-blocks\.1\.markdown">Line 3: \{\{funding\.cn\.sum\}\} names no figure/);
  });

  it("is a problem for a program", async () => {
    const { body } = await post(
      "/reports/new",
      { ...small, title: "", do: "save" },
      { Accept: "application/json" },
    ).expect(400);
    expect(body.errors).toEqual([{ parameter: "title", detail: "title is missing." }]);
  });

  it("a form without pieces, with too many, or with an unknown button or section is refused and shown", async () => {
    const { title, a, b, confidence, paper } = small;
    const bare = { title, a, b, confidence, paper };
    expect((await post("/reports/new", { ...bare, do: "save" }).expect(400)).text).toContain("at least one section");
    const many = Object.fromEntries(Array.from({ length: 61 }, (_, at) => [`blocks.${at}.kind`, "break"]));
    expect((await post("/reports/new", { ...bare, ...many, do: "save" }).expect(400)).text).toContain("more than 60");
    expect((await post("/reports/new", { ...small, do: "fly" }).expect(400)).text).toContain("is no button");
    const unknown = await post("/reports/new", { ...small, "blocks.0.section": "nothing", do: "save" }).expect(400);
    expect(unknown.text).toContain("is no section; take one of");
  });

  it("a body that is too large, or no form, is refused before anything reads it", async () => {
    await post("/reports/new", { ...small, "blocks.1.markdown": "x".repeat(4_000_000) }).expect(413);
    await post("/reports/preview", { ...small, "blocks.1.markdown": "x".repeat(4_000_000) }).expect(413);
    await request(app).post("/reports/preview").set(headers).type("text/csv").send("a,b").expect(415);
    const long = await post("/reports/new", { ...small, "blocks.1.markdown": "x".repeat(40_001), do: "save" }).expect(
      400,
    );
    expect(long.text).toContain("is longer than 40000 characters");
  });
});

describe("of a hostile author", () => {
  const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
  const words = ["title", "subtitle", "authors", "classification", "blocks.1.markdown"];
  const others = [
    ...["date", "as_of", "a", "b", "confidence", "paper", "version", "add.section", "add.at"],
    ...["blocks.0.section", "blocks.0.parameters.topic", "blocks.0.parameters.zz"],
  ];
  const filled = (names: readonly string[]) => ({
    ...small,
    ...Object.fromEntries(names.map((name) => [name, hostile])),
  });

  it.each(["check", "save", "add-section", "add-commentary", "up-1", hostile])(
    "nothing becomes markup in the form when the button is %s",
    async (button) => {
      for (const fields of [filled([...words, ...others]), filled(others)]) {
        const { text, status } = await post("/reports/new", { ...fields, do: button });
        expect(status).toBeLessThan(500);
        expect(text).toContain("&lt;script&gt;alert(1)");
        expect(text).not.toMatch(/<script>alert|<img src=x/);
      }
    },
  );

  it("nothing becomes markup in the preview", async () => {
    const { text } = await post("/reports/preview", filled(words)).expect(200);
    expect(text).toContain("&lt;script&gt;alert(1)");
    expect(text).not.toMatch(/<script|<img/);
    const refused = await post("/reports/preview", filled(others)).expect(400);
    expect(refused.text).not.toMatch(/<script|<img/);
  });
});

describe("the preview", () => {
  it("is the report as a file of its own that nobody else may show", async () => {
    const { text, headers: answered } = await post("/reports/preview", small).expect(200);
    expect(text).toContain("Two sides");
    expect(text).toContain("China raised");
    expect(text).toContain("$15.4bn");
    expect(answered["content-security-policy"]).toContain("default-src 'none'");
    expect(answered["content-security-policy"]).toContain("frame-ancestors 'self'");
    expect(answered["cache-control"]).toBe("no-store");
  });

  it("says what is wrong instead", async () => {
    const { text } = await post("/reports/preview", { ...small, "blocks.1.markdown": "{{nothing.at.all}}" }).expect(
      400,
    );
    expect(text).toContain("No preview yet");
    expect(text).toContain("names no figure of this report");
    await request(app).get("/reports/preview").expect(405).expect("Allow", "POST");
  });
});

describe("saving", () => {
  it("stores a draft that is found again as it was written, and each saving is a version", async () => {
    const saved = await post("/reports/new", { ...small, title: "Kept words", do: "save" }).expect(303);
    expect(saved.headers["location"]).toBe("/reports/kept-words/edit");
    const opened = await get("/reports/kept-words/edit").expect(200);
    expect(fieldsIn(opened)).toMatchObject({ ...small, title: "Kept words", version: "1" });
    await post("/reports/kept-words/edit", { ...fieldsIn(opened), title: "Kept words, again", do: "save" }).expect(303);
    expect(fieldsIn(await get("/reports/kept-words/edit"))).toMatchObject({ title: "Kept words, again", version: "2" });
  });

  it("writes over nobody's words: both versions are shown, and saving again takes one's own", async () => {
    await post("/reports/new", { ...small, title: "Shared", do: "save" }).expect(303);
    const [one, other] = [fieldsIn(await get("/reports/shared/edit")), fieldsIn(await get("/reports/shared/edit"))];
    await post("/reports/shared/edit", { ...one, subtitle: "of the first", do: "save" }).expect(303);
    const conflict = await post("/reports/shared/edit", { ...other, subtitle: "of the second", do: "save" }).expect(
      409,
    );
    expect(focused(conflict)).toEqual(["conflict"]);
    expect(conflict.text).toContain("<td>of the second</td><td>of the first</td>");
    expect(fieldsIn(conflict)).toMatchObject({ subtitle: "of the second", version: "2" });
    await post("/reports/shared/edit", { ...fieldsIn(conflict), do: "save" }).expect(303);
    expect(fieldsIn(await get("/reports/shared/edit"))).toMatchObject({ subtitle: "of the second", version: "3" });
  });

  it("is not done for a page of another site, nor for a report that is not there", async () => {
    await post("/reports/new", { ...small, do: "save" }, { Origin: "https://evil.example" }).expect(403);
    await post("/reports/new", { ...small, do: "save" }, { "Sec-Fetch-Site": "cross-site" }).expect(403);
    await get("/reports/nothing/edit").expect(404);
    await post("/reports/nothing/edit", { ...small, version: "1", do: "save" }).expect(404);
  });
});
