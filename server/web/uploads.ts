import type { Request } from "express";
import { HttpError } from "./errors.js";

/**
 * Reads what was sent: a file, of which nothing is stored, so that it needs no protection against posts from other
 * sites; or a form, whose route stands behind `sameOriginOnly`. The body is bounded while it is read, before anything
 * looks at it.
 */

/** How much longer than the file a body may be: a form spells out line ends and commas, or wraps the file in parts. */
const bodyFactors = { plain: 1, form: 3, parts: 1.1 } as const;

const plainTypes = ["text/csv", "text/plain", "application/csv", "application/octet-stream"];
const jsonType = "application/json";
const formType = "application/x-www-form-urlencoded";
const partsType = "multipart/form-data";

export interface UploadOptions {
  /** Name of the form's field that holds the file or its text. */
  readonly field: string;
  readonly maxBytes: number;
}

/**
 * The bytes of the one file: a body of its own, or the named field of a form.
 * @throws HttpError 413 if it is too large, 415 if it is of another kind, 400 if the form does not hold it
 */
export async function readUpload(req: Request, { field, maxBytes }: UploadOptions): Promise<Buffer> {
  const type = readableType(req, "Send the file as it is");
  if (plainTypes.includes(type)) return readBody(req, maxBytes * bodyFactors.plain, maxBytes);
  if (type === formType) {
    const body = await readBody(req, maxBytes * bodyFactors.form, maxBytes);
    // What curl sends with --data-binary and no type of its own is the file itself.
    const isForm = body.subarray(0, field.length + 1).toString() === `${field}=` || body.includes(`&${field}=`);
    return bounded(isForm ? Buffer.from(new URLSearchParams(body.toString()).get(field) ?? "") : body, maxBytes);
  }
  if (type === partsType) {
    const body = await readBody(req, maxBytes * bodyFactors.parts, maxBytes);
    return bounded(await partOf(body, String(req.headers["content-type"]), field), maxBytes);
  }
  throw new HttpError(
    415,
    "Kind of content not understood",
    `Send the file as ${plainTypes[0]}, or a form with the field "${field}"; not as ${type ? `"${clip(type)}"` : "content without a type"}.`,
  );
}

/**
 * The fields of a form that a page has sent, or the same as one JSON object with texts; of a field given twice the
 * first. A form without fields may come without a body.
 * @throws HttpError 413 if it is too large, 415 if it is of another kind, 400 if the JSON is none
 */
export async function readForm(req: Request, { maxBytes }: Pick<UploadOptions, "maxBytes">): Promise<FormFields> {
  const type = readableType(req, "Send the form as it is");
  if (type === "" && !Number(req.headers["content-length"] ?? 0) && !req.headers["transfer-encoding"]) return new Map();
  if (type !== formType && type !== jsonType)
    throw new HttpError(
      415,
      "Kind of content not understood",
      `Send a form as ${formType}, or its fields as ${jsonType}; not as ${type ? `"${clip(type)}"` : "content without a type"}.`,
    );
  const body = (await readBody(req, maxBytes * (type === formType ? bodyFactors.form : 1), maxBytes)).toString();
  const fields = type === formType ? [...new URLSearchParams(body)] : jsonFields(body);
  const form = new Map([...fields].reverse());
  const length = [...form].reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (length > maxBytes) throw tooLarge(maxBytes);
  return form;
}

export type FormFields = ReadonlyMap<string, string>;

function jsonFields(body: string): readonly [string, string][] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new HttpError(400, "Request not understood", "The body is not JSON.");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new HttpError(400, "Request not understood", "The body is not a JSON object with the fields of the form.");
  // What is no text is kept as the JSON that it is, as a form would carry it.
  return Object.entries(parsed).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
}

/** The type of a body that is neither packed nor in another character set. */
function readableType(req: Request, advice: string): string {
  const { type, charset } = contentType(req);
  if (req.headers["content-encoding"] && req.headers["content-encoding"] !== "identity")
    throw new HttpError(415, "Kind of content not understood", `${advice}, without Content-Encoding.`);
  if (charset && !/^(utf-?8|us-ascii)$/i.test(charset))
    throw new HttpError(415, "Kind of content not understood", `Send the text in UTF-8, not in ${clip(charset)}.`);
  return type;
}

function contentType({ headers }: Request): { readonly type: string; readonly charset?: string } {
  const [type = "", ...parameters] = (headers["content-type"] ?? "").split(";").map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter))?.slice("charset=".length);
  return { type: type.toLowerCase(), ...(charset && { charset: charset.replace(/^"|"$/g, "") }) };
}

/** The whole body, given up as soon as it is longer than `most`; the rest is then read and forgotten. */
function readBody(req: Request, most: number, maxBytes: number): Promise<Buffer> {
  return new Promise((done, failed) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const refuse = () => {
      req.removeAllListeners("data");
      req.resume();
      failed(tooLarge(maxBytes));
    };
    if (Number(req.headers["content-length"] ?? 0) > most) return refuse();
    req.on("data", (piece: Buffer) => {
      length += piece.length;
      if (length > most) return refuse();
      pieces.push(piece);
    });
    req.on("end", () => done(Buffer.concat(pieces)));
    const broken = () => failed(new HttpError(400, "Request not understood", "The request broke off half-way."));
    req.on("error", broken);
    req.on("close", broken);
  });
}

/** A part of a form as Node's own reader of form data gives it: a file's bytes, or the text of a field. */
async function partOf(body: Buffer, type: string, field: string): Promise<Buffer> {
  const form = await new Response(Uint8Array.from(body), { headers: { "content-type": type } })
    .formData()
    .catch(() => undefined);
  const part = form?.get(field);
  if (part === undefined || part === null)
    throw new HttpError(400, "Request not understood", `The form holds no field "${field}".`);
  return typeof part === "string" ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
}

function bounded(bytes: Buffer, maxBytes: number): Buffer {
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

function tooLarge(maxBytes: number): HttpError {
  const most = maxBytes.toLocaleString("en");
  return new HttpError(413, "File too large", `The file may have at most ${most} bytes; send it in parts.`);
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
