import { describe, expect, it } from "vitest";
import { openingDay } from "../../../server/timeline/opening.js";
import type { Day } from "../../../server/values/dates.js";

const asOf = "2024-03-15" as Day;

describe("openingDay", () => {
  it("draws few dates from the year of the first", () => {
    expect(openingDay(["2024-02-21", "2019-05"], asOf)).toBe("2019-01-01");
  });

  it("leaves at most a tenth of many dates before it", () => {
    const late = Array.from({ length: 90 }, (_, at) => `2023-0${1 + (at % 9)}`);
    const early = Array.from({ length: 9 }, (_, at) => `${2010 + at}`);
    expect(openingDay([...late, ...early], asOf)).toBe("2023-01-01");
  });

  it("goes back as far as a tenth of them does", () => {
    const late = Array.from({ length: 80 }, () => "2023-05-05");
    const early = Array.from({ length: 20 }, () => "2015");
    expect(openingDay([...late, ...early], asOf)).toBe("2015-01-01");
  });

  it("shows the year before where there are no dates", () => {
    expect(openingDay([], asOf)).toBe("2023-03-15");
  });

  it("never opens on the last day itself", () => {
    expect(openingDay(["2024"], "2024-01-01" as Day)).toBe("2023-01-01");
  });
});
