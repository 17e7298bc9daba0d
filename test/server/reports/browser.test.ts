import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BrowserError, findBrowser, launchBrowser, usualPlaces } from "../../../server/reports/browser.js";
import { temporaryFolder } from "../../fixture.js";

const bundledRunsHere = process.platform === "linux" && process.arch === "x64";

describe("findBrowser", () => {
  it("takes the one that CHROMIUM_PATH names before any other", async () => {
    const path = join(temporaryFolder(), "my-chromium");
    writeFileSync(path, "");
    expect(await findBrowser({ CHROMIUM_PATH: path, PATH: "/usr/bin" })).toEqual({ path, origin: "CHROMIUM_PATH" });
  });

  it("does not pass by a CHROMIUM_PATH that leads nowhere", async () => {
    await expect(findBrowser({ CHROMIUM_PATH: "/no/such/chromium" })).rejects.toThrow(
      new BrowserError('CHROMIUM_PATH="/no/such/chromium" does not exist.'),
    );
  });

  it.runIf(process.platform === "linux")("takes one on the PATH, Chromium before Chrome", async () => {
    const folder = temporaryFolder();
    for (const name of ["google-chrome", "chromium"]) writeFileSync(join(folder, name), "", { mode: 0o755 });
    expect((await findBrowser({ PATH: `/no/such/folder:${folder}` })).path).toBe(join(folder, "chromium"));
  });

  it.runIf(bundledRunsHere)(
    "falls back to the bundled one, which starts and prints",
    async () => {
      const found = await findBrowser({ PATH: "" });
      expect(found.origin).toMatch(/^bundled, @sparticuz\/chromium \d+\.\d+\.\d+$/);
      const browser = await launchBrowser(found);
      const page = await browser.newPage();
      await page.setContent("<h1>Parallax</h1>");
      expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
      await browser.close();
    },
    120_000,
  );
});

describe("usualPlaces", () => {
  it("are those of each system", () => {
    expect(usualPlaces({}, "darwin")).toContain("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    const windows = usualPlaces({ ProgramFiles: "C:", LocalAppData: "D:" }, "win32");
    expect(windows).toEqual(
      expect.arrayContaining([
        join("C:", "Google", "Chrome", "Application", "chrome.exe"),
        join("D:", "Chromium", "Application", "chrome.exe"),
        join("C:", "Microsoft", "Edge", "Application", "msedge.exe"),
      ]),
    );
    expect(usualPlaces({ PATH: "/usr/bin" }, "linux")).toContain("/usr/bin/google-chrome-stable");
    expect(usualPlaces({}, "linux")).toEqual([]);
  });
});

describe("launchBrowser", () => {
  it("says in one line which browser does not start", async () => {
    const path = join(temporaryFolder(), "broken");
    writeFileSync(path, "#!/bin/sh\nexit 3\n");
    chmodSync(path, 0o755);
    const failure = await launchBrowser({ path, origin: "test" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BrowserError);
    expect((failure as Error).message).toMatch(/^.+broken does not start: [^\n]+$/);
  });
});
