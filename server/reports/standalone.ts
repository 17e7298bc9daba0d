import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Response } from "express";
import { places } from "../places.js";
import type { House } from "../web/pages.js";
import type { ReportDocument } from "./document.js";
import { sheetStyle } from "./sheets.js";

/** The report as the templates print it: the part that is the same on the site, in a file and on paper. */
export function documentBody(
  house: House,
  report: ReportDocument,
  files?: (id: string, form: string) => string,
): string {
  const chapters = report.pieces.flatMap((piece) => (piece.kind === "section" ? [piece] : []));
  const exhibits = <T extends { readonly id: string; readonly number: number }>(
    heading: string,
    all: readonly T[],
    titleOf: (one: T) => string,
  ) =>
    all.length > 0
      ? [{ heading, entries: all.map((one) => ({ id: one.id, number: one.number, title: titleOf(one) })) }]
      : [];
  return house.render("reports/document", {
    report,
    chapters: chapters.map(({ id, number, title }) => ({ id, number, title })),
    lists: [
      ...exhibits("Figures", report.figures, ({ finding }) => finding),
      ...exhibits("Tables", report.tables, ({ title }) => title),
    ],
    files,
  });
}

/**
 * The report as one file that needs nothing else: styles and fonts inside, no script, no address of this house. It is
 * what is printed, frozen and sent.
 */
export function standaloneHtml(house: House, report: ReportDocument): string {
  const body = documentBody(house, report).replace(housePaths, "").replace(outsideLinks, ' target="_blank"$&');
  const chinese = han.test(body);
  const { style: ofPages, more } = house.assets;
  const style = [builtStyle(ofPages, chinese), builtStyle(more, chinese), sheetStyle(report)].join("\n");
  return house.render("reports/standalone", { report, body, style });
}

/** A link into this house leads nowhere from a file. */
const housePaths = / href="\/[^"]*"/g;
/** In the frame around a frozen edition a source would be shown in the place of the report, if it let itself be framed. */
const outsideLinks = / href="https?:/g;
const han = /[\u3400-\u9fff]/;

const styles = new Map<string, string>();

/** Reads the built styles while they are there: a build that is made anew while this one serves takes its files away. */
export function keepStyles({ style, more }: House["assets"]): void {
  for (const address of [style, more]) for (const withChinese of [false, true]) builtStyle(address, withChinese);
}

/** The built style sheet with its fonts inside. They are there at once, so nothing need be done without them. */
function builtStyle(address: string, withChinese: boolean): string {
  const key = `${address} ${withChinese}`;
  const known = styles.get(key);
  if (known) return known;
  const read = (name: string) => readFileSync(join(places.built, basename(name)));
  const made = read(address)
    .toString()
    .replaceAll("font-display:optional", "font-display:block")
    .replaceAll("font-display:fallback", "font-display:block")
    .replace(/url\("?([^")]+\.woff2)"?\)/g, (_all, name: string) =>
      name.includes("NotoSansSC") && !withChinese
        ? "local(serif)"
        : `url(data:font/woff2;base64,${read(name).toString("base64")})`,
    );
  styles.set(key, made);
  return made;
}

/**
 * Takes the pages' policy off an answer that brings {@link documentPolicy} with its body: sent again with a 304, it
 * would take its place. What is of no origin cannot be kept apart by origin either.
 */
export function leaveOutPagePolicy(res: Response): void {
  res.removeHeader("Content-Security-Policy");
  res.removeHeader("Origin-Agent-Cluster");
}

/**
 * The policy of a report in one file: it runs nothing, loads nothing, sends no form and counts as of no origin, and has no
 * style but that in its own head. Its links to sources open outside of it.
 */
export function documentPolicy(html: string): string {
  const head = html.slice(0, html.indexOf("</head>"));
  const styles = [...head.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(
    ([, style = ""]) => `'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  );
  return [
    "default-src 'none'",
    `style-src ${styles.join(" ") || "'none'"}`,
    "font-src data:",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "sandbox allow-popups allow-popups-to-escape-sandbox",
  ].join(";");
}
