import { describe, expect, it } from "vitest";
import { type Commentary, renderCommentary } from "../../../server/reports/commentary.js";
import { type LiveFigure, type LiveFigures, UnknownReference } from "../../../server/reports/live-figures.js";
import { Notes } from "../../../server/web/notes.js";

const known: Readonly<Record<string, Pick<LiveFigure, "text" | "sources">>> = {
  "funding.cn.total": { text: "$15.4bn", sources: ["one", "two"] },
  "funding.us.total": { text: "$24bn", sources: ["three"] },
  "dependence.us.share": { text: "1 of 5, too few for a share", sources: ["two"] },
  hostile: { text: `<img src=x onerror="alert(1)">`, sources: [] },
  several: { text: "5", sources: ["a", "b", "d", "f", "h"] },
  many: { text: "97", sources: ["a", "c", "e", "g", "i", "k"] },
};

const figures = {
  figure: async (reference: string) => {
    const found = known[reference];
    if (!found) throw new UnknownReference(`{{${reference}}} names no figure.`);
    return { reference, title: reference, value: 1, unit: "", ...found };
  },
} as unknown as LiveFigures;

const render = (text: string, notes = new Notes()): Promise<Commentary> => renderCommentary(text, figures, notes);

describe("a commentary", () => {
  it("is Markdown with the figures' words and the numbers of their sources", async () => {
    const { html, faults, used } = await render(
      "China raised **{{funding.cn.total}}**,\nthe United States {{ funding.us.total }}.",
    );
    expect(html.trim()).toBe(
      '<p>China raised <strong><span class="live-figure">$15.4bn</span><sup><a href="#note-1">1–2</a></sup></strong>,\nthe United States <span class="live-figure">$24bn</span><sup><a href="#note-3">3</a></sup>.</p>',
    );
    expect(faults).toEqual([]);
    expect(used.map(({ reference }) => reference)).toEqual(["funding.cn.total", "funding.us.total"]);
  });

  it("cites into the report's one list of notes", async () => {
    const notes = new Notes();
    notes.cite("two");
    const { html } = await render("{{dependence.us.share}} rest on it", notes);
    expect(html).toContain('1 of 5, too few for a share</span><sup><a href="#note-1">1</a></sup>');
  });

  it("names up to four ranges of notes, and of more the first two", async () => {
    const notes = new Notes();
    for (const id of ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]) notes.cite(id);
    expect((await render("{{several}}", notes)).html).toContain(
      '<sup><a href="#note-1">1–2</a>, <a href="#note-4">4</a>, <a href="#note-6">6</a>, <a href="#note-8">8</a></sup>',
    );
    expect((await render("{{many}}", notes)).html).toContain(
      '<sup><a href="#note-1">1</a>, <a href="#note-3">3</a> and others</sup>',
    );
  });

  it("lowers its headings under the report's and skips no rank", async () => {
    const { html } = await render("## First\n\n#### Deep\n\n# Second\n\n## Under it\n\nOld\n===");
    expect(html.match(/<(h\d)>/g)).toEqual(["<h3>", "<h4>", "<h3>", "<h4>", "<h3>"]);
    expect(html.match(/<\/(h\d)>/g)).toEqual(["</h3>", "</h4>", "</h3>", "</h4>", "</h3>"]);
  });

  it("has lists, quotations, code and tables whose numbers stand to the right", async () => {
    const { html } = await render("- a\n- b\n\n3. c\n\n> said\n\n`x`\n\n| Side | Sum |\n|---|--:|\n| US | 3 |");
    expect(html).toContain("<ul>\n<li>a</li>");
    expect(html).toContain('<ol start="3">');
    expect(html).toContain("<blockquote>");
    expect(html).toContain("<code>x</code>");
    expect(html).toContain('<th scope="col" class="number">Sum</th>');
    expect(html).toContain('<td class="number">3</td>');
    expect(html).not.toContain("style");
  });

  it("links to the web, to mail and inside the house", async () => {
    const { html } = await render(
      "[a](https://example.org/x?y=1&z=2) [b](mailto:a@example.org) [c](/funding?as_of=2024-02-21) [d](#note-1) <https://example.org>",
    );
    expect(html).toContain('<a href="https://example.org/x?y=1&amp;z=2" rel="noreferrer">a</a>');
    expect(html).toContain('<a href="mailto:a@example.org" rel="noreferrer">b</a>');
    expect(html).toContain('<a href="/funding?as_of=2024-02-21">c</a>');
    expect(html).toContain('<a href="#note-1">d</a>');
    expect(html).toContain('<a href="https://example.org" rel="noreferrer">https://example.org</a>');
  });

  it("leaves code alone, and braces behind a backslash", async () => {
    const { html, faults, used } = await render(
      "`{{funding.cn.total}}` and \\{{funding.cn.total}} and \\{{\n\n```\n{{unknown}}\n```",
    );
    expect(html).toContain("<code>{{funding.cn.total}}</code> and {{funding.cn.total}} and {{");
    expect(html).toContain("{{unknown}}");
    expect([faults, used]).toEqual([[], []]);
  });

  it("puts the notes of a figure in a link after the link, since no link stands in another", async () => {
    const { html } = await render("[raised {{funding.us.total}} by then](/funding)");
    expect(html).toContain(
      '<a href="/funding">raised <span class="live-figure">$24bn</span> by then</a><sup><a href="#note-1">1</a></sup>',
    );
  });
});

describe("faults of a commentary", () => {
  const faultsOf = async (text: string) => (await render(text)).faults.map(({ line, detail }) => `${line}: ${detail}`);

  it("name the line, in paragraphs, lists, quotations and tables", async () => {
    expect(await faultsOf("# {{a}}\n\ntext\n{{b}}\n\n- x\n- {{c}}\n\n> {{d}}\n\n| h |\n|---|\n| {{e}} |")).toEqual([
      "1: {{a}} names no figure.",
      "4: {{b}} names no figure.",
      "7: {{c}} names no figure.",
      "9: {{d}} names no figure.",
      "13: {{e}} names no figure.",
    ]);
  });

  it("tell of braces that do not pair, and show them as they were written", async () => {
    const { html, faults } = await render("{{funding.cn.total\nis } fine }} and {{{funding.cn.total}}}");
    expect(faults.map(({ line, detail }) => [line, detail.split(";")[0]])).toEqual([
      [1, "“{{” is not closed on its line"],
      [2, "“}}” closes nothing"],
      [2, "“{{{funding.cn.total}}}” has too many braces"],
    ]);
    expect(html).toContain("<mark>{{</mark>funding.cn.total");
    expect(html).not.toContain("$15.4bn");
  });

  it("tell of pictures and of figures inside an address", async () => {
    expect(await faultsOf("![a picture](https://example.org/x.png)")).toEqual([
      "1: Commentary takes no pictures; the report draws its own.",
    ]);
    expect(await faultsOf("[x](/funding?as_of={{as_of}})")).toEqual([
      "1: An address takes no figure; write it out, or leave the braces to the text.",
    ]);
  });

  it("end after thirty, and the text is read to its end all the same", async () => {
    const { html, faults } = await render(Array.from({ length: 5000 }, (_, at) => `{{x${at}}}`).join(" "));
    expect(faults).toHaveLength(31);
    expect(faults.at(-1)?.detail).toContain("mend what is listed first");
    expect(html.match(/<mark>/g)).toHaveLength(5000);
  });
});

describe("of a hostile commentary", () => {
  // Tags and attributes that may be in the answer at all; everything else was the author's.
  const tags =
    /^(h3|h4|p|br|hr|ul|ol|li|blockquote|pre|code|em|strong|s|a|sup|div|table|thead|tbody|tr|th|td|span|mark)$/;

  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](\\j\\avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example/x)",
    "[x](/\\evil.example/x)",
    "[x](\\\\evil.example/x)",
    "[x](file:///etc/passwd)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x](x" onerror="alert(1))',
    "![<img src=x onerror=alert(1)>](x)",
    '[x](/funding "a\\" onmouseover=\\"alert(1)")',
    '[x](https://example.org/"onmouseover="alert(1))',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<style>body{display:none}</style>",
    '<p style="position:fixed">x</p>',
    '<div class="view">x</div>',
    "<!-- <script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=/x><button formaction=javascript:alert(1)>x</button></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "```<script>\nalert(1)\n```",
    '```" onclick="alert(1)\nx\n```',
    "`<script>alert(1)</script>`",
    "{{<script>alert(1)</script>}}",
    "{{hostile}}",
    "[{{hostile}}](javascript:alert(1))",
    '{{"onmouseover="alert(1)}}',
    "| <script> |\n|---|\n| <img onerror=alert(1)> |",
    "# <script>alert(1)</script>",
    "\u0000<script>alert(1)</script>",
    "[x](\u0001javascript:alert(1))",
    "<x\u2028onclick=alert(1)>",
  ])("nothing survives as more than text: %j", async (text) => {
    const { html } = await render(text);
    for (const [, tag = "", attributes = ""] of html.matchAll(/<\/?([a-z][^\s/>]*)([^>]*)>/gi)) {
      expect(tag).toMatch(tags);
      // Each attribute is one that the house writes; no address leads anywhere but where links may.
      expect(
        attributes
          .replace(
            / (rel="noreferrer"|class="(number|scroll|live-figure)"|scope="col"|tabindex="0"|role="group"|aria-label="Table"|href="(https?:\/\/[^"/][^"]*|mailto:[^"]*|\/[^"/\\][^"]*|#[^"]*)")/g,
            "",
          )
          .replace(/^\s*\/?$/, ""),
      ).toBe("");
    }
    expect(html.replace(/<\/?[a-z][a-z0-9]*( [a-z-]+="[^"<>]*")*\s?\/?>/g, "")).not.toMatch(/[<>]/);
  });

  it("depth is bounded", async () => {
    const { html } = await render(
      `${"> ".repeat(5000)}x\n\n${"- ".repeat(5000)}y\n\n${"[".repeat(5000)}\n\n${"**a".repeat(5000)}`,
    );
    expect((html.match(/<blockquote>/g) ?? []).length).toBeLessThan(30);
  });
});
