import { parse } from "csv-parse/sync";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { appOf, openShippedStore } from "../../fixture.js";
import { expectErrorPage, expectProblem } from "../walk.js";

const app = appOf(await openShippedStore());
const browser = "text/html,application/xhtml+xml,*/*;q=0.8";

const ask = (query: string) => request(app).get(`/chips/check.json?${query}`);
const page = (query: string) => request(app).get(`/chips/check?${query}`).set("Accept", browser);
const send = (csv: string | Buffer, query = "as_of=2026-11-24") =>
  request(app).post(`/chips/check.csv?${query}`).set("Content-Type", "text/csv").send(csv);

interface Answer {
  readonly status: string;
  readonly rule_id: string | null;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly rules: readonly {
    readonly rule_id: string;
    readonly outcome: string;
    readonly consequence: string;
    readonly because: readonly object[];
  }[];
  readonly remarks: readonly string[];
}
const answer = async (query: string) => (await ask(query)).body as Answer;

/** NVIDIA A30 by its data sheet: TPP 2,640, density 3.196. */
const a30 =
  "tf32_tflops=82&fp16_tflops=165&int8_tops=330&die_area_mm2=826&memory_bandwidth_gb_s=933&interconnect_gb_s=200&market=global";

describe("/chips/check.json", () => {
  it("answers with status, metrics, and each rule's outcome and grounds", async () => {
    const { status, headers, body } = await ask(`${a30}&as_of=2023-11-30`);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    const { metrics, rules } = body as Answer;
    expect(body.status).toBe("notification");
    expect(metrics).toMatchObject({ tpp: 2640, interconnect_gb_s: 200, memory_bandwidth_gb_s: 933, datacenter: 1 });
    expect(metrics["performance_density"]).toBeCloseTo(2640 / 826, 9);
    expect(rules.find(({ rule_id }) => rule_id === "us-2023-10-17-3a090-b")).toMatchObject({
      outcome: "met",
      consequence: "notification",
      because: expect.arrayContaining([
        { metric: "tpp", value: 2640, op: ">=", threshold: 2400, margin: 240, outcome: "met" },
      ]),
    });
    for (const rule of rules) expect(["met", "not-met", "undetermined"]).toContain(rule.outcome);
  });

  it("has null for what is unknown, and says of each unknown ground why", async () => {
    const { status, metrics, rules } = await answer("fp16_tflops=150&as_of=2024-01-01");
    expect(status).toBe("undetermined");
    expect(metrics).toMatchObject({ tpp: 2400, performance_density: null, memory_bandwidth_gb_s: null });
    const open = rules.find(({ rule_id }) => rule_id === "us-2023-10-17-3a090-a");
    expect(open?.because).toEqual([
      {
        metric: "performance_density",
        value: null,
        op: ">=",
        threshold: 5.92,
        margin: null,
        outcome: "undetermined",
        why: "no die area",
      },
    ]);
  });

  it("judges by the rules of the date asked for", async () => {
    // GH200's GPU: links 900 and TPP 15,832.
    const gh200 = "int8_tops=1979&die_area_mm2=814&memory_bandwidth_gb_s=4000&interconnect_gb_s=900";
    const decided = async (day: string) => (await answer(`${gh200}&as_of=${day}`)).rule_id;
    expect(await decided("2022-10-20")).toBeNull();
    expect(await decided("2022-11")).toBe("us-2022-10-07-3a090");
    expect(await decided("2023-11-16")).toBe("us-2022-10-07-3a090");
    expect(await decided("2023-11-17")).toBe("us-2023-10-17-3a090-a");
  });

  it("tells consumers' cards from all others, and counts what is not said as for data centres, saying so", async () => {
    const rtx4080 = "int8_tops=389.9&die_area_mm2=378.6&as_of=2023-11-30";
    expect((await answer(`${rtx4080}&market=consumer`)).status).toBe("allowed");
    expect((await answer(`${rtx4080}&market=global`)).status).toBe("prohibited-without-license");
    const unsaid = await answer(rtx4080);
    expect(unsaid.status).toBe("prohibited-without-license");
    expect(unsaid.remarks.join(" ")).toContain("counts as made for data centres");
  });

  it("takes the other columns of the chips table and says that no rule tests them", async () => {
    const plain = await answer(`${a30}&as_of=2024-01-01`);
    const more = await answer(
      `${a30}&as_of=2024-01-01&fp32_tflops=10&memory_gb=24&tdp_w=165&released_on=2021-04&name=A30`,
    );
    expect(more.status).toBe(plain.status);
    expect(more.rules).toEqual(plain.rules);
    expect(more.remarks.join(" ")).toContain("fp32_tflops, memory_gb, tdp_w, released_on");
  });

  it("asks the seat of a known vendor for the Chinese side's answer", async () => {
    const china = async (vendor: string) =>
      ((await ask(`${a30}&as_of=2026-11-24&vendor_id=${vendor}`)).body as { china: { status: string } }).china.status;
    // Foreign chips are barred where the state pays, and of a buyer nothing is known.
    expect(await china("nvidia")).toBe("undetermined");
    expect(await china("huawei")).toBe("no-measure");
  });

  it("is the same for the same question, and 304 to who has it", async () => {
    const first = await ask(`${a30}&as_of=2024-01-01`);
    const again = await request(app)
      .get(`/chips/check.json?as_of=2024-01-01&${a30.replace("933", "933.0")}`)
      .set("If-None-Match", String(first.headers["etag"]));
    expect(again.status).toBe(304);
  });

  it("refuses a question without a chip", async () => {
    for (const query of ["", "as_of=2024", "name=X", "vendor_id=nvidia&released_on=2024", "fp16_tflops=&market="]) {
      const [fault] = expectProblem(await ask(query), 400);
      expect(fault?.detail, query).toMatch(/^Nothing of a chip is given\. Give at least one of fp64_tflops, /);
    }
  });
});

const garbage = [
  "-1",
  "-0.5",
  "abc",
  "1e400",
  "-1e400",
  "1e-400",
  "1e308",
  "2e9",
  "NaN",
  "Infinity",
  "0x10",
  "0b1",
  "1_000",
  "1,000",
  "1.979,5",
  "1 000",
  "%20",
  "%20312",
  "312%20",
  "%2B312",
  "312%0A",
  "--1",
  "1.2.3",
  "1e",
  "e5",
  "null",
  "undefined",
  "[]",
  "{}",
  "٣",
  "１２",
  "312;drop table chips",
  "9".repeat(400),
];

describe("garbage", () => {
  it.each(garbage)("%s is refused in every figure, for programs and on the page beside its field", async (written) => {
    for (const name of ["fp16_tflops", "die_area_mm2", "interconnect_gb_s", "tdp_w"]) {
      const [fault, ...more] = expectProblem(await ask(`int8_tops=100&${name}=${written}`), 400);
      expect(more).toEqual([]);
      expect(fault?.parameter).toBe(name);
      expect(fault?.detail).toMatch(/ (must be a number|is longer than 200 characters)/);
    }
    const html = expectErrorPage(await page(`int8_tops=100&fp16_tflops=${written}`), 400);
    expect(html).toMatch(/<input id="field-fp16_tflops"[^>]*aria-invalid="true" aria-describedby="fault-fp16_tflops"/);
    expect(html).toMatch(/<p class="fault" id="fault-fp16_tflops">fp16_tflops /);
    expect(html).not.toContain("What was checked");
  });

  it("is refused where a figure is given twice, a die has no area, a market or vendor is none, a date no date", async () => {
    for (const query of [
      "fp16_tflops=1&fp16_tflops=2",
      "fp16_tflops=1&die_area_mm2=0",
      "fp16_tflops=1&market=moon",
      "fp16_tflops=1&market=global,consumer",
      "fp16_tflops=1&vendor_id=nobody",
      "fp16_tflops=1&released_on=soon",
      "fp16_tflops=1&as_of=2023-13",
      "fp16_tflops=1&colour=red",
      `fp16_tflops=1&name=${"x".repeat(201)}`,
    ]) {
      expectProblem(await ask(query), 400);
      expectErrorPage(await page(query), 400);
    }
  });

  it("keeps on the page what was typed, all faults at once, and says elsewhere what has no field", async () => {
    const html = expectErrorPage(
      await page(
        "name=%3Cb%3EPlan&fp16_tflops=x&die_area_mm2=-4&memory_bandwidth_gb_s=900&colour=red&as_of=2023-02-29",
      ),
      400,
    );
    expect(html).toContain('name="fp16_tflops" value="x"');
    expect(html).toContain('name="die_area_mm2" value="-4"');
    expect(html).toContain('name="memory_bandwidth_gb_s" value="900"');
    expect(html).toContain('name="as_of" value="2023-02-29"');
    expect(html).toContain('value="&lt;b&gt;Plan"');
    expect(html).toContain("&#34;colour&#34; is no parameter of this page");
    expect(html.match(/class="fault"/g)).toHaveLength(3);
  });
});

describe("the page", () => {
  it("without a chip is the form, with an example that answers", async () => {
    const { status, text } = await page("as_of=2024-01-01");
    expect(status).toBe(200);
    expect(text).not.toContain("What was checked");
    const [, href = ""] = /<a href="(\/chips\/check\?[^"]+)">A chip of 312/.exec(text) ?? [];
    // 312 × 16 = 4,992.
    expect((await request(app).get(href.replaceAll("&amp;", "&"))).text).toContain("TPP 4,992 ≥ 4,800");
  });

  it("says status, paragraph, margin, cut, working, date and sources", async () => {
    const { text } = await page(`name=A30&${a30}&as_of=2023-11-30`);
    const words = text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
    expect(words).toContain("A30 may go after notice on 30 Nov 2023");
    expect(words).toContain("(3A090.b)");
    expect(words).toContain("240 above, 10% of the limit");
    expect(words).toContain("TPP below 2,400, 9.1% less, frees it of 3A090.b; it is then allowed.");
    expect(words).toContain("16 2,640 decides");
    expect(words).toContain("2,640 / 826 mm² = 3.1961.");
    expect(words).toContain("until 16 Nov 2023 allowed");
    expect(text).toContain("What had happened by 30 Nov 2023");
    expect(text).toMatch(/<li id="note-1"><a href="\/sources\/[^"]+">[^<]*Advanced Computing/i);
  });

  it("lets each of its forms keep what the other one asks", async () => {
    const { text } = await page(`${a30}&as_of=2023-11-30&confidence=reported&b=JP`);
    const [, ofView = "", ofDay = "", ofChip = ""] = text.match(/<form[\s\S]*?<\/form>/g) ?? [];
    expect(ofDay).toContain('type="hidden" name="fp16_tflops" value="165"');
    expect(ofDay).toContain('type="hidden" name="confidence" value="reported"');
    expect(ofView).toContain('type="hidden" name="fp16_tflops" value="165"');
    expect(ofView).toContain('type="hidden" name="market" value="global"');
    expect(ofChip).toContain('type="hidden" name="confidence" value="reported"');
    expect(ofChip).toContain('type="hidden" name="b" value="JP"');
    expect(ofChip).toContain('name="as_of" value="2023-11-30"');
    expect(ofChip).toContain('<option value="global" selected>');
  });

  it("prints what was checked in the margin", async () => {
    const { text } = await request(app).get("/chips/check/print.css?fp16_tflops=165&name=A30&as_of=2024-01-01");
    expect(text).toContain("FP16 165 TFLOPS");
  });
});

const records = (text: string) => parse(text, { record_delimiter: "\r\n" }) as string[][];

describe("POST /chips/check.csv", () => {
  it("gives the list back with TPP, density, status, rule and reason", async () => {
    const response = await send(
      'name,market,int8_tops,die_area_mm2,memory_bandwidth_gb_s,interconnect_gb_s\n"A30, as sold",global,330,826,933,200\nT4,,130,545,320,32\nPlan,global,330,,933,200\n',
    );
    expect(response.status, response.text).toBe(200);
    expect(response.headers["content-type"]).toBe("text/csv; charset=utf-8; header=present");
    expect(response.headers["content-disposition"]).toBe('attachment; filename="parallax-chips-check-2026-11-24.csv"');
    expect(response.headers["cache-control"]).toBe("no-store");
    expect(response.headers["etag"]).toBeUndefined();
    expect(response.headers["x-row-count"]).toBe("3");
    const [header, first, second, third] = records(response.text);
    expect(header?.slice(6)).toEqual(["tpp", "tpp_format", "performance_density", "status", "rule_id", "reason"]);
    expect(first?.slice(0, 11)).toEqual([
      "A30, as sold",
      "global",
      "330",
      "826",
      "933",
      "200",
      "2640",
      "INT8",
      "3.19613",
      "notification",
      "us-2023-10-17-3a090-b",
    ]);
    expect(first?.at(-1)).toContain("TPP 2,640 ≥ 2,400 and < 4,800");
    expect(second?.slice(6, 11)).toEqual(["1040", "INT8", "1.90826", "allowed", ""]);
    expect(second?.at(-1)).toContain("counts as made for data centres");
    expect(third?.slice(6, 11)).toEqual(["2640", "INT8", "", "undetermined", ""]);
  });

  it("gives the chips table back with the very statuses of the chips page", async () => {
    const query = "as_of=2025-06-30";
    const table = (await request(app).get("/data/chips.csv")).text;
    const shown = (await request(app).get(`/chips.json?${query}`)).body as {
      rows: readonly { id: string; status: string; rule_id: string | null; tpp: number | null }[];
    };
    const [header = [], ...rows] = records((await send(table, query)).text);
    const cell = (row: readonly string[], name: string) => row[header.indexOf(name)];
    const judged = new Map(rows.map((row) => [cell(row, "id"), row]));
    expect(shown.rows.length).toBeGreaterThan(50);
    for (const { id, status, rule_id, tpp } of shown.rows) {
      const row = judged.get(id) ?? [];
      expect([cell(row, "status"), cell(row, "rule_id"), cell(row, "tpp")], id).toEqual([
        status,
        rule_id ?? "",
        tpp === null ? "" : String(tpp),
      ]);
    }
  });

  it("takes its own answer again, and gives the same at the same date", async () => {
    const once = await send("name,int8_tops,die_area_mm2\n=1+1,330,826\n'=x,10,\n");
    expect(once.text).toContain("\r\n'=1+1,330");
    expect((await send(once.text)).text).toBe(once.text);
  });

  it("takes a byte order mark, either line end, empty lines, and gives the mark when asked", async () => {
    const bare = await send("name,int8_tops\nA,330\n");
    expect((await send("\ufeffname,int8_tops\r\nA,330\r\n\r\n")).text).toBe(bare.text);
    expect((await send("name,int8_tops\nA,330\n", "as_of=2026-11-24&bom=1")).text).toBe(`\ufeff${bare.text}`);
  });

  it("takes the list as a file or as text of a form, and as curl sends it without a type", async () => {
    const csv = "name,int8_tops\nA & B=c,330\n";
    const { text } = await send(csv);
    const post = () => request(app).post("/chips/check.csv?as_of=2026-11-24");
    expect((await post().attach("csv", Buffer.from(csv), "list.csv")).text).toBe(text);
    expect((await post().type("form").send({ csv })).text).toBe(text);
    expect((await post().type("form").send(csv)).text).toBe(text);
  });

  it("names every fault with line, column, value and what was expected, and answers nothing", async () => {
    const response = await send(
      "name,int8_tops,die_area_mm2,market\nfine,330,826,global\na,many,826,global\nb,-1,0,moon\nc,330\nd,1e400,826,global\n",
    );
    const problems = expectProblem(response, 400) as unknown as Record<string, unknown>[];
    expect(problems.map(({ line, column, value, expected }) => [line, column, value, expected])).toEqual([
      [3, "int8_tops", "many", "a number"],
      [4, "int8_tops", "-1", "a number not below 0"],
      [4, "die_area_mm2", "0", "a number not below 0.01"],
      [4, "market", "moon", "one of global, china-variant, consumer, china-domestic"],
      [5, "", "2 cells", "4 cells, as the header has"],
      [6, "int8_tops", "1e400", "a number that a double holds"],
    ]);
    expect(response.text).toContain("The list has 6 errors and no row of it was answered.");
    expect(response.text).not.toContain("notification");
  });

  it.each([
    ["nothing", "", 1],
    ["a header alone", "name,int8_tops\n", 2],
    ["a column that is none, which a slip may be", "name,int8_topps\nA,1\n", 1],
    ["a column twice", "int8_tops,int8_tops\n1,2\n", 1],
    ["no column that tells anything", "name\nA\n", 1],
    ["broken quotes", 'name,int8_tops\n"A"x,1\n', 2],
    ["UTF-16", Buffer.from("\ufeffname,int8_tops\nA,1\n", "utf16le"), 1],
    ["text that is not UTF-8", Buffer.from("name,int8_tops\nM\xfcller,1\n", "latin1"), 2],
    ["a NUL", "name,int8_tops\nA\0,1\n", 2],
  ])("refuses %s", async (_, csv, line) => {
    const [first] = expectProblem(await send(csv), 400) as unknown as { line: number }[];
    expect(first?.line).toBe(line);
  });

  it("refuses a file or list that is too long, and what is no list", async () => {
    expectProblem(await send(`name,int8_tops\n${"x".repeat(1_000_000)},1\n`), 413);
    expectProblem(await send(`int8_tops\n${"1\n".repeat(10_001)}`), 413);
    expect((await send(`int8_tops\n${"1\n".repeat(300)}`)).headers["x-row-count"]).toBe("300");
    const post = () => request(app).post("/chips/check.csv");
    expectProblem(await post().type("application/json").send({ csv: "x" }), 415);
    expectProblem(await post().set("Content-Type", "text/csv; charset=gbk").send("int8_tops\n1\n"), 415);
    expectProblem(await post().set("Content-Type", "text/csv").set("Content-Encoding", "gzip").send("x"), 415);
    expectProblem(await post().attach("other", Buffer.from("int8_tops\n1\n"), "list.csv"), 400);
    expectProblem(await post().set("Content-Type", "multipart/form-data; boundary=x").send("nothing like it"), 400);
    expectProblem(
      await post()
        .type("form")
        .send({ csv: `int8_tops\n${"1,\n".repeat(400_000)}` }),
      413,
    );
  });

  it("bounds a body that does not say how long it is", async () => {
    const post = request(app)
      .post("/chips/check.csv")
      .set("Content-Type", "text/csv")
      .set("Transfer-Encoding", "chunked");
    for (let piece = 0; piece < 20; piece++) post.write(`${"1".repeat(99_999)}\n`);
    expectProblem(await post, 413);
  });

  it("refuses a wrong parameter before it reads", async () => {
    expectProblem(await send("int8_tops\n1\n", "as_of=soon"), 400);
    expectProblem(await send("int8_tops\n1\n", "fp16_tflops=1"), 400);
  });

  it("tells a person who posted the form what was wrong on a page", async () => {
    const response = await request(app)
      .post("/chips/check.csv")
      .set("Accept", browser)
      .type("form")
      .send({ csv: "name,int8_tops\n<i>,x\n" });
    expect(expectErrorPage(response, 400)).toContain("line 2, int8_tops: &#34;x&#34;: expected a number.");
  });

  it("is not there to be got, but its example is, and passes", async () => {
    const got = await request(app).get("/chips/check.csv");
    expectProblem(got, 405);
    expect(got.headers["allow"]).toBe("POST");
    const example = await request(app).get("/chips/check/example.csv?as_of=2024-01-01");
    expect(example.headers["content-disposition"]).toContain("attachment");
    const [header = [], ...rows] = records((await send(example.text)).text);
    expect(rows.map((row) => row[header.indexOf("status")])).toEqual([
      "prohibited-without-license",
      "notification",
      "allowed",
      "notification",
      "undetermined",
    ]);
  });
});
