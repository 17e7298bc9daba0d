import { defineConfig } from "vitest/config";

/**
 * Two projects: everything that runs in plain Node, then the real browser, alone on the machine, so that neither
 * slows the other into a timeout. The times are for two slow cores; no test measures speed.
 */
export default defineConfig({
  test: {
    maxWorkers: "100%",
    reporters: [["default", { summary: false }]],
    projects: [
      {
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: "test/browser/setup.ts",
          // One server and one browser serve all files, one after the other.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
