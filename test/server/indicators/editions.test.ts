import { describe, expect, it } from "vitest";
import { formatOf, type IndicatorValue, linesOf, ratioOf } from "../../../server/indicators/editions.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };
const value = (
  country: string,
  period: string,
  figure: number,
  source_id = "one",
  source_published_on: string | null = "2024",
): IndicatorValue => ({
  country,
  period,
  value: figure,
  confidence: "estimated",
  source_id,
  source_publisher: source_id,
  source_published_on,
});

describe("editions", () => {
  // indicator_values.csv: world investment of 2021 is 93.5bn in the AI Index of 2022 and 125.4bn in that of 2023.
  const world = [
    value("world", "2021", 93.5e9, "sipoch-2022-aiindex", "2022-03"),
    value("world", "2021", 125.4e9, "computing-2023-aiindex", "2023-04"),
    value("world", "2022", 91.9e9, "computing-2023-aiindex", "2023-04"),
  ];

  it("of one period all stand, the newest publication first and the others superseded", () => {
    const [line] = linesOf(world, sides);
    expect(line?.points.map(({ on, value: figure, superseded }) => [on, figure, superseded])).toEqual([
      ["2021", 125.4e9, false],
      ["2021", 93.5e9, true],
      ["2022", 91.9e9, false],
    ]);
  });

  it("without a date counts as the oldest", () => {
    const [line] = linesOf([value("US", "2023", 1, "undated", null), value("US", "2023", 2, "dated", "2020")], sides);
    expect(line?.points.map(({ sourceId }) => sourceId)).toEqual(["dated", "undated"]);
  });

  it("are told by country, the sides first", () => {
    const mixed = ["world", "CN", "GB", "US"].map((country) => value(country, "2024", 1));
    expect(linesOf(mixed, sides).map(({ country, side: key }) => [country, key])).toEqual([
      ["US", "a"],
      ["CN", "b"],
      ["GB", "other"],
      ["world", "other"],
    ]);
  });
});

describe("the ratio", () => {
  it("is of the latest period that one source gives for both", () => {
    const lines = linesOf(
      [
        value("US", "2024", 109.1),
        value("CN", "2024", 9.3),
        value("US", "2025", 285.9, "two"),
        value("CN", "2025", 9, "three"),
      ],
      sides,
    );
    expect(ratioOf({ lines })).toMatchObject({ on: "2024", ratio: expect.closeTo(11.73, 2) });
  });

  it.each([
    ["two sources", [value("US", "2024", 2), value("CN", "2024", 1, "two")]],
    ["zero", [value("US", "2024", 2), value("CN", "2024", 0)]],
    ["one side", [value("US", "2024", 2)]],
  ])("is not taken of %s", (_name, rows) => {
    expect(ratioOf({ lines: linesOf(rows, sides) })).toBeUndefined();
  });
});

it("units are said as money, shares, operations or plain numbers", () => {
  expect(["USD", "percent", "FLOP", "TWh"].map(formatOf)).toEqual(["usd", "percent", "flop", "number"]);
});
