import type { Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { accessibilityFaults, openPage, widths, wordsOf } from "./visit.js";

let page: Page;
afterEach(() => page.context().close());

const text = () => page.getByLabel("Text in Markdown");
const title = () => page.getByLabel("Title", { exact: true });
const focused = () => page.evaluate(() => document.activeElement?.id);
const preview = () => page.frameLocator("iframe.preview:not(.coming)");

/** Presses a button and waits for the page that answers it. */
async function press(name: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
}

describe.each(Object.entries(widths))("the builder of reports on a %s", (_device, width) => {
  it("puts a figure where the cursor stands and previews it, and the way back stays short", async () => {
    page = await openPage({ viewport: { width, height: 900 } });
    await page.goto("/reports/new?as_of=2024-02-21", { waitUntil: "networkidle" });
    await title().fill("A report on money");
    await press("Add commentary");
    expect(await focused()).toBe("blocks.0.markdown");
    await text().fill("China raised  so far.");
    await text().evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(13, 13));
    await page.getByRole("link", { name: "Figures to quote" }).click();
    // The search has the focus at once.
    expect(await focused()).toBe("figure-search");
    await page.keyboard.type("total china");
    expect(await page.locator(".picker li:not([hidden])").count()).toBe(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Insert funding.cn.total" }).click();
    expect(await text().inputValue()).toBe("China raised {{funding.cn.total}} so far.");
    expect(await focused()).toBe("blocks.0.markdown");
    const steps = await page.evaluate(() => history.length);
    if (width === widths.phone) await page.getByRole("button", { name: "Preview" }).click();
    await preview().getByText("China raised $15.4bn").waitFor();
    // Where there is room the preview follows by itself.
    await title().fill("Another title");
    if (width === widths.phone) await page.getByRole("button", { name: "Preview" }).click();
    await preview().getByRole("heading", { name: "Another title" }).waitFor();
    expect(await page.locator("iframe").count()).toBe(1);
    expect(await page.evaluate(() => history.length)).toBe(steps);
  });
});

it("the builder works without script, by keyboard alone, and leads to what was wrong", async () => {
  page = await openPage({ viewport: { width: widths.desktop, height: 900 }, javaScriptEnabled: false });
  await page.goto("/reports/new?from=dependence&as_of=2024-02-21");
  const first = page.getByRole("group", { name: "1 Standing on whose open source" });
  await first.getByRole("button", { name: /^Move down/ }).focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await page.getByRole("group", { name: "2 Standing on whose open source" }).waitFor();
  await title().fill("");
  await press("Save as a draft");
  expect(await wordsOf(page.locator("#refused li"))).toBe("title is missing.");
  await page.getByRole("link", { name: "title is missing." }).click();
  await title().fill("Whose models");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.frameLocator("iframe").getByRole("heading", { name: "Whose models" }).waitFor();
  await press("Save as a draft");
  expect(new URL(page.url()).pathname).toMatch(/^\/reports\/whose-models(-\d+)?\/edit$/);
  expect(await wordsOf(page.locator(".state"))).toMatch(/^Version 1, saved on /);
});
