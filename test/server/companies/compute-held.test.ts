import { describe, expect, it } from "vitest";
import { judgeHoldings } from "../../../server/chips/holdings.js";
import { computeHeld, sayVerdict } from "../../../server/companies/compute-held.js";
import { chipOf, holding } from "../chips/shipped-holdings.js";

const unit = { fp16_tflops: 989.4, source_id: "hardware" };
const a100 = holding({
  id: "a100",
  quantity: 10_000,
  as_of_on: "2021",
  source_id: "letter",
  ...chipOf("nvidia-a100-40gb-sxm"),
});
const figure = (rows: readonly ReturnType<typeof holding>[], company = "firm", of: typeof unit | null = unit) =>
  computeHeld({ rows, unit: of ?? undefined }, company, "2026-11-24", "disputed");

describe("compute held", () => {
  // 10,000 x 312 / 989.4 = 3,153.4.
  it("is told in H100-equivalents with the levels of evidence on which it differs", () => {
    expect(figure([a100])).toEqual({
      label: "Compute held",
      h100: expect.closeTo(3153.4, 1),
      levels: ["confirmed only: not known"],
      value: "3.15k",
      detail: "H100-equivalents of 10k chips; confirmed only: not known",
      sources: ["hardware", "letter"],
    });
  });

  it("is not known, never zero, without a throughput", () => {
    const p800 = holding({ id: "p800", quantity: 30_000, ...chipOf("baidu-kunlun-p800") });
    expect(figure([p800])).toMatchObject({
      value: "not known",
      detail: "no known H100-equivalents of 30k chips; 30k chips not reckoned, without a name or a known throughput",
    });
    expect(figure([a100], "firm", null)?.value).toBe("not known");
  });

  it("is absent where nothing is held, and another company's rows are not its own", () => {
    expect(figure([])).toBeUndefined();
    expect(figure([holding({ id: "plan", kind: "purchase-plan" })])).toBeUndefined();
    expect(figure([a100], "other-firm")).toBeUndefined();
  });

  it("says so where it stands for several firms", () => {
    const label = figure([{ ...a100, company_id: "chinese-buyers" }], "chinese-buyers")?.label;
    expect(label).toBe("Compute held, several firms together");
  });
});

it("a row says what it is worth, and why it does not count", () => {
  const rows = [a100, holding({ id: "order", kind: "order", as_of_on: "2025", quantity: 500 })];
  const verdicts = judgeHoldings(rows);
  const said = rows.map((row) =>
    sayVerdict(row, verdicts.get(row.id) ?? { counted: true, ground: "held", whyNot: null }, 989.4),
  );
  expect(said).toEqual([
    "3.15k H100-equivalents, counted",
    "500 H100-equivalents, not counted: Ordered, not held: no later row tells of a delivery",
  ]);
});
