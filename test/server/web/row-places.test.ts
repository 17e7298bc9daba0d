import { expect, it } from "vitest";
import { tableNames } from "../../../db/tables.js";
import { placeOf } from "../../../server/web/row-places.js";

const row = { row_id: "yi-34b", label: "Yi-34B", company_id: "01-ai" };

it("every table of the registry has a place", () => {
  for (const table of tableNames) expect(placeOf({ ...row, table }).path).toMatch(/^\//);
});

it("what belongs to a company is shown on its page", () => {
  expect(placeOf({ ...row, table: "software" })).toEqual({ path: "/companies/01-ai" });
  expect(placeOf({ ...row, table: "companies" })).toEqual({ path: "/companies/yi-34b" });
});

it("a model has a page of its own", () => {
  expect(placeOf({ ...row, table: "models" })).toEqual({ path: "/models/yi-34b" });
});

it("what belongs to nobody leads to the data", () => {
  expect(placeOf({ ...row, table: "software", company_id: null })).toEqual({ path: "/data" });
});

it("a chip and a rule have pages of their own, and a ruling is found by its id", () => {
  expect(placeOf({ ...row, table: "chips", row_id: "nvidia-h20" })).toEqual({ path: "/chips/nvidia-h20" });
  expect(placeOf({ ...row, table: "export_rules", row_id: "us-2022-10-07-3a090" })).toEqual({
    path: "/rules/us-2022-10-07-3a090",
  });
  expect(placeOf({ ...row, table: "chip_rulings", row_id: "nvidia-h20--us-2025-04-09-bandwidth" })).toEqual({
    path: "/rulings",
    query: { q: "nvidia-h20--us-2025-04-09-bandwidth" },
  });
});

it("an event is found again by its title", () => {
  expect(placeOf({ ...row, table: "events", label: "US lists Huawei" })).toEqual({
    path: "/timeline",
    query: { q: "US lists Huawei" },
  });
});

it("a claim is found by its id, as a row of the page of claims; a benchmark has a page of its own", () => {
  expect(placeOf({ ...row, table: "claims", row_id: "joe-tsai-2024-two-years" })).toEqual({
    path: "/claims",
    query: { q: "joe-tsai-2024-two-years" },
    part: "joe-tsai-2024-two-years",
  });
  expect(placeOf({ ...row, table: "benchmarks", row_id: "mmlu" })).toEqual({ path: "/benchmarks/mmlu" });
});
