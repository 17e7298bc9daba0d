import { describe, expect, it } from "vitest";
import { rulingsCompared, sayTally, tally } from "../../../server/chips/rulings.js";
import { chips, rules, rulings } from "./shipped.js";

const compared = rulingsCompared(rulings, chips, rules);

function of(id: string) {
  const found = compared.find(({ ruling }) => ruling.id === id);
  if (!found) throw new Error(`${id} is not compared.`);
  return found;
}

describe("recorded rulings held against the rules", () => {
  it("are all compared and counted", () => {
    expect(compared.map(({ ruling }) => ruling.id)).toEqual(rulings.map(({ id }) => id));
    expect(sayTally(tally(compared))).toBe("59 agree, 3 differ, 11 open");
  });

  it("carry a reason wherever they do not agree, and none where they do", () => {
    for (const { ruling, agreement, reason } of compared) {
      if (agreement === "agrees") expect(reason, ruling.id).toBeNull();
      // A reason is a sentence for the reader that says what parts the two or what is missing.
      else expect(reason, ruling.id).toMatch(/stricter than the text|practice was stricter|stays open/);
    }
  });

  it("say what the rules give on the day, with the figures", () => {
    expect(of("nvidia-l40--us-2023-10-17-3a090-b")).toMatchObject({
      on: "2023-11-17",
      computed: "notification",
      agreement: "differs",
      explanation:
        "Notice to BIS needed (exception NAC): TPP 2,896 ≥ 2,400 and < 4,800, performance density 4.76 ≥ 1.6 and < 5.92, made for data centres (3A090.b).",
    });
  });

  it("on the Chinese side are held against the Chinese answer", () => {
    expect(of("nvidia-rtx-pro-6000d--cn-2025-09-17-cac-6000d")).toMatchObject({
      computed: "banned-by-china",
      agreement: "agrees",
    });
    expect(of("nvidia-h20--cn-2025-11-05-state-data-centres")).toMatchObject({
      computed: "undetermined",
      agreement: "open",
    });
  });

  it("are left out where chip or rule does not count yet", () => {
    const without = rulingsCompared(
      rulings,
      chips.filter(({ id }) => id !== "nvidia-h20"),
      rules.filter(({ id }) => id !== "us-2022-08-26-is-informed"),
    );
    expect(without.some(({ ruling }) => ruling.chip_id === "nvidia-h20")).toBe(false);
    expect(without.some(({ ruling }) => ruling.rule_id === "us-2022-08-26-is-informed")).toBe(false);
  });

  it("are counted in words, one and none alike", () => {
    expect(sayTally({ agrees: 1, differs: 1, open: 0 })).toBe("1 agrees, 1 differs, 0 open");
  });
});
