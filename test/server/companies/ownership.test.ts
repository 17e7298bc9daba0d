import { describe, expect, it } from "vitest";
import { type Owned, type OwnershipNode, ownershipOf } from "../../../server/companies/ownership.js";

const company = (id: string, parent_id: string | null = null): Owned => ({
  id,
  name: id.toUpperCase(),
  country: "US",
  parent_id,
  source_id: "source",
});

/** @example "google(deepmind gv)" */
const say = (node: OwnershipNode | undefined): string =>
  node ? `${node.company.id}${node.owns.length > 0 ? `(${node.owns.map(say).join(" ")})` : ""}` : "none";

const google = [company("gv", "google"), company("google"), company("deepmind", "google"), company("alone")];

describe("the tree of owners", () => {
  it("is the same for the owner and each of the owned, by name", () => {
    for (const id of ["google", "gv", "deepmind"]) expect(say(ownershipOf(google, id))).toBe("google(deepmind gv)");
  });

  it("reaches over several generations", () => {
    const chain = [...google, company("isomorphic", "deepmind")];
    expect(say(ownershipOf(chain, "isomorphic"))).toBe("google(deepmind(isomorphic) gv)");
  });

  it("is none for whoever neither owns nor is owned, or is not there", () => {
    expect(ownershipOf(google, "alone")).toBeUndefined();
    expect(ownershipOf(google, "nobody")).toBeUndefined();
  });

  it("ends at an owner that does not count in the view", () => {
    expect(say(ownershipOf([company("xai", "spacex"), company("grok", "xai")], "grok"))).toBe("xai(grok)");
  });

  it("walks a circle once", () => {
    const circle = [company("a", "b"), company("b", "a")];
    expect(say(ownershipOf(circle, "a"))).toBe("b(a)");
    expect(say(ownershipOf([company("self", "self")], "self"))).toBe("none");
  });
});
