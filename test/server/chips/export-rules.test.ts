import { describe, expect, it } from "vitest";
import { evaluate } from "../../../server/chips/conditions.js";
import {
  agreement,
  chipStatus,
  type ExportRule,
  explain,
  explainChina,
  parseConditions,
  readRule,
  ruleLabel,
  ruleRole,
  rulesInForce,
  rulingDay,
  sayGround,
  type UsStatus,
} from "../../../server/chips/export-rules.js";
import { type ChipSpecification, chipMetrics } from "../../../server/chips/performance.js";
import { known, missing } from "../../../server/values/known.js";
import { chip, chips, rule, rules, rulings, specification } from "./shipped.js";

const ruleA = "us-2023-10-17-3a090-a";
const ruleB = "us-2023-10-17-3a090-b";
const consumerNotice = "us-2023-10-17-nac-consumer";
const links = "us-2022-10-07-3a090";
const bandwidth = "us-2025-04-09-bandwidth";
const caseByCase = "us-2026-01-15-case-by-case";

/** A data-centre chip of a given TPP and density; INT8 weighs 8 bits. */
function point(tpp: number | null, density: number | null, given: Partial<ChipSpecification> = {}): ChipSpecification {
  const area = tpp !== null && density !== null ? tpp / density : null;
  return specification({ int8_tops: tpp === null ? null : tpp / 8, die_area_mm2: area, ...given });
}

function outcome(ruleId: string, given: ChipSpecification): string {
  return evaluate(rule(ruleId).conditions, chipMetrics(given)).outcome;
}

describe("conditions", () => {
  it("are read as stored and nested", () => {
    const stored = '{"any":[{"all":[{"metric":"tpp","op":">=","value":4800}]}]}';
    expect(parseConditions(stored)).toEqual({ any: [{ all: [{ metric: "tpp", op: ">=", value: 4800 }] }] });
    const nested = {
      not: { any: [{ all: [{ metric: "tpp", op: "<", value: 1 }] }, { metric: "chip_id", op: "in", value: ["x"] }] },
    };
    expect(parseConditions(nested)).toEqual(nested);
  });

  it("of every shipped rule are usable", () => {
    expect(rules).toHaveLength(38);
  });

  it.each([
    ["an unknown metric", { metric: "tflops", op: ">=", value: 1 }, 'conditions.metric: unknown metric "tflops"'],
    ["an unknown operator", { metric: "tpp", op: "=>", value: 1 }, 'conditions.op: unknown operator "=>"'],
    ["an inherited name", { metric: "constructor", op: "==", value: 1 }, 'unknown metric "constructor"'],
    ["no condition", { some: [] }, 'conditions: {"some":[]} is neither a comparison nor "any", "all" or "not"'],
    ["a bare value", 4800, "conditions: 4800 is neither"],
    ["a list in place of a group", { any: { metric: "tpp" } }, "conditions.any:"],
    ["an empty all", { all: [] }, 'an empty "all" would catch everything'],
    ["two groups in one", { any: [], all: [] }, 'unrecognized key: "all"'],
    ["a number for text", { metric: "vendor_country", op: "==", value: 1 }, "vendor_country is text, not 1"],
    ["text for a number", { metric: "tpp", op: ">=", value: "4800" }, 'tpp is a number, not "4800"'],
    ["an order of texts", { metric: "chip_id", op: ">=", value: "a" }, '">=" does not apply to chip_id'],
    ["one value for in", { metric: "chip_id", op: "in", value: "a" }, '"in" needs a list, not "a"'],
    ["a list for >=", { metric: "tpp", op: ">=", value: [1] }, '">=" needs one value, not [1]'],
    ["a flag that is neither", { metric: "datacenter", op: "==", value: 2 }, "datacenter is 0 or 1, not 2"],
    ["no number", { metric: "tpp", op: ">=", value: null }, "value null is no number"],
    ["text that is no JSON", "{any", '"{any" is no JSON'],
  ])("refuse %s and name it", (_, json, message) => {
    expect(() => parseConditions(json)).toThrow(message);
  });

  it("name every fault at once, with its place and its rule", () => {
    const conditions = {
      any: [
        {
          all: [
            { metric: "a", op: ">=", value: 1 },
            { metric: "tpp", op: "~", value: 1 },
          ],
        },
      ],
    };
    expect(() => readRule({ ...rule(ruleA), id: "draft", conditions })).toThrow(
      'draft: conditions.any[0].all[0].metric: unknown metric "a"; draft: conditions.any[0].all[1].op: unknown operator "~"',
    );
  });

  it("nested beyond all sense are refused, not followed", () => {
    let nested: unknown = { metric: "tpp", op: ">=", value: 1 };
    for (let level = 0; level < 20_000; level++) nested = { not: nested };
    expect(() => parseConditions(nested)).toThrow("nested deeper than 16 levels");
  });
});

describe("three values", () => {
  const met = { metric: "tpp", op: ">=", value: 1 } as const;
  const failed = { metric: "tpp", op: "<", value: 1 } as const;
  const open = { metric: "performance_density", op: ">=", value: 1 } as const;
  const values = { tpp: known(2), performance_density: missing("no die area") };
  it.each([
    [{ any: [failed, open, met] }, "met"],
    [{ any: [failed, open] }, "undetermined"],
    [{ any: [failed, failed] }, "not-met"],
    [{ any: [] }, "not-met"],
    [{ all: [met, open, failed] }, "not-met"],
    [{ all: [met, open] }, "undetermined"],
    [{ all: [met, met] }, "met"],
    [{ not: open }, "undetermined"],
    [{ not: failed }, "met"],
  ])("%j is %s", (condition, expected) => {
    expect(evaluate(condition, values).outcome).toBe(expected);
  });

  it("carry their grounds", () => {
    expect(evaluate(rule(ruleA).conditions, chipMetrics(chip("nvidia-h100-sxm"))).because).toEqual([
      { metric: "datacenter", value: 1, op: "==", threshold: 1, margin: 0, outcome: "met" },
      { metric: "tpp", value: 15_832, op: ">=", threshold: 4800, margin: 11_032, outcome: "met" },
    ]);
  });

  it("say what is true, with the decimals that tell a figure from its limit", () => {
    const say = (op: ">=" | "<", value: number, threshold: number) =>
      sayGround(
        evaluate({ metric: "performance_density", op, value: threshold }, { performance_density: known(value) })
          .because[0] ?? never(),
      );
    expect(say(">=", 6.04, 5.92)).toBe("performance density 6.04 ≥ 5.92");
    expect(say(">=", 2.909, 5.92)).toBe("performance density 2.91 < 5.92");
    expect(say("<", 5.92, 5.92)).toBe("performance density 5.92 ≥ 5.92");
    expect(say(">=", 5.9196, 5.92)).toBe("performance density 5.9196 < 5.92");
  });
});

function never(): never {
  throw new Error("no ground");
}

describe("limits of the regulations", () => {
  // 87 FR 62186, 3A090 of October 2022: aggregate transfer rate of 600 GB/s or more and 4,800 or more.
  it.each([
    [4800, 600, "met"],
    [4799, 600, "not-met"],
    [4800, 599, "not-met"],
    [4800, null, "undetermined"],
    [4799, null, "not-met"],
    [null, 600, "undetermined"],
    [null, 599, "not-met"],
  ])("3A090 of 2022: TPP %s with links of %s is %s", (tpp, interconnect_gb_s, expected) => {
    expect(outcome(links, point(tpp, null, { interconnect_gb_s }))).toBe(expected);
  });

  // 88 FR 73458, 3A090.a: "4800 or more", or "1600 or more" and "5.92 or more": the limits themselves are caught.
  it.each([
    [4800, 1, "met"],
    [4799, 1, "not-met"],
    [4800, null, "met"],
    [4799, null, "undetermined"],
    [1600, 5.92, "met"],
    [1600, 5.919, "not-met"],
    [1599, 5.92, "not-met"],
    [1599, null, "not-met"],
    [null, null, "undetermined"],
  ])("3A090.a: TPP %s at density %s is %s", (tpp, density, expected) => {
    expect(outcome(ruleA, point(tpp, density))).toBe(expected);
  });

  // 3A090.b.1: TPP from 2,400 below 4,800 with density from 1.6 below 5.92; .b.2: from 1,600 with density from 3.2 below 5.92.
  it.each([
    [2400, 1.6, "met"],
    [2399, 1.6, "not-met"],
    [2400, 1.599, "not-met"],
    [4799, 5.919, "met"],
    [4800, 1.6, "not-met"],
    [1600, 3.2, "met"],
    [1599, 3.2, "not-met"],
    [1600, 3.199, "not-met"],
    [1600, 5.92, "not-met"],
    [2400, null, "undetermined"],
    [1599, null, "not-met"],
  ])("3A090.b: TPP %s at density %s is %s", (tpp, density, expected) => {
    expect(outcome(ruleB, point(tpp, density))).toBe(expected);
  });

  it("catch a consumer card by notice only, and a chip of unknown market not at all surely", () => {
    const status = (tpp: number, market: string | null) =>
      chipStatus(point(tpp, 10, { market }), rules, "2024-01-01").status;
    expect(status(4800, "consumer")).toBe("notification");
    expect(status(4799, "consumer")).toBe("allowed");
    expect(status(4799, "global")).toBe("prohibited-without-license");
    expect(status(4800, null)).toBe("undetermined");
    expect(status(1599, null)).toBe("allowed");
  });

  // Letters of April 2025: 1,400 GB/s of memory, 1,100 GB/s of I/O, or 1,700 GB/s of both.
  it.each([
    [1400, 0, "met"],
    [1399, 300, "not-met"],
    [1399, 301, "met"],
    [0, 1100, "met"],
    [700, 1000, "met"],
    [1399, null, "undetermined"],
    [1400, null, "met"],
    [null, 1099, "undetermined"],
    [null, 1100, "met"],
  ])(
    "bandwidth letters: %s GB/s of memory with links of %s is %s",
    (memory_bandwidth_gb_s, interconnect_gb_s, expected) => {
      expect(outcome(bandwidth, point(100, null, { memory_bandwidth_gb_s, interconnect_gb_s }))).toBe(expected);
    },
  );

  it("let the known part of a sum settle it alone", () => {
    const sum = { metric: "memory_plus_interconnect_gb_s", value: 1700 } as const;
    const known1700 = chipMetrics(specification({ memory_bandwidth_gb_s: 1700 }));
    const known1699 = chipMetrics(specification({ memory_bandwidth_gb_s: 1699 }));
    expect(evaluate({ ...sum, op: ">=" }, known1700).outcome).toBe("met");
    expect(evaluate({ ...sum, op: ">=" }, known1699).outcome).toBe("undetermined");
    expect(evaluate({ ...sum, op: ">" }, known1700).outcome).toBe("undetermined");
    expect(evaluate({ ...sum, op: "<" }, known1700).outcome).toBe("not-met");
    expect(evaluate({ ...sum, op: "<" }, known1699).outcome).toBe("undetermined");
  });
});

describe("rules in force", () => {
  const ids = (day: string) => rulesInForce(rules, day).map(({ id }) => id);
  it("hold from their first day to the day before their end", () => {
    expect(ids("2023-11-16")).toContain(links);
    expect(ids("2023-11-16")).not.toContain(ruleA);
    expect(ids("2023-11-17")).not.toContain(links);
    expect(ids("2023-11-17")).toContain(ruleA);
  });

  it("never hold without a day of effect", () => {
    expect(ids("2026-11-24")).not.toContain("us-2025-12-08-h200-announcement");
  });

  it("count reduced dates from their first day, and a reduced view to its last", () => {
    const reduced: ExportRule = { ...rule(ruleA), effective_on: "2023-11", ended_on: "2024" };
    const holds = (day: string) => rulesInForce([reduced], day).length === 1;
    expect(["2023-10-31", "2023-11-01", "2023-12-31", "2024-01-01"].map(holds)).toEqual([false, true, true, false]);
    expect(holds("2023-11")).toBe(true);
  });

  it("bear on chips by consequence and metric, whoever issued them", () => {
    expect(ruleRole(rule(ruleA))).toBe("prohibits");
    expect(ruleRole(rule("us-2024-12-02-hbm"))).toBe("prohibits");
    expect(ruleRole(rule("cn-2025-11-05-state-data-centres"))).toBe("china-bans");
    for (const id of [
      "us-2025-01-16-foundry",
      "us-2026-01-15-tariff",
      "us-2023-10-17-sme",
      "cn-2025-09-15-samr-nvidia",
    ]) {
      expect(ruleRole(rule(id))).toBeUndefined();
    }
    const weights = parseConditions({ metric: "training_compute_flop", op: ">=", value: 1e26 });
    expect(ruleRole({ consequence: "prohibited-without-license", conditions: weights })).toBeUndefined();
  });

  it("are called by their paragraph, else by their title", () => {
    const labels = [ruleA, links, consumerNotice, bandwidth].map((id) => ruleLabel(rule(id)));
    expect(labels).toEqual(["3A090.a", "3A090", "Note 2 to 3A090", "Letters on memory and I/O bandwidth"]);
  });
});

describe("status of a chip", () => {
  const days = ["2022-11-15", "2023-11-30", "2025-05-31", "2026-11-24"] as const;
  const no = "prohibited-without-license";
  const open = "open relief";
  /**
   * Reasoned from the rules in force on each day: 600 GB/s and TPP 4,800; then TPP and density; then the bandwidth
   * letters as well; then the relief of January 2026 too. That relief names H200 and MI325X; of other chips it asks
   * whether they were on sale in the US, which is open for worldwide ones and false for those made for China.
   */
  const expected: readonly (readonly [string, UsStatus, UsStatus, UsStatus, UsStatus, typeof open | null])[] = [
    // TPP 4,992 at density 6.04, links 600.
    ["nvidia-a100-80gb-sxm", no, no, no, no, open],
    // As the A100 but with links of 400.
    ["nvidia-a800-sxm", "allowed", no, no, no, null],
    ["nvidia-h100-sxm", no, no, no, no, open],
    ["nvidia-h800-sxm", "allowed", no, no, no, null],
    // TPP 5,864 over PCIe of 64 GB/s.
    ["nvidia-l40s", "allowed", no, no, no, open],
    // TPP 1,912 at density 3.14: below .b.1 by TPP and below .b.2 by density.
    ["nvidia-l20", "allowed", "allowed", "allowed", "allowed", null],
    // TPP 2,368 at density 2.91; 4,000 GB/s of memory; licences since August 2025.
    ["nvidia-h20", "allowed", "allowed", no, "licensed", null],
    // Consumer cards of TPP 5,285 and 4,707.
    ["nvidia-rtx-4090", "allowed", "notification", "notification", "notification", null],
    ["nvidia-rtx-4090d", "allowed", "allowed", "allowed", "allowed", null],
    ["amd-mi250x", no, no, no, no, open],
    // Links not in the data: open under the rule of 2022, settled by TPP 20,919 afterwards.
    ["amd-mi300x", "undetermined", no, no, no, open],
    ["intel-gaudi-2", no, no, no, no, open],
    // TPP 6,016; links of 392.
    ["huawei-ascend-910b", "allowed", no, no, no, null],
  ];
  for (const [id, ...row] of expected) {
    it(`${id} over four dates`, () => {
      const statuses = days.map((day) => chipStatus(chip(id), rules, day));
      expect(statuses.map(({ status }) => status)).toEqual(row.slice(0, 4));
      const reliefs = statuses.map(({ openRelief }) => openRelief.map(({ rule_id }) => rule_id));
      expect(reliefs).toEqual([[], [], [], row[4] ? [caseByCase] : []]);
    });
  }

  it("names the deciding rule, the earliest of equals", () => {
    const decider = (id: string, day: string) => chipStatus(chip(id), rules, day).ruleId;
    expect(decider("nvidia-a100-80gb-sxm", "2022-08-26")).toBe("us-2022-08-26-is-informed");
    expect(decider("nvidia-a800-sxm", "2023-10-24")).toBe("us-2023-10-24-nvidia-letter");
    expect(decider("nvidia-h100-sxm", "2025-02-01")).toBe(ruleA);
    expect(decider("nvidia-h20", "2025-04-09")).toBe(bandwidth);
    expect(decider("nvidia-h20", "2025-08-08")).toBe("us-2025-08-08-revenue-share");
    expect(decider("nvidia-l20", "2025-08-08")).toBeNull();
  });

  it("is licensed where relief names the chip, with the prohibition kept in sight", () => {
    const status = chipStatus(chip("nvidia-h200"), rules, "2026-01-15");
    expect(status).toMatchObject({ status: "licensed", ruleId: caseByCase, relievedRuleId: ruleA, openRelief: [] });
    expect(chipStatus(chip("nvidia-h200"), rules, "2026-01-14").status).toBe(no);
    // The announcement of December 2025 had no legal effect of its own.
    expect(chipStatus(chip("nvidia-h200"), rules, "2025-12-20").status).toBe(no);
  });

  it("knows no relief above its limits: B200 has TPP 36,000", () => {
    expect(chipStatus(chip("nvidia-b200"), rules, "2026-11-24")).toMatchObject({ status: no, openRelief: [] });
  });

  it("is settled where what is missing cannot change it", () => {
    // L2: the die area is not known, but TPP 1,544 is below every limit, with 300 + 64 GB/s.
    expect(chipStatus(chip("nvidia-l2"), rules, "2026-11-24")).toMatchObject({ status: "allowed", open: [] });
    // Neither die area nor links are needed once TPP reaches 4,800.
    expect(chipStatus(point(4800, null), rules, "2025-05-31").status).toBe(no);
  });

  it("is undetermined where it can, and says which rules are open", () => {
    const status = chipStatus(point(3000, null), rules, "2024-01-01");
    expect(status).toMatchObject({ status: "undetermined", ruleId: null });
    expect(status.open.map(({ rule_id }) => rule_id)).toEqual([ruleA, ruleB]);
    // Nothing but the market missing: a consumer card of this TPP would need notice, another a licence.
    expect(chipStatus(point(5000, 3, { market: null }), rules, "2024-01-01").open).toHaveLength(2);
  });

  it("of a free specification ignores rules that name chips, vendors or their countries", () => {
    const free = point(100, 1, { memory_bandwidth_gb_s: 100, interconnect_gb_s: 32 });
    const status = chipStatus(free, rules, "2026-02-01");
    expect(status.status).toBe("allowed");
    expect(status.rules.find(({ rule_id }) => rule_id === "us-2025-08-08-revenue-share")?.outcome).toBe("not-met");
    expect(status.rules.find(({ rule_id }) => rule_id === "cn-2026-01-28-h200-approvals")?.outcome).toBe("not-met");
  });

  it("keeps the Chinese side's answer apart", () => {
    const stopped = chipStatus(chip("nvidia-rtx-pro-6000d"), rules, "2025-09-17");
    expect(stopped).toMatchObject({ status: "undetermined", china: { status: "banned-by-china" } });
    const h200 = chipStatus(chip("nvidia-h200"), rules, "2026-01-20");
    expect(h200).toMatchObject({
      status: "licensed",
      china: { status: "banned-by-china", ruleId: "cn-2026-01-14-customs-h200" },
    });
    // Approved from 28 January, but not for buyers with state money, and of a buyer nothing is known.
    expect(chipStatus(chip("nvidia-h200"), rules, "2026-01-28").china).toMatchObject({
      status: "undetermined",
      otherwise: "conditional-approval",
    });
    expect(chipStatus(chip("huawei-ascend-910b"), rules, "2026-11-24").china.status).toBe("no-measure");
  });

  it("is allowed before any rule", () => {
    expect(chipStatus(chip("nvidia-v100-sxm2"), rules, "2019-01-01")).toMatchObject({ status: "allowed", rules: [] });
  });

  it("explains itself", () => {
    const says = (id: string, day: string) => explain(chipStatus(chip(id), rules, day));
    expect(says("nvidia-h100-sxm", "2024-01-01")).toBe(
      "Licence needed: TPP 15,832 ≥ 4,800, made for data centres (3A090.a).",
    );
    expect(says("nvidia-l40", "2024-01-01")).toBe(
      "Notice to BIS needed (exception NAC): TPP 2,896 ≥ 2,400 and < 4,800, performance density 4.76 ≥ 1.6 and < 5.92, made for data centres (3A090.b).",
    );
    expect(says("nvidia-h20", "2024-01-01")).toBe(
      "No US chip rule in force on 1 Jan 2024 catches it; nearest: TPP 2,368 < 2,400 (3A090.b).",
    );
    expect(says("nvidia-h20", "2026-01-01")).toBe(
      "Licences are issued: named in the rule (Licences for H20 and MI308 against 15 percent of revenue); otherwise caught by memory bandwidth 4,000 ≥ 1,400 GB/s (Letters on memory and I/O bandwidth).",
    );
    expect(says("amd-mi300x", "2022-11-15")).toBe(
      "Undetermined: links unknown (no interconnect figure), limit 600 GB/s (3A090).",
    );
    expect(says("nvidia-a100-80gb-sxm", "2026-11-24")).toBe(
      "Licence needed: TPP 4,992 ≥ 4,800, made for data centres (3A090.a). Relief is open: not known whether on sale in the US on 15 Jan 2026 (not in the data) (Case-by-case review for H200-class chips).",
    );
    expect(says("nvidia-v100-sxm2", "2019-01-01")).toBe("No US chip rule in force on 1 Jan 2019 catches it.");
    expect(explainChina(chipStatus(chip("nvidia-rtx-pro-6000d"), rules, "2025-09-17"))).toBe(
      "China bars it: named in the rule (Instruction to end RTX Pro 6000D tests and orders).",
    );
  });
});

describe("recorded rulings", () => {
  const notTold = "figures that decide are not known";
  const buyer = "reaches buyers with state money only, and a chip has no buyer";
  const stricter = "practice was stricter than the text, which opens the notified exception";
  /** An honest snapshot: every ruling that the rules do not reproduce from the data, with the reason. */
  const apart = [
    ["open", "biren-br100--us-2022-10-07-3a090", notTold],
    ["open", "biren-br104--us-2022-10-07-3a090", notTold],
    ["differs", "nvidia-l40--us-2023-10-17-3a090-b", stricter],
    ["differs", "nvidia-rtx-4090--us-2023-10-17-nac-consumer", stricter],
    ["open", "intel-gaudi-3-china--us-2023-10-17-3a090-b", notTold],
    ["differs", "nvidia-rtx-5090--us-2023-10-17-nac-consumer", stricter],
    ["open", "nvidia-rtx-5090d-v2--us-2025-04-09-bandwidth", notTold],
    ["open", "nvidia-rtx-5090d-v2--us-2025-04-09-bandwidth-2", notTold],
    ["open", "nvidia-rtx-pro-6000d--us-2025-04-09-bandwidth", notTold],
    ["open", "nvidia-h20--cn-2025-11-05-state-data-centres", buyer],
    ["open", "nvidia-h200--cn-2025-11-05-state-data-centres", buyer],
    ["open", "nvidia-b200--cn-2025-11-05-state-data-centres", buyer],
    ["open", "nvidia-b30a--us-2023-10-17-3a090-a", notTold],
    ["open", "nvidia-h200--cn-2026-01-28-h200-approvals", buyer],
  ] as const;

  it("agree with the rules in 59 of 73 cases, differ in 3, and leave 11 open", () => {
    const held = rulings.map((ruling) => {
      const under = rule(ruling.rule_id);
      const status = chipStatus(chip(ruling.chip_id), rules, rulingDay(ruling, under));
      return { id: ruling.id, verdict: agreement(ruling, status, under) };
    });
    expect(held).toHaveLength(73);
    expect(held.filter(({ verdict }) => verdict === "agrees")).toHaveLength(59);
    const byId = (one: { readonly id: string }, other: { readonly id: string }) => (one.id < other.id ? -1 : 1);
    const found = held.filter(({ verdict }) => verdict !== "agrees").sort(byId);
    expect(found).toEqual(apart.map(([verdict, id]) => ({ id, verdict })).sort(byId));
  });

  it("of a month are held against the rule from its first day in that month", () => {
    const mi250 = { rule_id: "us-2022-08-26-is-informed", status: no, from_on: "2022-08" };
    expect(rulingDay(mi250, rule(mi250.rule_id))).toBe("2022-08-26");
    expect(rulingDay({ ...mi250, from_on: "2022-09" }, rule(mi250.rule_id))).toBe("2022-09-01");
    expect(rulingDay({ ...mi250, from_on: "2022-08-20" }, rule(mi250.rule_id))).toBe("2022-08-20");
  });
  const no = "prohibited-without-license";
});

it("gives every shipped chip an answer with grounds on every date", () => {
  for (const each of chips) {
    for (const day of ["2019-01-01", "2022-09-01", "2022-11-15", "2023-11-30", "2025-05-31", "2026-11-24"]) {
      const status = chipStatus(each, rules, day);
      expect(explain(status)).not.toMatch(/undefined|NaN|\(\)/);
      expect(status.ruleId === null).toBe(status.status === "allowed" || status.status === "undetermined");
      expect(status.status === "undetermined").toBe(status.open.length > 0);
    }
  }
});
