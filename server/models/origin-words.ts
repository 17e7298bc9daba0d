import type { Paths } from "../dependencies/paths.js";
import { sayCount } from "../values/numbers.js";
import { side } from "../values/sides.js";
import type { CountryRestedOn } from "./origins.js";

/**
 * The countries that a model stands on, in a sentence.
 * @example "It stands on models of the United States and China."
 */
export function sayOrigins(origins: readonly CountryRestedOn[], recorded: number): string {
  if (origins.length === 0)
    return recorded === 0
      ? "No model that it rests on is recorded."
      : "It stands on models whose country is not recorded.";
  const names = origins.map(({ country }) => side(country).name);
  const last = names.pop();
  return `It stands on models of ${names.length > 0 ? `${names.join(", ")} and ` : ""}${last}.`;
}

/**
 * How many ways to a beginning the page leaves out.
 * @example sayWaysLeft({ paths, stoppedBy: "paths" }, 3) // "and at least 97 more ways there"
 */
export function sayWaysLeft({ paths, stoppedBy }: Paths, shown: number): string {
  const left = paths.length - shown;
  if (stoppedBy === null) return left > 0 ? `and ${sayCount(left, "more way", "more ways")} there` : "";
  return left > 0 ? `and at least ${sayCount(left, "more way", "more ways")} there` : "and perhaps more ways there";
}
