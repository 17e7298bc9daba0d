import { describe, expect, it } from "vitest";
import { admitted, band, confidenceLevels, counts, sayEvidence, weakest } from "../../../server/values/evidence.js";

describe("levels of evidence", () => {
  it("admit themselves and every stricter one", () => {
    expect(admitted("confirmed")).toEqual(["confirmed"]);
    expect(admitted("reported")).toEqual(["confirmed", "reported"]);
    expect(admitted("estimated")).toEqual(["confirmed", "reported", "estimated"]);
    expect(admitted("disputed")).toEqual(["confirmed", "reported", "estimated", "disputed"]);
  });

  it("count exactly where they are admitted", () => {
    for (const strictest of confidenceLevels) {
      for (const level of confidenceLevels) {
        expect(counts(level, strictest), `${level} under ${strictest}`).toBe(admitted(strictest).includes(level));
      }
    }
  });

  it("make a chain as good as its weakest link, in either order", () => {
    expect(weakest("confirmed", "estimated")).toBe("estimated");
    expect(weakest("estimated", "confirmed")).toBe("estimated");
    expect(weakest("disputed", "reported")).toBe("disputed");
    expect(weakest("reported", "reported")).toBe("reported");
  });

  it("are said as the view sentence has them", () => {
    expect(confidenceLevels.map(sayEvidence)).toEqual([
      "confirmed only",
      "reported or better",
      "estimated or better",
      "on any evidence",
    ]);
  });
});

describe("band", () => {
  it("measures on confirmed, on confirmed and reported, and on all rows", () => {
    const rows = [
      { confidence: "confirmed", usd: 1 },
      { confidence: "reported", usd: 10 },
      { confidence: "estimated", usd: 100 },
      { confidence: "disputed", usd: 1000 },
    ] as const;
    const total = band((strictest) =>
      rows.filter(({ confidence }) => counts(confidence, strictest)).reduce((sum, { usd }) => sum + usd, 0),
    );
    expect(total).toEqual({ confirmed: 1, reported: 11, all: 1111 });
  });
});
