import { readFileSync } from "node:fs";
import { places } from "../places.js";

/**
 * What a password must be, after OWASP ASVS 5.0, chapter 6.2: long, of any characters, none of the commonest 3,000 of
 * that length, and more than words that anybody would try here. Twelve characters lie between the 8 that it requires
 * and the 15 that it recommends; nothing else is asked for.
 */
export const shortestPassword = 12;
export const longestPassword = 128;

/** Without the words that anybody would try, so much has to be left. */
const shortestRest = 8;

let common: ReadonlySet<string> | undefined;

function commonPasswords(): ReadonlySet<string> {
  common ??= new Set(
    readFileSync(places.commonPasswords, "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("# ")),
  );
  return common;
}

/** What is wrong with a password that somebody wants to have, in a sentence; `undefined` where nothing is. */
export function passwordFault(password: string, email: string): string | undefined {
  const length = [...password].length;
  if (length < shortestPassword)
    return `The password has ${length} characters; take ${shortestPassword} or more. Several words make a good one.`;
  if (password.length > longestPassword) return `The password is longer than ${longestPassword} characters.`;
  const lower = password.toLowerCase();
  if (commonPasswords().has(lower)) return "This password is among the most common ones. Take another.";
  const rest = wordsTried(email).reduce((left, word) => left.replaceAll(word, ""), lower);
  if ([...rest].length < shortestRest)
    return "This password is little more than your e-mail address or the name of this site. Take another.";
  return undefined;
}

/** The longest first, so that a part does not break up the whole. */
function wordsTried(email: string): readonly string[] {
  const address = email.trim().toLowerCase();
  return [address, ...address.split(/[@.+_-]/), "parallax"]
    .filter((word) => word.length >= 4)
    .sort((one, other) => other.length - one.length);
}
