import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { firstLink } from "../../server/desk/links.js";
import { appOf, openFreshShippedStore } from "../fixture.js";
import { accessibilityFaults, openPage, wordsOf } from "./visit.js";

const store = await openFreshShippedStore();
const app = appOf(store);
const server = createServer(app).listen(0, "127.0.0.1");
await new Promise((listening) => server.once("listening", listening));
const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await Promise.all((app.locals["closing"] as (() => Promise<void>)[]).map((close) => close()));
  await store.close();
});

const password = "quiet otters swim upstream";

/** A browser in which somebody has come in by a one-time link. */
async function comeIn(link: string, name: string, email?: string): Promise<Page> {
  const page = await openPage({ baseURL });
  await page.goto(link);
  await page.getByLabel("Name").fill(name);
  if (email) await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await page.waitForURL("**/desk/me");
  return page;
}

async function invited(admin: Page, name: string, role: string): Promise<Page> {
  await admin.goto("/desk/people");
  const form = admin.locator("form[action='/desk/people']");
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("E-mail address").fill(`${name.toLowerCase()}@example.org`);
  await form.getByLabel("Role").selectOption(role);
  await form.getByRole("button").click();
  const [link = ""] = /\/desk\/join\/[\w-]+/.exec(await wordsOf(admin.locator(".shown-once code"))) ?? [];
  return comeIn(link, name);
}

describe("two browsers at the desk", () => {
  it("an editor proposes, a reviewer approves, the figure changes, taking it back restores it; a reader is refused", async () => {
    const admin = await comeIn(`/desk/join/${await firstLink(store, new Date())}`, "Ada", "ada@example.org");
    const editor = await invited(admin, "Edda", "editor");
    const reviewer = await invited(admin, "Rob", "reviewer");

    // What a reference may mean is suggested while it is typed.
    await editor.goto("/desk/edit/chips/nvidia-h100-sxm");
    const vendor = editor.locator("#c-vendor_id");
    await vendor.fill("");
    await vendor.pressSequentially("nvid");
    await editor.locator("#c-vendor_id-list option[value=nvidia]").waitFor({ state: "attached" });
    await vendor.fill("nvidia");
    expect(await accessibilityFaults(editor)).toEqual([]);

    // 2,000 TFLOPS of FP8 make a total processing performance of 2,000 × 8.
    await editor.getByLabel("FP8").fill("2000");
    await editor.getByLabel("Why").fill("Measured anew");
    await editor.getByRole("button", { name: "Propose the change" }).click();
    await editor.waitForURL("**/desk/changes/1");

    // Somebody who only reads may send the same form and is refused.
    const reader = await invited(admin, "Rhea", "reader");
    const refused = await reader.evaluate(
      async (path) => (await fetch(path, { method: "POST", body: new URLSearchParams({ reason: "Mine" }) })).status,
      "/desk/edit/chips/nvidia-h100-sxm",
    );
    expect(refused).toBe(403);

    const figure = async () => {
      await reviewer.goto("/chips/nvidia-h100-sxm");
      return wordsOf(reviewer.locator("main"));
    };
    expect(await figure()).toContain("TPP 15,832");
    await reviewer.goto("/desk/changes/1");
    await reviewer.getByRole("button", { name: "Approve" }).click();
    await reviewer.getByText("Approved").first().waitFor();
    expect(await figure()).toContain("TPP 16,000");

    await editor.goto("/desk/history/2");
    await editor.getByRole("button", { name: "Take back revision 2" }).click();
    await editor.waitForURL("**/desk/changes/2");
    await reviewer.goto("/desk/changes/2");
    await reviewer.getByRole("button", { name: "Approve" }).click();
    await reviewer.getByText("Approved").first().waitFor();
    expect(await figure()).toContain("TPP 15,832");
    await editor.goto("/desk/history/row/chips/nvidia-h100-sxm");
    const past = await wordsOf(editor.locator("main"));
    expect(past).toMatch(/Revision 3[\s\S]*Revision 2[\s\S]*Measured anew/);
  });
});
