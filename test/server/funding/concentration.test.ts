import { describe, expect, it } from "vitest";
import { type CompanyRound, concentration, median } from "../../../server/funding/concentration.js";
import { concentrationFinding } from "../../../server/funding/parts.js";
import { known, missing } from "../../../server/values/known.js";
import { side } from "../../../server/values/sides.js";

const sides = { a: side("US"), b: side("CN") };
const round = (company_id: string, amount_usd: number | null, stage = "series-a"): CompanyRound => ({
  company_id,
  company_name: company_id.toUpperCase(),
  stage,
  amount_usd,
});
/** Six companies, ten known rounds of 10 each and one of 100: the five largest hold 180 of 190. */
const rounds = [
  round("a", 100),
  ...["a", "b", "b", "c", "c", "d", "d", "e", "f"].map((id) => round(id, 10)),
  round("g", null),
  round("a", 9999, "debt"),
];

describe("concentration", () => {
  it("is the part of the known total that the five largest have", () => {
    const found = concentration(rounds);
    expect(found).toMatchObject({ companies: 7, rounds: 11, undisclosed: 1, amountUsd: 190 });
    expect(found.leading.map(({ id, amountUsd }) => [id, amountUsd])).toEqual([
      ["a", 110],
      ["b", 20],
      ["c", 20],
      ["d", 20],
      // Of two with the same total the first by id.
      ["e", 10],
    ]);
    expect(found.topFiveShare).toEqual(known(180 / 190));
    expect(found.medianRoundUsd).toEqual(known(10));
  });

  it("is not said of five companies, who have all by definition, nor of fewer than ten known rounds", () => {
    const five = concentration(rounds.filter(({ company_id }) => company_id !== "f"));
    expect(five.topFiveShare).toEqual(missing("5 companies with an amount"));
    expect(concentration(rounds.slice(1, 11)).topFiveShare).toEqual(missing("9 rounds with an amount"));
  });

  it("has nothing to say of nothing", () => {
    expect(concentration([round("a", null)])).toMatchObject({
      rounds: 1,
      undisclosed: 1,
      leading: [],
      medianRoundUsd: missing("no amount known"),
    });
  });
});

describe("median", () => {
  it.each([
    [[3, 1, 10], 3],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])("of %j is %d", (values, expected) => expect(median(values)).toEqual(known(expected)));
});

describe("the finding", () => {
  const share = (value: number) => ({ ...concentration([]), topFiveShare: known(value) });
  const few = { ...concentration([]), topFiveShare: missing("4 companies with an amount") };
  it.each([
    [share(0.88), share(0.53), "Five companies raised 88% of known funding in the United States, 53% in China"],
    [share(0.41), share(0.53), "Five companies raised 53% of known funding in China, 41% in the United States"],
    [share(0.5), share(0.501), "Five companies raised 50% of known funding in the United States and in China alike"],
    [
      share(0.88),
      few,
      "Five companies raised 88% of the known funding of the United States; too little is known of China, 4 companies with an amount",
    ],
    [
      few,
      few,
      "Too little is known to say how concentrated funding is: 4 companies with an amount in the United States, 4 companies with an amount in China",
    ],
  ])("follows the figures", (a, b, expected) => expect(concentrationFinding(sides, { a, b })).toBe(expected));
});
