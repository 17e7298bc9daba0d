import { createHash } from "node:crypto";

/** What a PDF says of itself beside its pages. Empty texts are left out. */
export interface PdfMetadata {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  readonly created: Date;
}

/**
 * Gives a PDF its document information (ISO 32000-1, 14.3.3), of which Chromium writes the title alone, and an
 * identifier computed from its content (14.4), so that the same report gives the same bytes. The object is exchanged
 * in its place, and the table of offsets (7.5.4) moves with it. A file whose table has another form than Chromium's
 * is given back as it is: a report without its author's name can still be read.
 */
export function withMetadata(pdf: Buffer, metadata: PdfMetadata): Buffer {
  const parts = partsOf(pdf);
  if (!parts) return pdf;
  const { info, offsets, tableAt, trailer } = parts;
  const exchanged = Buffer.from(`${info.number} 0 obj\n${informationOf(metadata)}\nendobj\n`, "latin1");
  const moved = exchanged.length - (info.to - info.from);
  const body = Buffer.concat([pdf.subarray(0, info.from), exchanged, pdf.subarray(info.to, tableAt)]);
  const entries = offsets.map((offset) =>
    offset === 0
      ? "0000000000 65535 f \n"
      : `${String(offset + (offset > info.from ? moved : 0)).padStart(10, "0")} 00000 n \n`,
  );
  const id = createHash("sha256").update(body).digest("hex").slice(0, 32).toUpperCase();
  const end = [
    `xref\n0 ${offsets.length}\n${entries.join("")}`,
    `trailer\n<<${trailer}\n/ID [<${id}> <${id}>]>>\nstartxref\n${tableAt + moved}\n%%EOF\n`,
  ];
  return Buffer.concat([body, Buffer.from(end.join(""), "latin1")]);
}

interface Parts {
  readonly info: { readonly number: number; readonly from: number; readonly to: number };
  /** Where each object begins; 0 for one that is free. */
  readonly offsets: readonly number[];
  readonly tableAt: number;
  readonly trailer: string;
}

/** The places that are exchanged, or nothing if the file is not one body, one table and one trailer without more. */
function partsOf(pdf: Buffer): Parts | undefined {
  const tail = pdf.subarray(-64).toString("latin1");
  const tableAt = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
  if (!(tableAt < pdf.length)) return undefined;
  const table = /^xref\n0 \d+\n((?:\d{10} \d{5} [nf] \n)+)trailer\n<<([^<>]*)>>\n/.exec(
    pdf.subarray(tableAt).toString("latin1"),
  );
  const [, entries = "", trailer = ""] = table ?? [];
  const number = Number(/\/Info (\d+) 0 R/.exec(trailer)?.[1] ?? Number.NaN);
  if (/\/(Prev|ID|Encrypt)\b/.test(trailer)) return undefined;
  const offsets = entries
    .split("\n")
    .filter(Boolean)
    .map((entry) => (entry.endsWith("n ") ? Number(entry.slice(0, 10)) : 0));
  const from = offsets[number];
  if (
    !from ||
    !pdf
      .subarray(from, from + 16)
      .toString("latin1")
      .startsWith(`${number} 0 obj`)
  )
    return undefined;
  // Nothing in a dictionary of texts and dates can hold this word: texts in brackets would have to be asked for it.
  const to = pdf.indexOf("endobj\n", from) + "endobj\n".length;
  return { info: { number, from, to }, offsets, tableAt, trailer };
}

function informationOf({ title, author, subject, keywords, created }: PdfMetadata): string {
  const texts = { Title: title, Author: author, Subject: subject, Keywords: keywords, Creator: "Parallax" };
  const day = dateOf(created);
  return `<<${[
    ...Object.entries(texts).flatMap(([name, text]) => (text ? [`/${name} ${textOf(text)}`] : [])),
    "/Producer (Chromium, Skia/PDF)",
    `/CreationDate ${day}`,
    `/ModDate ${day}`,
  ].join("\n")}>>`;
}

/** A text string as UTF-16 in hexadecimal: nothing in it needs to be escaped (7.9.2). */
function textOf(text: string): string {
  return `<FEFF${Buffer.from(text, "utf16le").swap16().toString("hex").toUpperCase()}>`;
}

/** @example dateOf(new Date("2024-02-21T09:00:00Z")) // "(D:20240221090000Z)" */
function dateOf(moment: Date): string {
  return `(D:${moment.toISOString().replace(/\D/g, "").slice(0, 14)}Z)`;
}
