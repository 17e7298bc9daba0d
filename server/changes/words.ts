import { sayStatus } from "../chips/status-words.js";
import { sayList } from "../companies/lists.js";
import { sayCount, sayUsd } from "../values/numbers.js";
import { sayStage } from "../values/stages.js";
import { type Place, placeOfClaim } from "../web/row-places.js";
import type { ChangeRow } from "./queries.js";

/** A change as a reader is told it: a sentence, and a line below it. */
export interface Telling {
  readonly text: string;
  readonly small: string;
}

type Told = Pick<ChangeRow, "kind" | "what" | "party" | "detail" | "value">;

const spaced = (slug: string | null) => slug?.replaceAll("-", " ") ?? "";
const after = (words: string, rest: string | null) => (rest ? `${words}, ${rest}` : words);

const tellings: Readonly<Record<ChangeRow["kind"], (row: Told) => Telling>> = {
  round: ({ what, detail, value }) => ({
    text: `${what} raises ${value === null ? "an undisclosed amount" : sayUsd(value)}`,
    small: sayStage(detail ?? "unspecified"),
  }),
  model: ({ what, party, detail }) => ({
    text: `${party} releases ${what}`,
    small: detail === "notable" ? "on Epoch AI’s list of notable models" : "model",
  }),
  rule: ({ what, party }) => ({ text: `Announced: ${what}`, small: party ?? "" }),
  "rule-in-force": ({ what, party }) => ({ text: `In force: ${what}`, small: party ?? "" }),
  "rule-ended": ({ what, party }) => ({ text: `No longer in force: ${what}`, small: party ?? "" }),
  ruling: ({ what, party, detail }) => ({ text: `${what}: ${sayStatus(detail ?? "")}`, small: party ?? "" }),
  listing: ({ what, detail }) => ({ text: `${what} is put on the ${listName(detail)}`, small: "" }),
  delisting: ({ what, detail }) => ({ text: `${what} is taken off the ${listName(detail)}`, small: "" }),
  claim: ({ what, party, detail }) => ({ text: `${party}: ${what}`, small: `claim, ${spaced(detail)}` }),
  event: ({ what, detail }) => ({ text: what, small: spaced(detail) }),
  company: ({ what, detail }) => ({
    text: `New in the record: ${what}`,
    small: `${spaced(detail)}, founded or first named then`,
  }),
  chip: ({ what, party, detail }) => ({ text: what, small: after(party ?? "", detail && `${spaced(detail)} market`) }),
  holding: ({ what, party, detail, value }) => ({
    text: `${what}: ${value === null ? "a number not given" : sayCount(value, "chip")}`,
    small: after(spaced(detail), party ?? "chip not named"),
  }),
  dependency: ({ what, party, detail }) => ({ text: `${what} rests on ${party ?? "–"}`, small: spaced(detail) }),
};

function listName(list: string | null): string {
  return sayList(list as Parameters<typeof sayList>[0]);
}

export function tell(row: Told): Telling {
  return tellings[row.kind](row);
}

/** Pages of the things that changes are about. */
const pages: Readonly<Partial<Record<string, string>>> = {
  companies: "/companies",
  models: "/models",
  software: "/software",
  chips: "/chips",
  export_rules: "/rules",
};

/** Where a change leads to; its source where it is about nothing that has a page in the view. */
export function placeOf({
  kind,
  id,
  about_table,
  about_id,
  source_id,
}: Pick<ChangeRow, "kind" | "id" | "about_table" | "about_id" | "source_id">): Place {
  if (kind === "claim") return placeOfClaim(id);
  const page = about_table && pages[about_table];
  return { path: page && about_id ? `${page}/${about_id}` : `/sources/${source_id}` };
}
