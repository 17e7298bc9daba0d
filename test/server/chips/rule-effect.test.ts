import { describe, expect, it } from "vitest";
import { ruleEffects } from "../../../server/chips/rule-effect.js";
import { chip, chips, rule, rules, specification } from "./shipped.js";

/** "outcome, before to after: move" of a chip under a rule version; absent where the version has nothing on it. */
function effect(ruleId: string, chipId: string): string | undefined {
  const [found] = ruleEffects(rule(ruleId), [chip(chipId)], rules);
  return found && `${found.outcome}, ${found.before} to ${found.after}: ${found.move}`;
}

describe("what a rule version did to chips", () => {
  it("3A090 of 2022 caught the H100 already held by letter, and left the A800 alone", () => {
    expect(effect("us-2022-10-07-3a090", "nvidia-h100-sxm")).toBe(
      "met, prohibited-without-license to prohibited-without-license: unchanged",
    );
    expect(effect("us-2022-10-07-3a090", "nvidia-a800-sxm")).toBeUndefined();
  });

  it("the letter of October 2023 held the A800 more strictly, and no chip that it does not name", () => {
    expect(effect("us-2023-10-24-nvidia-letter", "nvidia-a800-sxm")).toBe(
      "met, allowed to prohibited-without-license: stricter",
    );
    const named = ruleEffects(rule("us-2023-10-24-nvidia-letter"), chips, rules).map((one) => one.chip.id);
    expect(named).toHaveLength(10);
  });

  it("of several versions of one day each has its own share", () => {
    // 17 November 2023: TPP 2,896 at density 4.76 is 3A090.b; TPP 5,285 of a consumer card is Note 2.
    expect(effect("us-2023-10-17-3a090-b", "nvidia-l40")).toBe("met, allowed to notification: stricter");
    expect(effect("us-2023-10-17-3a090-a", "nvidia-l40")).toBeUndefined();
    expect(effect("us-2023-10-17-nac-consumer", "nvidia-rtx-4090")).toBe("met, allowed to notification: stricter");
    expect(effect("us-2023-10-17-3a090-a", "nvidia-rtx-4090")).toBeUndefined();
    // Density unknown leaves .b open, but .a decides by TPP 13,368 alone.
    expect(effect("us-2023-10-17-3a090-b", "nvidia-h100-nvl")).toBe(
      "undetermined, undetermined to prohibited-without-license: by another rule",
    );
  });

  it("relief frees what it names", () => {
    expect(effect("us-2025-08-08-revenue-share", "nvidia-h20")).toBe(
      "met, prohibited-without-license to licensed: freer",
    );
    expect(effect("us-2026-01-15-case-by-case", "nvidia-h200")).toBe(
      "met, prohibited-without-license to licensed: freer",
    );
  });

  it("a version that replaces another frees what it no longer catches", () => {
    // TPP 4,800 with links of 600: on both limits of 2022, below the limit that is put in their place.
    const before = specification({ int8_tops: 600, interconnect_gb_s: 600, die_area_mm2: 4800 });
    const loosened = {
      ...rule("us-2023-10-17-3a090-a"),
      id: "looser",
      conditions: { any: [{ metric: "tpp", op: ">=", value: 9600 } as const] },
    };
    const world = [rule("us-2022-10-07-3a090"), loosened];
    expect(ruleEffects(loosened, [before], world)).toMatchObject([
      { outcome: "not-met", before: "prohibited-without-license", after: "allowed", move: "freer" },
    ]);
  });

  it("a Chinese measure is held against the Chinese answer", () => {
    expect(effect("cn-2025-09-17-cac-6000d", "nvidia-rtx-pro-6000d")).toBe(
      "met, no-measure to banned-by-china: stricter",
    );
    expect(effect("cn-2025-11-05-state-data-centres", "nvidia-h20")).toBe(
      "undetermined, no-measure to undetermined: opened",
    );
    expect(effect("cn-2026-01-14-customs-h200", "nvidia-h200")).toBe("met, undetermined to banned-by-china: settled");
  });

  it.each([
    ["a correction", "us-2024-04-04-corrections"],
    ["a suspension", "us-2025-11-10-affiliates-stay"],
    ["an announcement", "us-2025-12-08-h200-announcement"],
    ["a rule on equipment", "us-2023-10-17-sme"],
    ["a duty", "us-2026-01-15-tariff"],
  ])("%s changes nothing", (_, id) => expect(ruleEffects(rule(id), chips, rules)).toEqual([]));
});
