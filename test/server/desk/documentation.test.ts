import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sessionSeconds } from "../../../server/desk/auth.js";
import { guessLimits } from "../../../server/desk/guesses.js";
import { longestPassword, shortestPassword } from "../../../server/desk/passwords.js";
import { mostDays } from "../../../server/desk/tokens.js";
import { places } from "../../../server/places.js";

const text = readFileSync(join(places.root, "docs", "sign-in.md"), "utf8").replace(/\s+/g, " ");

// OWASP ASVS 5.0, 6.1.1, 6.1.2 and 7.1.1: the limits are documented.
it.each([
  `${shortestPassword} to ${longestPassword} characters of any kind`,
  `In ${guessLimits.minutes} minutes an account has ${guessLimits.known + guessLimits.unknown} guesses: ${guessLimits.known} for addresses`,
  `${guessLimits.unknown} for all others together`,
  `has ${guessLimits.address} guesses over all accounts`,
  `${sessionSeconds.idle / 3600} hours without a request, ${sessionSeconds.most / 86400} days at most`,
  `at most ${mostDays} days`,
])("the documentation says: %s", (sentence) => {
  expect(text).toContain(sentence);
});
