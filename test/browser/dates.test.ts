import type { Page } from "playwright-core";
import { afterEach, expect, it } from "vitest";
import { accessibilityFaults, openPage, visit, widths, wordsOf } from "./visit.js";

let page: Page;
afterEach(() => page.context().close());

const asOf = () => new URL(page.url()).searchParams.get("as_of");
const playButton = () => page.locator(".dates .play");
const status = () => page.locator(".dates [role=status]");
const reached = (day: string) => page.waitForURL((url) => url.searchParams.get("as_of") === day);

it("brackets lead from month to month and keep the filters, but not from who is writing", async () => {
  page = await openPage({ viewport: { width: widths.desktop, height: 900 } });
  await page.goto("/funding?as_of=2024-02-21&stage=seed", { waitUntil: "networkidle" });
  const previous = page.locator(".dates a[rel=prev]");
  await page.waitForFunction(() => document.querySelector(".dates a[rel=prev]")?.hasAttribute("aria-keyshortcuts"));
  expect(await previous.getAttribute("aria-keyshortcuts")).toBe("[");
  expect((await page.locator(".dates kbd:visible").allTextContents()).join("")).toBe("[]");

  const field = page.locator(".dates input[name=as_of]");
  await field.focus();
  await page.keyboard.press("End");
  await page.keyboard.type("[]");
  expect(await field.inputValue()).toBe("2024-02-21");
  await page.locator(".goto input[name=q]").focus();
  await page.keyboard.type("[]");
  expect(await page.locator(".goto input[name=q]").inputValue()).toBe("[]");
  expect(asOf()).toBe("2024-02-21");

  await page.locator("h1").click();
  await page.keyboard.press("[");
  await reached("2024-01-31");
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("]");
  await reached("2024-02-29");
  expect(new URL(page.url()).searchParams.get("stage")).toBe("seed");
});

it("the field takes a month, and the line leads to the days marked on it", async () => {
  page = await openPage({ viewport: { width: widths.desktop, height: 900 }, javaScriptEnabled: false });
  await page.goto("/timeline?as_of=2024-02-21&category=research");
  expect(await page.locator(".dates kbd:visible, .dates .play:visible").count()).toBe(0);
  await page.locator(".dates input[name=as_of]").fill("2023-11");
  await page.keyboard.press("Enter");
  await reached("2023-11");
  expect(await wordsOf(page.locator(".view > p"))).toContain("What had happened by 30 Nov 2023");
  expect(await wordsOf(page.locator(".view > p"))).toContain("category research");
  await page.locator(`.years a[href^="?as_of=2022-10-21"] rect`).click();
  await reached("2022-10-21");
  await page.locator(".dates details summary").click();
  await page.locator(".dates li a").last().click();
  await reached("2021-03");
});

it.each(Object.entries(widths))(
  "the overview plays month by month on a %s until it is told to stop",
  async (_d, width) => {
    const seen = await visit("/?as_of=2023-10-10", width);
    page = seen.page;
    expect(await playButton().isEnabled()).toBe(true);
    expect(asOf()).toBe("2023-10-10");
    await playButton().focus();
    await page.keyboard.press("Enter");
    for (const day of ["2023-10-31", "2023-11-30", "2023-12-31"]) await reached(day);
    await page.waitForFunction(() => document.querySelector(".dates [role=status]")?.textContent === "31 Dec 2023");
    expect(await wordsOf(playButton())).toBe("Pause");
    expect(await wordsOf(page.locator(".view > p"))).toContain("What had happened by 31 Dec 2023");
    await page.keyboard.press("Enter");
    expect(await wordsOf(playButton())).toBe("Play");
    expect(await playButton().evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await seen.shift()).toBe(0);
    // The month that was asked for already is given up.
    expect(seen.complaints.filter((complaint) => !complaint.endsWith("net::ERR_ABORTED"))).toEqual([]);
    expect(await accessibilityFaults(page)).toEqual([]);
    // The very page that the server sends for that day.
    const [day, shown] = [asOf(), await page.locator("main").textContent()];
    await page.reload();
    expect(asOf()).toBe(day);
    expect(await page.locator("main").textContent()).toBe(shown);
  },
);

it("plays nothing by itself, and from the record's last month begins at the beginning, also with less motion", async () => {
  page = await openPage({ viewport: { width: widths.desktop, height: 900 }, reducedMotion: "reduce" });
  await page.goto("/", { waitUntil: "networkidle" });
  const moving = await page.evaluate(
    () =>
      document.getAnimations().length +
      [...document.querySelectorAll("*")].filter((one) => getComputedStyle(one).transitionDuration !== "0s").length,
  );
  expect(moving).toBe(0);
  expect(asOf()).toBeNull();
  await playButton().click();
  await reached("2021-01-31");
  await reached("2021-02-28");
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  // Who turns to the page finds it standing still.
  await page.locator("main a").first().focus();
  expect(await wordsOf(playButton())).toBe("Play");
});

it("stops and says so when the server does not answer, and goes on from there", async () => {
  page = await openPage({ viewport: { width: widths.desktop, height: 900 } });
  await page.goto("/?as_of=2023-10-10", { waitUntil: "networkidle" });
  await playButton().click();
  await reached("2023-10-31");
  await page.context().setOffline(true);
  await page.waitForFunction(() => document.querySelector(".dates .play")?.textContent === "Play");
  const day = asOf();
  expect(await wordsOf(status())).toMatch(
    /^Stopped at 3[01] (Oct|Nov) 2023: the server did not send the next month\. Play goes on from here\.$/,
  );
  await page.context().setOffline(false);
  await playButton().click();
  await page.waitForURL((url) => (url.searchParams.get("as_of") ?? "") > (day ?? ""));
});
