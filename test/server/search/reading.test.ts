import { expect, it } from "vitest";
import { readDataset } from "../../../db/dataset.js";
import { loadDataset } from "../../../db/load.js";
import { places } from "../../../server/places.js";
import type { Entry } from "../../../server/search/entries.js";
import { readEntries, searchIndexAt } from "../../../server/search/reading.js";
import { openFreshShippedStore, openShippedStore, testMoment } from "../../fixture.js";

const store = await openShippedStore();
const entries: Entry[] = [];
for await (const entry of readEntries(store.db)) entries.push(entry);

it("holds every row of the tables that are searched, once", async () => {
  const dataset = readDataset(places.dataset).rows;
  const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
  expect(count("companies")).toBe(dataset.companies.length);
  expect(count("models")).toBe(dataset.models.length);
  expect(count("chips")).toBe(dataset.chips.length);
  expect(count("software")).toBe(dataset.software.length);
  expect(count("benchmarks")).toBe(dataset.benchmarks.length);
  expect(count("rules")).toBe(dataset.export_rules.length);
  expect(count("indicators")).toBe(dataset.indicators.length);
  expect(count("events")).toBe(dataset.events.length);
  expect(count("claims")).toBe(dataset.claims.length);
  expect(count("sources")).toBe(dataset.sources.length);
  expect(new Set(entries.map(({ kind, id }) => `${kind} ${id}`)).size).toBe(entries.length);
});

it("leads to the page of a thing that has one", () => {
  const path = (kind: string, id: string) =>
    entries.find((entry) => entry.kind === kind && entry.id === id)?.grounds[0]?.path;
  expect(path("software", "pytorch")).toBe("/software/pytorch");
  expect(path("indicators", "private-ai-investment")).toBe("/indicators/private-ai-investment");
  expect(path("benchmarks", "mmlu")).toBe("/benchmarks/mmlu");
  expect(path("companies", "sequoia-capital")).toBe("/companies/sequoia-capital");
});

it("no text of today's wording is searched", () => {
  const texts = new Set(entries.flatMap(({ label, also, of }) => [label, ...also, ...of]));
  const { companies, models, chips, software, export_rules, events } = readDataset(places.dataset).rows;
  const notes = [
    ...companies.map(({ summary }) => summary),
    ...[...models, ...chips, ...software].map(({ note }) => note),
    ...export_rules.map(({ summary }) => summary),
    ...events.map(({ description }) => description),
  ];
  expect(notes.filter((note) => note !== null && texts.has(note))).toEqual([]);
});

it("a person is one, in every capacity: founder of both his companies, and speaker", () => {
  const people = entries.filter(({ kind, label }) => kind === "people" && label === "Kai-Fu Lee");
  expect(people).toHaveLength(1);
  expect(people[0]?.grounds.map(({ detail, path }) => [detail, path])).toEqual([
    ["founder of 01.AI", "/companies/01-ai"],
    ["founder of Sinovation Ventures", "/companies/sinovation-ventures"],
    ["CEO, 01.AI", "/search"],
  ]);
  // His first claim is of 7 November 2023.
  expect(people[0]?.grounds[2]?.since).toBe("2023-11-07");
});

it("a company that speaks for itself is no person", () => {
  expect(entries.filter(({ kind, label }) => kind === "people" && ["01.AI", "OpenAI"].includes(label))).toEqual([]);
});

it("sources count at every date, all else from the day that the registry says", () => {
  const since = (kind: string, id: string) =>
    entries.find((entry) => entry.kind === kind && entry.id === id)?.grounds[0]?.since;
  expect(new Set(entries.filter(({ kind }) => kind === "sources").map(({ grounds }) => grounds[0]?.since))).toEqual(
    new Set([""]),
  );
  expect(since("models", "yi-34b")).toBe("2023-11-02");
  expect(since("rules", "us-2023-10-17-3a090-a")).toBe("2023-10-17");
  expect(since("companies", "01-ai")).toBe("2023-03");
  // A benchmark has no date of its own and counts from its first score.
  const scores = readDataset(places.dataset).rows.benchmark_scores;
  const first = scores
    .filter(({ benchmark_id }) => benchmark_id === "frontiermath")
    .map(({ published_on }) => published_on);
  expect(since("benchmarks", "frontiermath")).toBe(first.sort()[0]);
});

it("is read once for a revision, and anew for the next", async () => {
  const store = await openFreshShippedStore();
  const index = () => searchIndexAt(store);
  const [one, other] = await Promise.all([index(), index()]);
  expect(other).toBe(one);
  const dataset = readDataset(places.dataset);
  const companies = dataset.rows.companies.map((row) => (row.id === "01-ai" ? { ...row, name: "Nought One" } : row));
  const changed = { ...dataset, rows: { ...dataset.rows, companies } };
  await loadDataset(store, changed, { author: "test", summary: "A new name", now: testMoment });
  const next = await index();
  expect(next).not.toBe(one);
  expect(next.entries.some(({ label }) => label === "Nought One")).toBe(true);
  await store.close();
});
