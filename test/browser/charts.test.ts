import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage, widths, wordsOf } from "./visit.js";

/** Pages whose charts stand in the page to be pointed at; the overview's are small and lead to the large ones. */
const charted = [
  "/companies",
  "/companies/01-ai",
  "/funding",
  "/chips",
  "/dependencies",
  "/models",
  "/timeline",
] as const;

describe.each(charted)("the charts of %s", (address) => {
  let page: Page;
  let figures: readonly Locator[];

  beforeAll(async () => {
    page = await openPage({ viewport: { width: widths.desktop, height: 900 } });
    await page.goto(address, { waitUntil: "networkidle" });
    figures = await page.locator("figure[data-chart]").all();
    expect(figures.length).toBeGreaterThan(0);
  });
  afterAll(() => page.context().close());

  it("are not drawn again when the script arrives", async () => {
    const changed = await page.evaluate(async () => {
      const inner = (root: ParentNode) => [...root.querySelectorAll("svg.picture")].map((svg) => svg.innerHTML);
      const sent = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const [now, before] = [inner(document), inner(sent)];
      return { count: [now.length, before.length], changed: now.filter((svg, at) => svg !== before[at]).length };
    });
    expect(changed.changed).toBe(0);
    expect(changed.count[0]).toBe(changed.count[1]);
  });

  it("tell of their points by keyboard, and by mouse at the same places", async () => {
    for (const figure of figures) {
      const id = await figure.getAttribute("id");
      const picture = figure.locator("svg.picture:visible");
      const tip = figure.locator(".tip");
      await picture.scrollIntoViewIfNeeded();
      expect(await tip.isVisible(), `${id}: before anything is pointed at`).toBe(false);

      await focusByKeyboard(page, picture);
      await tip.waitFor({ state: "visible" });
      const texts: string[] = [await wordsOf(tip)];
      for (const key of ["ArrowRight", "ArrowRight", "End", "ArrowLeft", "Home"]) {
        await page.keyboard.press(key);
        texts.push(await wordsOf(tip));
      }
      expect(
        texts.filter((text) => text.trim() === ""),
        `${id}: tips without text`,
      ).toEqual([]);
      expect(texts.at(-1), `${id}: Home leads to the first point`).toBe(texts[0]);
      expect(new Set(texts).size, `${id}: the arrows lead on`).toBeGreaterThan(1);
      const box = await tip.boundingBox();
      expect(box?.x ?? -1, `${id}: the tip is on the page`).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(widths.desktop);

      const ring = await picture.locator(".ring").boundingBox();
      await page.keyboard.press("Escape");
      expect(await tip.isVisible(), `${id}: Escape takes the tip away`).toBe(false);

      if (!ring) throw new Error(`${id}: no ring at the point`);
      await page.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2, { steps: 3 });
      await tip.waitFor({ state: "visible" });
      expect(await wordsOf(tip), `${id}: by mouse`).not.toBe("");
      await page.mouse.move(2, 2);
      await tip.waitFor({ state: "hidden" });
    }
  });

  it("have their table behind a toggle, or lead to it", async () => {
    for (const figure of figures) {
      const toggle = figure.locator("details.behind > summary");
      if ((await toggle.count()) === 0) {
        expect(await figure.locator('.forms a[href="#rows"]').count()).toBe(1);
        continue;
      }
      await toggle.click();
      expect(await figure.locator("details.behind table").isVisible()).toBe(true);
      expect(await figure.locator("details.behind tbody tr").count()).toBeGreaterThan(0);
    }
  });
});

describe("the graph of dependencies", () => {
  let page: Page;
  let picture: Locator;
  const lit = (selector: string) =>
    picture.locator(selector).evaluateAll((nodes) => nodes.map((node) => node.getAttribute("data-key")).sort());
  // As recorded: Yi takes LLaMA's architecture, Nous Hermes 2 builds on Yi's weights and on outputs of GPT-4.
  const hermes = ["yi-34b", "llama-65b", "gpt-4", "nous-hermes-2-yi-34b"];

  beforeAll(async () => {
    page = await openPage({ viewport: { width: widths.desktop, height: 900 } });
    await page.goto("/dependencies?focus=qwen2-5-72b", { waitUntil: "networkidle" });
    picture = page.locator("#lineage svg.picture:visible");
  });
  afterAll(() => page.context().close());

  it("lights the chains of what is pointed at in their own ink, over what the server has faded, and a click keeps them", async () => {
    const before = await lit("[data-key].faded");
    expect(before).toContain("gpt-4");
    const node = picture.locator('[data-key="nous-hermes-2-yi-34b"]');
    await node.locator("path").scrollIntoViewIfNeeded();
    await node.locator("path").hover({ force: true });
    await picture.locator("[data-key].on").first().waitFor();
    expect(await lit("[data-key].on")).toEqual(expect.arrayContaining(hermes));
    const ink = (key: string) => picture.locator(`[data-key="${key}"]`).evaluate((node) => getComputedStyle(node).fill);
    // GPT-4 is on no chain of Qwen2.5-72B, so the server drew it grey; now it has the ink of its side, as LLaMA has.
    expect(await ink("gpt-4")).toBe(await ink("llama-65b"));
    await page.mouse.move(2, 2);
    await page.locator("#lineage .tip").waitFor({ state: "hidden" });
    expect(await lit("[data-key].on")).toEqual([]);
    expect(await lit("[data-key].faded")).toEqual(before);

    await node.locator("path").click({ force: true });
    await page.waitForURL(/focus=nous-hermes-2-yi-34b#lineage$/);
    expect(await lit("[data-key]:not(.faded)")).toEqual(expect.arrayContaining(hermes));
  });

  it("lights by keyboard, too", async () => {
    await page.goto("/dependencies", { waitUntil: "networkidle" });
    await focusByKeyboard(page, picture);
    await picture.locator("[data-key].on").first().waitFor();
    const first = await lit("[data-key].on");
    await page.keyboard.press("End");
    await page.waitForFunction(
      (before) =>
        [...document.querySelectorAll("#lineage [data-key].on")].map((node) => node.getAttribute("data-key")).join() !==
        before,
      first.join(),
    );
    expect((await lit("[data-key].on")).length).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    expect(await lit("[data-key].on")).toEqual([]);
  });
});

/** Moves on with Tab until the picture has the focus: script could give it a focus that no key reaches. */
async function focusByKeyboard(page: Page, picture: Locator): Promise<void> {
  // From the element before it, so that a long page does not take hundreds of steps.
  await picture.evaluate((svg) => {
    const before = document.createElement("span");
    before.tabIndex = -1;
    before.className = "test-start";
    svg.before(before);
    before.focus();
  });
  await page.keyboard.press("Tab");
  const reached = await picture.evaluate((svg) => {
    svg.parentElement?.querySelector(".test-start")?.remove();
    return document.activeElement === svg;
  });
  if (!reached) throw new Error("Tab does not reach the picture.");
}
