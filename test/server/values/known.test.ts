import { expect, it } from "vitest";
import { known, missing } from "../../../server/values/known.js";

it("tells nought apart from nothing known, and why nothing is", () => {
  expect(known(0)).toEqual({ known: true, value: 0 });
  expect(missing("no die area")).toEqual({ known: false, why: "no die area" });
});
