import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { describe, expect, it } from "vitest";
import { withMetadata } from "../../../server/reports/pdf-metadata.js";

/** The smallest PDF in the form of Chromium's: one body, one table of offsets, and its information first. */
function smallPdf(trailer = ""): Buffer {
  const objects = [
    "<</Title (Old)\n/Creator (Browser)>>",
    "<</Type /Catalog\n/Pages 3 0 R>>",
    "<</Type /Pages\n/Kids [4 0 R]\n/Count 1>>",
    "<</Type /Page\n/Parent 3 0 R\n/MediaBox [0 0 100 100]>>",
  ];
  let body = "%PDF-1.4\n";
  const offsets = objects.map((object, at) => {
    const offset = body.length;
    body += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 5\n0000000000 65535 f \n${offsets.join("")}`;
  const end = `trailer\n<</Size 5\n/Root 2 0 R\n/Info 1 0 R${trailer}>>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + end, "latin1");
}

const metadata = {
  title: "Who leads? (“零一万物”) \\",
  author: "A. Analyst",
  subject: "",
  keywords: "AI, chips",
  created: new Date("2024-02-21T09:30:00Z"),
};

async function infoOf(pdf: Buffer): Promise<Readonly<Record<string, unknown>>> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0, stopAtErrors: true });
  const { info } = await (await task.promise).getMetadata();
  await task.destroy();
  return info as Readonly<Record<string, unknown>>;
}

describe("withMetadata", () => {
  it("says title, author, keywords and day in any script, and nothing of what is empty", async () => {
    const info = await infoOf(withMetadata(smallPdf(), metadata));
    expect(info).toMatchObject({
      Title: metadata.title,
      Author: "A. Analyst",
      Keywords: "AI, chips",
      Creator: "Parallax",
      CreationDate: "D:20240221093000Z",
      ModDate: "D:20240221093000Z",
    });
    expect(info).not.toHaveProperty("Subject");
  });

  it("leaves every object where the table says that it is", () => {
    const text = withMetadata(smallPdf(), metadata).toString("latin1");
    const tableAt = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    expect(text.slice(tableAt, tableAt + 8)).toBe("xref\n0 5");
    const offsets = [...text.slice(tableAt).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
    expect(offsets.map((offset) => text.slice(offset, offset + 7))).toEqual([
      "1 0 obj",
      "2 0 obj",
      "3 0 obj",
      "4 0 obj",
    ]);
    expect(text).not.toContain("Old");
  });

  it("gives the same content the same identifier, and another another", () => {
    const id = (pdf: Buffer) => /\/ID \[<([0-9A-F]{32})> <\1>\]/.exec(pdf.toString("latin1"))?.[1];
    const one = withMetadata(smallPdf(), metadata);
    expect(id(one)).toBeDefined();
    expect(withMetadata(smallPdf(), metadata).equals(one)).toBe(true);
    expect(id(withMetadata(smallPdf(), { ...metadata, author: "B. Analyst" }))).not.toBe(id(one));
  });

  it("gives back as it is what has another form: changed since, encrypted, cut short", () => {
    for (const other of [
      smallPdf("\n/Prev 9"),
      smallPdf("\n/Encrypt 4 0 R"),
      smallPdf().subarray(0, 200),
      Buffer.from("x"),
    ])
      expect(withMetadata(other, metadata)).toBe(other);
  });
});
