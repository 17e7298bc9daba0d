import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessibilityFaults,
  answeredPages,
  errorPage,
  mainPages,
  openPage,
  type Visit,
  visit,
  widths,
  wordsOf,
} from "./visit.js";

/** Over the wire, with what the page needs to look as it should. */
const pageBudget = 150_000;
const scriptBudget = 40_000;
/** The font for Chinese, which nearly every system has of its own. */
const chineseBudget = 80_000;

describe.each([...mainPages, ...answeredPages, errorPage])("%s", (address) => {
  describe.each(Object.entries(widths))("on a %s", (_device, width) => {
    let seen: Visit;
    beforeAll(async () => {
      seen = await visit(address, width);
    });
    afterAll(() => seen.page.context().close());

    it("brings no complaint of the browser", () => {
      // The browser reports the status of the error page itself.
      const own = address === errorPage ? /^Failed to load resource: .+ 400 / : /^$/;
      expect(seen.complaints.filter((complaint) => !own.test(complaint))).toEqual([]);
    });

    it("stays in its budget over the wire", () => {
      const { script = 0, chinese = 0, ...rest } = seen.bytes;
      const page = Object.values(rest).reduce((sum, size) => sum + size, 0);
      expect(page, JSON.stringify(seen.bytes)).toBeLessThan(pageBudget);
      expect(script, JSON.stringify(seen.bytes)).toBeLessThan(scriptBudget);
      expect(chinese, JSON.stringify(seen.bytes)).toBeLessThan(chineseBudget);
    });

    it("does not scroll sideways", async () => {
      const wider = await seen.page.evaluate(() => {
        const room = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= room) return [];
        return [...document.querySelectorAll("body *")]
          .filter((element) => element.getBoundingClientRect().right > room + 1 && !element.closest(".scroll"))
          .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`)
          .slice(0, 10);
      });
      expect(wider).toEqual([]);
    });

    it("stands still, also while it is read to its end", async () => {
      await seen.page.evaluate(async () => {
        for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
          scrollTo(0, y);
          // A page that is not in front may be given no frames.
          await new Promise((done) => {
            requestAnimationFrame(done);
            setTimeout(done, 250);
          });
        }
        scrollTo(0, 0);
      });
      expect(await seen.shift()).toBe(0);
    });

    it("has no accessibility fault, with all that can be opened open", async () => {
      await seen.page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      expect(await accessibilityFaults(seen.page)).toEqual([]);
    });
  });
});

describe.each(mainPages)("%s without JavaScript", (address) => {
  it("is complete: figures drawn, tables filled, forms that work", async () => {
    const page = await openPage({ viewport: { width: widths.desktop, height: 900 }, javaScriptEnabled: false });
    await page.goto(address);
    expect(await page.locator("h1").count()).toBe(1);
    for (const figure of await page.locator("figure[data-chart]").all()) {
      const shown = figure.locator("svg.picture:visible");
      expect(await shown.count()).toBe(1);
      const box = await shown.boundingBox();
      expect(box?.height ?? 0).toBeGreaterThan(20);
      expect(await shown.locator("path, circle, rect, line, text").count()).toBeGreaterThan(0);
    }
    expect(await page.locator(".tip").count()).toBe(0);

    const day = page.locator(".dates form");
    await day.locator("input[name=as_of]").fill("2024-02-21");
    await day.locator("button").click();
    expect(new URL(page.url()).searchParams.get("as_of")).toBe("2024-02-21");
    const view = page.locator(".view details.change");
    await view.locator("summary").click();
    await view.locator("select[name=confidence]").selectOption("reported");
    await view.locator("button").click();
    expect(new URL(page.url()).searchParams.get("as_of")).toBe("2024-02-21");
    expect(await wordsOf(page.locator(".view > p"))).toContain("What had happened by 21 Feb 2024, reported or better");
    await page.context().close();
  });
});

it("the keyboard reaches the content in one step", async () => {
  const page = await openPage({ viewport: { width: widths.desktop, height: 900 } });
  await page.goto("/funding");
  await page.keyboard.press("Tab");
  const skip = page.locator(":focus");
  expect(await wordsOf(skip)).toBe("Skip to content");
  expect((await skip.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await page.keyboard.press("Enter");
  expect(new URL(page.url()).hash).toBe("#main");
  await page.context().close();
});
