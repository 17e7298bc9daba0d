import { describe, expect, it } from "vitest";
import { h100Equivalents, isSameType, judgeHoldings } from "../../../server/chips/holdings.js";
import { chip } from "./shipped.js";
import { chipOf, holding, shippedHoldings } from "./shipped-holdings.js";

/** Verdicts by id: "counted", or the ground on which a row is not. */
function judged(rows: Parameters<typeof judgeHoldings>[0]): Record<string, string> {
  return Object.fromEntries(
    [...judgeHoldings(rows)].map(([id, { counted, ground }]) => [id, counted ? "counted" : ground]),
  );
}

const why = (rows: Parameters<typeof judgeHoldings>[0], id: string) => judgeHoldings(rows).get(id)?.whyNot;

describe("H100-equivalents", () => {
  // Dense FP16 of the rows in chips.csv: A100 312, H20 148, B200 2,250 and H100 SXM 989.4 TFLOPS.
  it.each([
    ["nvidia-h100-sxm", 1000, 1000],
    ["nvidia-a100-40gb-sxm", 10_000, (10_000 * 312) / 989.4],
    ["nvidia-h20", 230_000, (230_000 * 148) / 989.4],
    ["nvidia-b200", 110_000, (110_000 * 2250) / 989.4],
  ])("of %s, %d chips", (id, quantity, worth) => {
    const answer = h100Equivalents(holding({ id: "x", quantity, ...chipOf(id) }), chip("nvidia-h100-sxm").fp16_tflops);
    expect(answer.known && answer.value).toBeCloseTo(worth, 6);
  });

  it.each([
    [{ quantity: null }, 989.4, "the number of chips is not given"],
    [chipOf(null), 989.4, "the chip is not named"],
    [chipOf("baidu-kunlun-p800"), 989.4, "no dense 16-bit throughput of Baidu Kunlun P800 is known"],
    [{}, null, "no dense 16-bit throughput of the H100 SXM is known"],
  ])("are unknown, never zero, without %o", (given, unit, reason) => {
    expect(h100Equivalents(holding({ id: "x", ...given }), unit)).toEqual({ known: false, why: reason });
  });
});

describe("what counts as one type of chip", () => {
  const of = (id: string) => holding({ id, ...chipOf(id) });
  it.each([
    ["nvidia-h100-sxm", "nvidia-h200", true],
    ["nvidia-a100-40gb-sxm", "nvidia-a100-80gb-sxm", true],
    ["nvidia-h100-sxm", "nvidia-h800-sxm", false],
    ["nvidia-h800-sxm", "nvidia-h20", false],
    ["nvidia-h100-sxm", "nvidia-h100-pcie", false],
    ["nvidia-b200", "nvidia-gb200", false],
    ["baidu-kunlun-p800", "baidu-kunlun-p800", true],
    ["baidu-kunlun-p800", "baidu-kunlun-2", false],
  ])("%s and %s: %s", (one, other, same) => {
    expect(isSameType(of(one), of(other))).toBe(same);
    expect(isSameType(of(other), of(one))).toBe(same);
  });
});

describe("no chip counts twice", () => {
  it("in a later count of the same stock", () => {
    const rows = [
      holding({ id: "2023", as_of_on: "2023-12-31", quantity: 90_000 }),
      holding({ id: "2024", as_of_on: "2024-12-31", quantity: 360_000 }),
    ];
    expect(judged(rows)).toEqual({ "2023": "later-count", "2024": "counted" });
    expect(why(rows, "2023")).toBe("A later count stands: 360,000 NVIDIA H100 80GB SXM, 31 Dec 2024.");
  });

  it("in counts of one day: the better evidenced stands, then the larger", () => {
    expect(
      judged([
        holding({ id: "rumour", quantity: 9000, confidence: "disputed" }),
        holding({ id: "report", quantity: 1000 }),
        holding({ id: "larger", quantity: 2000 }),
      ]),
    ).toEqual({ rumour: "later-count", report: "later-count", larger: "counted" });
  });

  it("as ordered and delivered", () => {
    // Baidu ordered 1,600 Ascend 910B in August 2023; 1,000 had come by October.
    const order = { ...chipOf("huawei-ascend-910b"), kind: "order", quantity: 1600, as_of_on: "2023-08" } as const;
    const delivery = { ...order, kind: "shipment", quantity: 1000, as_of_on: "2023-10" } as const;
    const rows = [holding({ id: "order", ...order }), holding({ id: "delivery", ...delivery })];
    expect(judged(rows)).toEqual({ order: "delivered", delivery: "counted" });
    expect(judged(rows.slice(0, 1))).toEqual({ order: "ordered" });
    expect(judged([holding({ id: "order", ...order, as_of_on: "2024" }), ...rows.slice(1)]).order).toBe("ordered");
    expect(why(rows, "order")).toContain("1,000 Huawei Ascend 910B, Oct 2023");
  });

  it("as a cluster or a delivery within a stock, also of another chip of the type", () => {
    const rows = [
      holding({ id: "stock", quantity: 221_173 }),
      holding({ id: "cluster", kind: "cluster", quantity: 65_536, as_of_on: "2024-11-21", ...chipOf("nvidia-h200") }),
      holding({ id: "delivery", kind: "shipment", quantity: 100_000, as_of_on: "2024-12" }),
      holding({ id: "later", kind: "cluster", quantity: 50_000, as_of_on: "2025-06-01" }),
    ];
    expect(judged(rows)).toEqual({ stock: "counted", cluster: "contained", delivery: "contained", later: "contained" });
    expect(why(rows, "cluster")).toBe(
      "Contained in another count of such chips: 221,173 NVIDIA H100 80GB SXM, 31 Dec 2024.",
    );
  });

  it("as a stock that a later delivery outgrows: the flow stands alone, never added to the stock", () => {
    const rows = [
      holding({ id: "stock", quantity: 90_000, as_of_on: "2023-12-31" }),
      holding({ id: "delivery", kind: "shipment", quantity: 169_000, as_of_on: "2024-12" }),
    ];
    expect(judged(rows)).toEqual({ stock: "later-count", delivery: "counted" });
    const [stock, delivery] = rows as [(typeof rows)[0], (typeof rows)[0]];
    expect(judged([stock, { ...delivery, as_of_on: "2022-12" }])).toEqual({ stock: "counted", delivery: "contained" });
  });

  it("as a cluster and its enlargement", () => {
    // Colossus: 100,000 H100 in September 2024; 150,000 H100 and 50,000 H200 in July 2025.
    const rows = [
      holding({ id: "phase 1", kind: "cluster", quantity: 100_000, as_of_on: "2024-09-02", source_id: "epoch" }),
      holding({ id: "h100", kind: "cluster", quantity: 150_000, as_of_on: "2025-07-22" }),
      holding({ id: "h200", kind: "cluster", quantity: 50_000, as_of_on: "2025-07-22", ...chipOf("nvidia-h200") }),
    ];
    expect(judged(rows)).toEqual({ "phase 1": "later-count", h100: "counted", h200: "counted" });
  });

  it("as the cluster of a customer in its vendor's halls", () => {
    const trainium = chipOf("amazon-trainium-2");
    const rows = [
      holding({ id: "amazon", kind: "cluster", company_id: "amazon", quantity: 500_000, ...trainium }),
      holding({ id: "anthropic", kind: "cluster", company_id: "anthropic", quantity: 1_000_000, ...trainium }),
    ];
    expect(judged(rows)).toEqual({ amazon: "counted", anthropic: "run-by-vendor" });
    expect(judged(rows.slice(1))).toEqual({ anthropic: "counted" });
  });
});

it("adds up the clusters that one source counts on one day: they are different sites", () => {
  const cluster = { kind: "cluster", quantity: 24_576, as_of_on: "2024-03-12" } as const;
  const rows = [holding({ id: "a", ...cluster }), holding({ id: "b", ...cluster })];
  expect(judged(rows)).toEqual({ a: "counted", b: "counted" });
  expect(judged([...rows, holding({ id: "c", ...cluster, quantity: 30_000, source_id: "other" })])).toEqual({
    a: "counted",
    b: "counted",
    c: "contained",
  });
});

it("never takes plans, a vendor's goods or counts of several firms for what a firm holds", () => {
  expect(
    judged([
      holding({ id: "plan", kind: "purchase-plan" }),
      holding({ id: "goods", company_id: "nvidia" }),
      holding({ id: "output", company_id: "nvidia", kind: "order" }),
      holding({ id: "together", company_id: "chinese-buyers" }),
      holding({ id: "earlier", company_id: "chinese-buyers", as_of_on: "2023-12-31" }),
      holding({ id: "own", company_id: "nvidia", kind: "cluster" }),
    ]),
  ).toEqual({
    plan: "planned",
    goods: "vendor-stock",
    output: "vendor-stock",
    together: "several-firms",
    earlier: "later-count",
    own: "counted",
  });
});

it("keeps what has no number or no name unknown", () => {
  const rows = [
    holding({ id: "no number", quantity: null }),
    holding({ id: "old", ...chipOf(null), as_of_on: "2022" }),
    holding({ id: "no name", ...chipOf(null) }),
  ];
  expect(judged(rows)).toEqual({ "no number": "number-not-given", old: "later-count", "no name": "counted" });
  expect(judged([...rows, holding({ id: "named" })])["no name"]).toBe("chip-not-named");
});

describe("the shipped rows", () => {
  const at = (day: string) => shippedHoldings.filter(({ as_of_on }) => as_of_on <= day);

  it("each get one verdict, and a reason unless they count", () => {
    const verdicts = judgeHoldings(shippedHoldings);
    expect(new Set(verdicts.keys())).toEqual(new Set(shippedHoldings.map(({ id }) => id)));
    for (const { counted, whyNot } of verdicts.values()) expect(counted).toBe(whyNot === null);
  });

  it("count each company's chips of a kind but once, at the end of 2025", () => {
    const rows = at("2025-12-31");
    const verdicts = judgeHoldings(rows);
    const counted = rows.filter(({ id }) => verdicts.get(id)?.counted);
    const of = (company: string) =>
      counted.filter(({ company_id }) => company_id === company).map(({ id }) => id.replace(`${company}-`, ""));
    // Worked by hand from the file: the end-of-2025 estimates contain Omdia's deliveries and every cluster of the type.
    expect(of("microsoft").sort()).toEqual([
      "amd-epoch-2025",
      "nvidia-a100-80gb-sxm-epoch-2025",
      "nvidia-b200-epoch-2025",
      "nvidia-b300-epoch-2025",
      "nvidia-h100-sxm-epoch-2025",
    ]);
    expect(of("xai").sort()).toEqual([
      "nvidia-b200-cluster-2025-07-22",
      "nvidia-b200-cluster-2025-09-08",
      "nvidia-h100-sxm-cluster-2025-07-22",
      "nvidia-h200-cluster-2025-07-22",
    ]);
    expect(of("deepseek").sort()).toEqual([
      "nvidia-h100-sxm-stockpile-2025-01-31",
      "nvidia-h800-sxm-stockpile-2025-01-31",
    ]);
    expect(of("baidu").sort()).toEqual(["baidu-kunlun-p800-cluster-2025-04", "huawei-ascend-910b-shipment-2023-10"]);
    for (const none of ["chinese-buyers", "nvidia", "huawei", "anthropic"]) expect(of(none)).toEqual([]);
  });
});
