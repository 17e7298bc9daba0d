import type { Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accessibilityFaults, openPage, widths, wordsOf } from "./visit.js";

let page: Page;
const box = () => page.getByRole("combobox", { name: /^Go to/ });
const options = () => page.locator(".goto").getByRole("option");

/** Types into the box and waits for what the server suggests. */
async function ask(text: string): Promise<void> {
  const answer = page.waitForResponse((response) => response.url().includes(`q=${encodeURIComponent(text)}`));
  await box().pressSequentially(text);
  await answer;
  await options().first().waitFor();
}

describe.each(Object.entries(widths))("the box in the head on a %s", (_device, width) => {
  beforeEach(async () => {
    page = await openPage({ viewport: { width, height: 900 } });
    await page.goto("/funding?as_of=2024-02-21", { waitUntil: "networkidle" });
    // It is a combobox from the moment in which the script has arrived.
    await box().waitFor();
  });
  afterEach(() => page.context().close());

  it("takes the focus by a slash, but not from who is writing", async () => {
    await page.keyboard.press("/");
    expect(await box().evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press("/");
    expect(await box().inputValue()).toBe("/");
  });

  it("walks through its suggestions by arrow keys and goes where one leads, in the same view", async () => {
    await ask("yi");
    expect(await box().getAttribute("aria-expanded")).toBe("true");
    expect(await box().getAttribute("aria-activedescendant")).toBeNull();
    await page.keyboard.press("ArrowDown");
    const first = options().first();
    expect(await box().getAttribute("aria-activedescendant")).toBe(await first.getAttribute("id"));
    expect(await first.getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    const last = options().last();
    expect(await wordsOf(last)).toMatch(/^All \d+ found$/);
    expect(await last.getAttribute("aria-selected")).toBe("true");
    expect(await accessibilityFaults(page)).toEqual([]);
    await Promise.all([page.waitForURL(/\/search\?/), page.keyboard.press("Enter")]);
    expect(new URL(page.url()).searchParams.get("as_of")).toBe("2024-02-21");
    expect(await wordsOf(page.locator("h1"))).toMatch(/found for “yi”$/);
  });

  it("goes straight to the thing whose whole name was written", async () => {
    await ask("01ai");
    await Promise.all([page.waitForURL(/\/companies\/01-ai\?as_of=2024-02-21$/), page.keyboard.press("Enter")]);
  });

  it("closes by Escape, keeps what was written, and opens again by an arrow", async () => {
    await ask("nvidia");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("listbox").count()).toBe(0);
    expect(await box().getAttribute("aria-expanded")).toBe("false");
    expect(await box().inputValue()).toBe("nvidia");
    await page.keyboard.press("ArrowDown");
    expect(await options().count()).toBeGreaterThan(1);
  });

  it("says how many were found, and that nothing was", async () => {
    await ask("nvidia");
    const status = page.locator(".goto [role=status]");
    expect(await wordsOf(status)).toMatch(/^\d+ found, \d+ to choose from$/);
    await box().fill("zzzz");
    await page.waitForFunction(() => document.querySelector(".goto [role=status]")?.textContent === "Nothing found");
    expect(await page.getByRole("listbox").count()).toBe(0);
  });

  it("suggestions stay inside the window and lead by mouse as well", async () => {
    await ask("01.AI");
    const list = await page.getByRole("listbox").boundingBox();
    expect(list?.x).toBeGreaterThanOrEqual(0);
    expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(width);
    await Promise.all([page.waitForURL(/\/companies\/01-ai\?/), options().first().click()]);
  });
});

it("the box is a form that works without JavaScript and is left out on paper", async () => {
  page = await openPage({ viewport: { width: widths.desktop, height: 900 }, javaScriptEnabled: false });
  await page.goto("/chips?as_of=2024-02-21");
  const input = page.locator(".goto input[name=q]");
  await input.fill("零一");
  await Promise.all([page.waitForURL(/\/search\?/), input.press("Enter")]);
  expect(new URL(page.url()).searchParams.get("as_of")).toBe("2024-02-21");
  expect(await wordsOf(page.locator(".hits li a").first())).toBe("01.AI");
  await page.emulateMedia({ media: "print" });
  expect(await input.isVisible()).toBe(false);
  await page.context().close();
});
