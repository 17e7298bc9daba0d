import { describe, expect, it } from "vitest";
import { tables } from "../../../db/tables.js";
import type { Day } from "../../../server/values/dates.js";
import { BadParameters } from "../../../server/web/errors.js";
import { fileStem } from "../../../server/web/pages.js";
import {
  type Accepts,
  canonicalQuery,
  parseParams,
  sayFilters,
  standing,
  switchedOn,
  viewQuery,
  viewSentence,
  wholeNumber,
} from "../../../server/web/view.js";

const today = "2026-11-24" as Day;
const countries = ["CN", "FR", "JP", "US"];
const accepts: Accepts = {
  filters: [
    {
      key: "stage",
      label: "Stage",
      choices: [
        { value: "seed", label: "seed" },
        { value: "series-a", label: "series a" },
      ],
    },
    { key: "q", label: "Search" },
  ],
  sortable: ["announced_on", "amount_usd"],
  more: { width: wholeNumber(320, 2400), bom: switchedOn },
};

const parse = (query: string, what: Accepts = accepts) =>
  parseParams(new URLSearchParams(query), what, { today, countries });

/** What a query is refused for: the parameters at fault and the sentences about them. */
function faultsOf(query: string, what: Accepts = accepts): readonly { parameter: string; detail: string }[] {
  try {
    parse(query, what);
  } catch (error) {
    if (error instanceof BadParameters) return error.faults;
    throw error;
  }
  return [];
}

describe("a query without parameters", () => {
  it("is today's view of the US and China on any evidence", () => {
    expect(parse("")).toMatchObject({
      view: { asOf: today, sides: { a: { code: "US" }, b: { code: "CN" } }, confidence: "disputed" },
      chosen: {},
      page: 1,
      more: {},
    });
  });

  it("is what a form with untouched fields sends", () => {
    expect(parse("as_of=&a=&b=&confidence=&stage=&q=&sort=&page=&width=")).toEqual(parse(""));
  });
});

describe("as_of", () => {
  it.each([
    ["2023-11", "2023-11-30"],
    ["2024-02", "2024-02-29"],
    ["2023", "2023-12-31"],
    ["2024-02-21", "2024-02-21"],
    ["1950", "1950-12-31"],
    ["2199-12-31", "2199-12-31"],
  ])("%s cuts at %s", (written, day) => {
    expect(parse(`as_of=${written}`).view.asOf).toBe(day);
  });

  it.each(["2023-13", "2023-02-29", "2023-1-5", "yesterday", "1899", "2200", "2023-11-05T00:00", "0", "%00"])(
    "%s is refused with how to write it",
    (written) => {
      const [fault, ...more] = faultsOf(`as_of=${written}`);
      expect(more).toEqual([]);
      expect(fault?.parameter).toBe("as_of");
      expect(fault?.detail).toBe(
        `as_of "${decodeURIComponent(written)}" is not a date; write 2023, 2023-11 or 2023-11-05.`,
      );
    },
  );
});

describe("the sides", () => {
  it("are any two countries of the data", () => {
    const { sides } = parse("a=FR&b=JP").view;
    expect([sides.a.name, sides.b.name]).toEqual(["France", "Japan"]);
  });

  it("are refused with the list of countries when one is none of them", () => {
    expect(faultsOf("a=XX")).toEqual([
      { parameter: "a", detail: 'a "XX" is no country of the data; take one of CN, FR, JP, US.' },
    ]);
    expect(faultsOf("b=us")).toHaveLength(1);
    expect(faultsOf("b=US,CN")).toHaveLength(1);
  });

  it.each(["a=CN", "b=US", "a=FR&b=FR"])("are refused when both are the same: %s", (query) => {
    expect(faultsOf(query)[0]?.detail).toMatch(/^a and b are both (CN|US|FR); a comparison needs two countries\.$/);
  });
});

describe("confidence", () => {
  it("is one of the four levels", () => {
    expect(parse("confidence=confirmed").view.confidence).toBe("confirmed");
    expect(faultsOf("confidence=certain")).toEqual([
      {
        parameter: "confidence",
        detail: 'confidence "certain" is no level of evidence; take one of confirmed, reported, estimated, disputed.',
      },
    ]);
  });
});

describe("filters", () => {
  it("take several values, in any order and each once", () => {
    expect(parse("stage=series-a,seed,series-a").chosen).toEqual({ stage: ["seed", "series-a"] });
  });

  it("refuse a value that is not offered, and say those that are", () => {
    expect(faultsOf("stage=seed,series-q")[0]?.detail).toBe(
      'stage "seed,series-q" is not accepted; take one or more of seed, series-a, separated by commas.',
    );
    expect(faultsOf("stage=,")).toHaveLength(1);
  });

  it("do not list more values than a sentence can hold", () => {
    const choices = Array.from({ length: 41 }, (_, at) => ({ value: `c${at}`, label: `c${at}` }));
    const many: Accepts = { filters: [{ key: "company", label: "Company", choices }], sortable: [] };
    expect(faultsOf("company=x", many)[0]?.detail).toBe(
      'company "x" is not accepted; take one of those that the page\'s filter offers.',
    );
  });

  it("of free text keep it whole, commas and signs included", () => {
    expect(parse(`q=${encodeURIComponent("100% moon, 零一万物")}`).chosen).toEqual({ q: ["100% moon, 零一万物"] });
    expect(faultsOf(`q=${"x".repeat(201)}`)[0]?.detail).toMatch(/is longer than 200 characters\.$/);
    expect(parse(`q=${"x".repeat(200)}`).chosen["q"]?.[0]).toHaveLength(200);
  });
});

describe("a filter over a column's values", () => {
  const { int8_tops, released_on, market } = tables.chips.columns;
  const optional = { required: false };
  const typed: Accepts = {
    filters: [
      { key: "int8_tops", label: "INT8", column: { ...int8_tops, ...optional, max: 1e9 } },
      { key: "released_on", label: "Released", column: released_on },
      { key: "market", label: "Made for", column: { ...market, ...optional } },
    ],
    sortable: [],
  };

  it("takes one value, written as in a CSV file, and makes one text of every way to write a number", () => {
    for (const written of ["1979.5", "1979.50", "1.9795e3", "01979.5"]) {
      expect(String(canonicalQuery(parse(`int8_tops=${written}`, typed)))).toBe("as_of=2026-11-24&int8_tops=1979.5");
    }
    expect(faultsOf("market=global,consumer", typed)[0]?.detail).toMatch(/ must be one of global, china-variant,/);
  });

  it("is refused with what the column holds", () => {
    const detail = (query: string) => faultsOf(query, typed)[0]?.detail;
    expect(detail("int8_tops=1,979")).toBe('int8_tops "1,979" must be a number, written as 1979.5.');
    expect(detail("int8_tops=-1")).toBe('int8_tops "-1" must be a number not below 0, written as 1979.5.');
    expect(detail("released_on=May")).toBe('released_on "May" must be a date as 2023, 2023-11 or 2023-11-05.');
  });

  it("is said with its unit", () => {
    const { chosen } = parse("int8_tops=1979.5&released_on=2023-11&market=consumer", typed);
    expect(sayFilters(typed.filters, chosen)).toBe("INT8 1,979.5 TOPS; released Nov 2023; made for “consumer”");
  });
});

describe("standing", () => {
  const left = (query: string, ...parameters: string[]) =>
    String(
      standing(
        new URLSearchParams(query),
        parameters.map((parameter) => ({ parameter, detail: "" })),
      ),
    );

  it("is what nothing was said against", () => {
    expect(left("as_of=soon&q=moon&q=sun&stage=seed", "as_of", "q")).toBe("stage=seed");
    expect(left("__proto__=1&stage=seed", "__proto__")).toBe("stage=seed");
  });

  it("leaves no side without the other, since the one left may equal the default of the other", () => {
    expect(left("a=CN&stage=seed", "b")).toBe("stage=seed");
  });
});

describe("sort and page", () => {
  it("read a leading minus as descending", () => {
    expect(parse("sort=amount_usd").sort).toEqual({ column: "amount_usd", descending: false });
    expect(parse("sort=-amount_usd").sort).toEqual({ column: "amount_usd", descending: true });
  });

  it.each(["sort=note", "sort=--amount_usd", "sort=amount_usd;drop", "sort=constructor"])("refuse %s", (query) => {
    expect(faultsOf(query)[0]?.detail).toMatch(/is no order; take one of announced_on, amount_usd, with a minus/);
  });

  it.each(["page=0", "page=-1", "page=1.5", "page=1e3", "page=two", "page=9999999999"])("refuse %s", (query) => {
    expect(faultsOf(query)[0]?.detail).toMatch(/must be a whole number from 1 to 1000000\.$/);
  });

  it("are no parameters of a page without a table", () => {
    const faults = faultsOf("sort=announced_on&page=2", { filters: [], sortable: [] });
    expect(faults.map(({ parameter }) => parameter)).toEqual(["sort", "page"]);
    expect(faults[0]?.detail).toBe('"sort" is no parameter of this page; it takes as_of, a, b, confidence.');
  });
});

describe("what a form of the page takes beside", () => {
  it("is checked like all else", () => {
    expect(parse("width=640&bom=1").more).toEqual({ width: 640, bom: true });
    expect(faultsOf("width=319")[0]?.detail).toBe('width "319" must be a whole number from 320 to 2400.');
    expect(faultsOf("width=2401")).toHaveLength(1);
    expect(faultsOf("bom=true")[0]?.detail).toBe('bom "true" must be 1 or left out.');
  });
});

describe("a bad query", () => {
  it("hears all its faults at once", () => {
    const faults = faultsOf("as_of=soon&a=XX&colour=red&page=0&q=1&q=2");
    expect(faults.map(({ parameter }) => parameter).sort()).toEqual(["a", "as_of", "colour", "page", "q"]);
  });

  it("hears what the page takes, when it names something else", () => {
    expect(faultsOf("asof=2024")).toEqual([
      {
        parameter: "asof",
        detail:
          '"asof" is no parameter of this page; it takes as_of, a, b, confidence, stage, q, sort, page, columns, per_page, width, bom.',
      },
    ]);
  });

  it("may not name what every object has", () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      expect(faultsOf(`${name}=1`), name).toHaveLength(1);
    }
  });

  it("hears of a parameter that is given twice, even with the same value", () => {
    expect(faultsOf("a=FR&a=FR")[0]?.detail).toMatch(/^"a" is given more than once/);
  });

  it("is quoted no longer than a line", () => {
    const [fault] = faultsOf(`as_of=${"9".repeat(500)}`);
    expect(fault?.detail.length).toBeLessThan(160);
    expect(faultsOf(`${"x".repeat(500)}=1`)[0]?.detail.length).toBeLessThan(220);
  });
});

describe("canonicalQuery", () => {
  it("writes the date out and leaves defaults away", () => {
    expect(String(canonicalQuery(parse("")))).toBe("as_of=2026-11-24");
    expect(String(canonicalQuery(parse("a=US&b=CN&confidence=disputed&page=1&as_of=2023-11")))).toBe(
      "as_of=2023-11-30",
    );
  });

  it("is one text for one question, however it was asked", () => {
    const asked = [
      "stage=series-a,seed&as_of=2024-02&q=moon&sort=-amount_usd&page=2&confidence=reported&b=JP",
      "b=JP&page=2&confidence=reported&sort=-amount_usd&q=moon&as_of=2024-02-29&stage=seed,series-a,seed&a=US",
    ];
    const texts = asked.map((query) => String(canonicalQuery(parse(query))));
    expect(texts[0]).toBe(
      "as_of=2024-02-29&b=JP&confidence=reported&q=moon&stage=seed%2Cseries-a&sort=-amount_usd&page=2",
    );
    expect(texts[1]).toBe(texts[0]);
  });

  it("is read back as the same parameters", () => {
    const query =
      "a=FR&b=JP&as_of=2024&confidence=confirmed&stage=seed&q=%25_&sort=announced_on&page=3&width=400&bom=1";
    const params = parse(query);
    expect(parse(String(canonicalQuery(params)))).toEqual(params);
  });
});

describe("viewQuery", () => {
  it("is the view alone, without filters, order and page", () => {
    expect(String(viewQuery(parse("a=FR&confidence=confirmed&as_of=2024&stage=seed&page=2").view))).toBe(
      "as_of=2024-12-31&a=FR&confidence=confirmed",
    );
  });
});

describe("viewSentence", () => {
  it("says the world's date, the evidence and the record's date", () => {
    const { view } = parse("as_of=2024-02-21&confidence=reported");
    expect(viewSentence(view, "2026-11-23", today)).toBe(
      "What had happened by 21 Feb 2024, reported or better, as recorded on 23 Nov 2026",
    );
  });

  it("says of a reduced date its last day", () => {
    expect(viewSentence(parse("as_of=2023-11").view, "2026-11-23", today)).toMatch(
      /^What had happened by 30 Nov 2023,/,
    );
  });

  it("says so of a day still to come, with a day's grace for those who are ahead of UTC", () => {
    const sentence = (asOf: string) => viewSentence(parse(`as_of=${asOf}`).view, "2026-11-23", today);
    expect(sentence("2026-11-24")).not.toContain("to come");
    expect(sentence("2026-11-25")).not.toContain("to come");
    expect(sentence("2026-11-26")).toContain("by 26 Nov 2026 (a day still to come),");
  });
});

describe("sayFilters", () => {
  it("ends the sentence with the filters that are set", () => {
    const { chosen } = parse("stage=series-a,seed&q=moon");
    expect(sayFilters(accepts.filters, chosen)).toBe("stage seed or series a; search “moon”");
    expect(sayFilters(accepts.filters, {})).toBe("");
  });
});

describe("fileStem", () => {
  it.each([
    ["/funding", "as_of=2024-02-21", "parallax-funding-2024-02-21"],
    ["/", "as_of=2024-02-21", "parallax-overview-2024-02-21"],
    ["/companies/01-ai", "", "parallax-companies-01-ai-2026-11-24"],
    ["/funding", "a=FR&b=JP&confidence=reported&as_of=2024", "parallax-funding-fr-jp-reported-2024-12-31"],
    ["/funding", "stage=series-a,seed&q=moon", "parallax-funding-stage-seed-series-a-q-moon-2026-11-24"],
  ])("of %s with %s is %s", (path, query, stem) => {
    expect(fileStem(path, parse(query))).toBe(stem);
  });

  it("holds nothing that a file system or a header could stumble over", () => {
    const params = parse(`q=${encodeURIComponent('../../etc/"passwd"\r\n零一万物')}`);
    expect(fileStem("/funding", params)).toBe("parallax-funding-q-etc-passwd-2026-11-24");
    expect(fileStem("/funding", parse(`q=${"x".repeat(200)}`)).length).toBeLessThanOrEqual(180);
  });
});

describe("a filter over dates", () => {
  const dated: Accepts = {
    filters: [
      { key: "since", label: "Since", date: (asOf) => `${Number(asOf.slice(0, 4)) - 1}${asOf.slice(4)}` as Day },
    ],
    sortable: [],
  };

  it("takes a reduced date for its last day, as as_of does", () => {
    expect(parse("as_of=2023-11-30&since=2022-09", dated).chosen).toEqual({ since: ["2022-09-30"] });
    expect(parse("as_of=2023-11-30&since=2023-11-30", dated).chosen).toEqual({ since: ["2023-11-30"] });
  });

  it("leaves out the date that is meant anyway, so that one view has one query", () => {
    expect(parse("as_of=2023-11-30&since=2022-11", dated)).toEqual(parse("as_of=2023-11-30", dated));
    expect(String(canonicalQuery(parse("as_of=2023-11-30&since=2022-11-30", dated)))).toBe("as_of=2023-11-30");
    expect(String(canonicalQuery(parse("as_of=2023-11-30&since=2022", dated)))).toBe(
      "as_of=2023-11-30&since=2022-12-31",
    );
  });

  it("refuses a day after the view's, quoting both", () => {
    expect(faultsOf("as_of=2023&since=2024", dated)).toEqual([
      { parameter: "since", detail: 'since "2024" lies after as_of 2023-12-31; write an earlier date or the same.' },
    ]);
  });

  it("is said as a date", () => {
    expect(sayFilters(dated.filters, { since: ["2022-09-30"] })).toBe("since 30 Sep 2022");
  });
});
