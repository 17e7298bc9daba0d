import express from "express";
import request from "supertest";
import { describe, expect, it } from "vitest";
import { HttpError } from "../../../server/web/errors.js";
import { readForm } from "../../../server/web/uploads.js";

const app = express();
app.post("/form", async (req, res) => {
  res.json(Object.fromEntries(await readForm(req, { maxBytes: 100 })));
});
app.use((error: HttpError, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
  res.status(error instanceof HttpError ? error.status : 500).send(error.message);
});

const form = "application/x-www-form-urlencoded";
const post = (type: string, body: string) => request(app).post("/form").set("Content-Type", type).send(body);

describe("a form that was sent", () => {
  it.each([
    ["a page's fields", form, "title=A+b&text=%E9%9B%B6%0D%0A%26", { title: "A b", text: "零\r\n&" }],
    ["the first of a field given twice", form, "a=1&a=2", { a: "1" }],
    ["a program's JSON", "application/json", '{"title":"A b","text":"零"}', { title: "A b", text: "零" }],
    [
      "JSON within JSON, as a field would carry it",
      "application/json",
      '{"spec":{"a":[1]},"version":3}',
      { spec: '{"a":[1]}', version: "3" },
    ],
    ["fields named like what every object has", form, "__proto__=1&constructor=2", { constructor: "2" }],
  ])("is read: %s", async (_what, type, body, fields) => {
    const response = await post(type, body);
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject(fields);
  });

  it("may be empty, without any body", async () => {
    expect((await request(app).post("/form")).body).toEqual({});
  });

  it.each([
    [413, "longer than is read", form, `a=${"x".repeat(101)}`],
    [413, "longer than is read, in what makes it longer", form, `a=${"%20".repeat(101)}`],
    [413, "longer than is read, as JSON", "application/json", JSON.stringify({ a: "x".repeat(200) })],
    [415, "of plain text, which other sites can send", "text/plain", "a=1"],
    [415, "of parts", "multipart/form-data; boundary=x", "--x--"],
    [415, "in another character set", `${form}; charset=latin1`, "a=1"],
    [400, "of JSON that is none", "application/json", "{"],
    [400, "of JSON without fields", "application/json", "[1]"],
  ])("is refused with %i: %s", async (status, _what, type, body) => {
    const response = await post(type, body);
    expect(response.status).toBe(status);
    expect(response.text).toMatch(/^[A-Z].+\.$/);
  });
});
