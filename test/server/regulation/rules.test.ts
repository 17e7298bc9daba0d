import { describe, expect, it } from "vitest";
import { inForceBySubject, inForceInAll, rulesOf, type Step, type Version } from "../../../server/regulation/rules.js";
import { subjectOfEvent, subjectOfVersion } from "../../../server/regulation/subjects.js";
import { openShippedStore } from "../../fixture.js";
import { sides } from "../../public/charts/ink.js";

const event = (id: string, on: string, step: Step["rule_step"], more: Partial<Step> = {}): Step => ({
  id,
  occurred_on: on,
  country: "CN",
  category: "regulation",
  title: `Title of ${id}`,
  subject: "labelling",
  rule_step: step,
  rule_event_id: null,
  ...more,
});
const version = (id: string, effective: string | null, ended: string | null, more: Partial<Version> = {}): Version => ({
  id,
  title: `Title of ${id}`,
  announced_on: effective,
  effective_on: effective,
  ended_on: ended,
  consequence: "prohibited-without-license",
  event_id: null,
  ...more,
});

/** China's labelling measures: issued on 14 March 2025, in effect since 1 September 2025. */
const labels = [
  event("issued", "2025-03-14", "issued"),
  event("effective", "2025-09-01", "took-effect", { rule_event_id: "issued" }),
];
/** Executive Order 14110: signed on 30 October 2023, revoked on 20 January 2025. */
const order = [
  event("signed", "2023-10-30", "took-effect", { country: "US", subject: "safety" }),
  event("revoked", "2025-01-20", "ended", { country: "US", subject: "safety", rule_event_id: "signed" }),
];

describe("rules told by events", () => {
  it.each([
    ["2025-03-14", "issued", null],
    ["2025-08-31", "issued", null],
    ["2025-09-01", "in-force", "2025-09-01"],
  ])("the labelling measures at %s stand as %s", (asOf, standing, since) => {
    const inView = labels.filter(({ occurred_on }) => occurred_on <= asOf);
    expect(rulesOf(inView, [], asOf)).toEqual([
      expect.objectContaining({ id: "issued", title: "Title of issued", standing, since, ended: null }),
    ]);
  });

  it.each([
    ["2025-01-19", "in-force", null],
    ["2025-01-20", "ended", "2025-01-20"],
  ])("the revoked order at %s stands as %s", (asOf, standing, ended) => {
    const inView = order.filter(({ occurred_on }) => occurred_on <= asOf);
    expect(rulesOf(inView, [], asOf)).toEqual([
      expect.objectContaining({ id: "signed", standing, since: "2023-10-30", ended }),
    ]);
  });

  it("a rule that came back after its end is in force again", () => {
    const again = event("again", "2026-01-01", "took-effect", { rule_event_id: "signed" });
    expect(rulesOf([...order, again], [], "2026-02-01")).toEqual([
      expect.objectContaining({ standing: "in-force", since: "2026-01-01", ended: null }),
    ]);
  });

  it("what is no step of a rule is none", () => {
    expect(rulesOf([event("listing", "2025-01-01", null)], [], "2026-01-01")).toEqual([]);
  });

  it("an order to make a rule and a draft are proposals, whatever evidence has left of the rest", () => {
    expect(rulesOf([event("draft", "2023-04", "proposed")], [], "2023-05-01")[0]?.standing).toBe("proposed");
    expect(rulesOf([event("ordered", "2023-08-09", "ordered")], [], "2024-01-01")[0]?.standing).toBe("proposed");
    expect(rulesOf(labels.slice(1), [], "2026-01-01")).toEqual([
      expect.objectContaining({ id: "issued", title: "Title of effective", standing: "in-force" }),
    ]);
  });
});

describe("rules told by versions", () => {
  it.each([
    ["2023-11-16", "to-come", null, null],
    ["2023-11-17", "in-force", "2023-11-17", null],
    ["2024-05-01", "ended", "2023-11-17", "2024-05-01"],
  ])("a version at %s is %s", (asOf, standing, since, ended) => {
    const rule = version("us-rule", "2023-11-17", asOf >= "2024-05-01" ? "2024-05-01" : null);
    expect(rulesOf([], [rule], asOf)).toEqual([
      expect.objectContaining({ id: "us-rule", country: "US", subject: "export", standing, since, ended }),
    ]);
  });

  it("an event that they tell of makes no further rule, nor do its other steps", () => {
    const steps = [
      event("ordered", "2023-08-09", "ordered"),
      event("final", "2024-10-28", "issued", { rule_event_id: "ordered" }),
      event("starts", "2025-01-02", "took-effect", { rule_event_id: "ordered" }),
    ];
    const told = version("us-outbound", "2025-01-02", null, {
      event_id: "final",
      consequence: "investment-prohibited-or-notifiable",
    });
    expect(rulesOf(steps, [told], "2026-01-01")).toEqual([
      expect.objectContaining({ id: "us-outbound", subject: "investment", eventIds: ["ordered", "final", "starts"] }),
    ]);
    // Before the version was announced the events alone tell of it.
    expect(rulesOf(steps.slice(0, 1), [], "2024-01-01").map(({ id }) => id)).toEqual(["ordered"]);
  });

  it("one whose event the view's evidence leaves out stands by itself", () => {
    expect(rulesOf([], [version("us-rule", "2024-01-01", null, { event_id: "absent" })], "2025-01-01")).toEqual([
      expect.objectContaining({ id: "us-rule", eventIds: [] }),
    ]);
  });
});

describe("rules in force by subject", () => {
  const rules = rulesOf(
    [...labels, ...order],
    [version("us-x", "2024-01-01", null), version("nl-x", "2024-01-01", null)],
    "2026-01-01",
  );

  it("counts each side and everybody else, and leaves out what is not in force anywhere", () => {
    const rows = inForceBySubject(rules, sides);
    expect(rows).toEqual([
      { subject: "labelling", a: 0, b: 1, other: 0 },
      { subject: "export", a: 1, b: 0, other: 1 },
    ]);
    expect(inForceInAll(rows)).toEqual({ a: 1, b: 1, other: 1 });
  });

  it("turns with the sides and is empty without rules", () => {
    const swapped = inForceBySubject(rules, { a: sides.b, b: sides.a });
    expect(inForceInAll(swapped)).toEqual({ a: 1, b: 1, other: 1 });
    expect(swapped[0]).toEqual({ subject: "labelling", a: 1, b: 0, other: 0 });
    expect(inForceBySubject([], sides)).toEqual([]);
  });
});

describe("subjects", () => {
  it.each([
    ["export-control", null, "export"],
    ["investment-control", null, "investment"],
    ["regulation", "labelling", "labelling"],
    ["regulation", null, "other"],
  ] as const)("an event of %s that names %s is about %s", (category, subject, about) => {
    expect(subjectOfEvent({ category, subject })).toBe(about);
  });

  it.each([
    ["prohibited-without-license", "export"],
    ["investment-prohibited-or-notifiable", "investment"],
    ["banned-by-china", "foreign-technology"],
    ["antitrust-finding", "antitrust"],
    ["tariff", "other"],
  ] as const)("a version with the consequence %s is about %s", (consequence, about) => {
    expect(subjectOfVersion({ consequence })).toBe(about);
  });
});

describe("the shipped events", async () => {
  const { db } = await openShippedStore();
  const events = await db.selectFrom("events").selectAll().execute();
  const byId = new Map(events.map((one) => [one.id, one]));

  it("name a subject only where the category does not", () => {
    for (const { id, category, subject } of events) if (subject !== null) expect(category, id).toBe("regulation");
  });

  it("lead from each step of a rule to its first, which is of the same country and no later", () => {
    for (const { id, country, occurred_on, rule_step, rule_event_id } of events) {
      if (rule_event_id === null) continue;
      const first = byId.get(rule_event_id);
      expect(rule_step, id).not.toBeNull();
      expect(first?.rule_step, id).not.toBeNull();
      expect(first?.rule_event_id, id).toBeNull();
      expect(first?.country, id).toBe(country);
      expect((first?.occurred_on ?? "9") <= occurred_on, id).toBe(true);
    }
  });

  it("are told of by rule versions of the same country and month", async () => {
    const versions = await db.selectFrom("export_rules").selectAll().where("event_id", "is not", null).execute();
    expect(versions.length).toBeGreaterThan(0);
    for (const { id, announced_on, effective_on, event_id } of versions) {
      const told = byId.get(event_id ?? "");
      expect(told?.country.toLowerCase(), id).toBe(id.slice(0, 2));
      expect((announced_on ?? effective_on ?? "").slice(0, 7), id).toBe(told?.occurred_on.slice(0, 7));
    }
  });
});
