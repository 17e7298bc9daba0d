import { createHash } from "node:crypto";
import { xmlText } from "../values/xml.js";

/** An entry of a feed. `path` is a reference that a reader resolves against the address of the feed. */
export interface FeedEntry {
  /** What it stays known by, whatever is corrected in it. */
  readonly key: string;
  readonly title: string;
  readonly summary: string;
  /** First day that it may mean. */
  readonly day: string;
  readonly path: string;
  readonly categories: readonly string[];
}

export interface Feed {
  readonly key: string;
  readonly title: string;
  readonly subtitle: string;
  /** Day that stands where there are no entries. */
  readonly asOf: string;
  readonly selfPath: string;
  readonly pagePath: string;
  /** Newest first. */
  readonly entries: readonly FeedEntry[];
}

/** Root of the names below; any fixed UUID would do, this one is RFC 9562's namespace of URLs. */
const namespace = "6ba7b8119dad11d180b400c04fd430c8";

/**
 * A feed by RFC 4287. Nobody knows the host it is read from, so its links are relative references, which section 2 of
 * the RFC allows, and its ids are names of their own: UUIDs made from keys (RFC 9562, version 5), the same on every
 * machine and in every revision.
 */
export function writeAtom({ key, title, subtitle, asOf, selfPath, pagePath, entries }: Feed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    `<id>${urn(key)}</id>`,
    `<title>${xmlText(title)}</title>`,
    `<subtitle>${xmlText(subtitle)}</subtitle>`,
    `<updated>${moment(entries[0]?.day ?? asOf)}</updated>`,
    "<author><name>Parallax</name></author>",
    "<generator>Parallax</generator>",
    "<rights>Data under CC BY 4.0; sources keep their own terms.</rights>",
    `<link rel="self" type="application/atom+xml" href="${xmlText(selfPath)}"/>`,
    `<link rel="alternate" type="text/html" href="${xmlText(pagePath)}"/>`,
    ...entries.flatMap((entry) => [
      "<entry>",
      `<id>${urn(entry.key)}</id>`,
      `<title>${xmlText(entry.title)}</title>`,
      `<published>${moment(entry.day)}</published>`,
      `<updated>${moment(entry.day)}</updated>`,
      `<link rel="alternate" type="text/html" href="${xmlText(entry.path)}"/>`,
      ...entry.categories.map((term) => `<category term="${xmlText(term)}"/>`),
      `<summary>${xmlText(entry.summary)}</summary>`,
      "</entry>",
    ]),
    "</feed>",
    "",
  ].join("\n");
}

const moment = (day: string) => `${day}T00:00:00Z`;

function urn(key: string): string {
  const bytes = createHash("sha1").update(Buffer.from(namespace, "hex")).update(key).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
