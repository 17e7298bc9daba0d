import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Browser, BrowserServer, LaunchOptions } from "playwright-core";
import { places } from "../places.js";

/** A Chromium on this machine. */
export interface BrowserPlace {
  readonly path: string;
  /** Why this one: "CHROMIUM_PATH", "found on this machine", "bundled". */
  readonly origin: string;
  /** What it needs in its environment beside ours. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** No browser can be had here. The message is one line that says what to do. */
export class BrowserError extends Error {}

/** The first version that prints page margin boxes, and with them page numbers. */
export const oldestBrowser = 131;

/**
 * Finds a Chromium: the one named by CHROMIUM_PATH, else one installed on this machine, else the headless one that
 * comes inside the npm package `@sparticuz/chromium` (unpacked on first use).
 * @throws BrowserError if CHROMIUM_PATH leads nowhere, or there is none at all.
 */
export async function findBrowser(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<BrowserPlace> {
  const named = environment["CHROMIUM_PATH"];
  if (named) {
    if (!existsSync(named)) throw new BrowserError(`CHROMIUM_PATH="${named}" does not exist.`);
    return { path: named, origin: "CHROMIUM_PATH" };
  }
  const installed = usualPlaces(environment).find((path) => existsSync(path));
  if (installed) return { path: installed, origin: "found on this machine" };
  return bundledBrowser();
}

/** Where Chromium and Chrome are usually installed, on each system. */
export function usualPlaces(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  if (platform === "darwin") {
    const apps = ["Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium"];
    return ["/Applications", join(homedir(), "Applications")].flatMap((folder) => apps.map((app) => join(folder, app)));
  }
  if (platform === "win32") {
    const folders = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].flatMap((name) => environment[name] ?? []);
    const programs = [["Google", "Chrome"], ["Chromium"], ["Microsoft", "Edge"]];
    return folders.flatMap((folder) =>
      programs.map((parts) =>
        join(folder, ...parts, "Application", parts.includes("Edge") ? "msedge.exe" : "chrome.exe"),
      ),
    );
  }
  const folders = (environment["PATH"] ?? "").split(delimiter).filter(Boolean);
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * Starts a browser without a window. It has its sandbox, except for root on Linux, whom Chromium refuses one, and in
 * containers that grant none to anybody: what it shows is our own pages.
 * @throws BrowserError if there is none or it does not start.
 */
export async function launchBrowser(found?: BrowserPlace): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  return started(found, (options) => chromium.launch(options));
}

/** The same for several processes, which reach it by its WebSocket address. */
export async function launchBrowserServer(found?: BrowserPlace): Promise<BrowserServer> {
  const { chromium } = await import("playwright-core");
  return started(found, (options) => chromium.launchServer(options));
}

async function started<T>(found: BrowserPlace | undefined, start: (options: LaunchOptions) => Promise<T>): Promise<T> {
  const place = found ?? (await findBrowser());
  const isRoot = process.platform === "linux" && process.getuid?.() === 0;
  try {
    return await start(launchOptions(place, !isRoot)).catch((error: Error) => {
      if (isRoot || !/no usable sandbox/i.test(error.message)) throw error;
      return start(launchOptions(place, false));
    });
  } catch (error) {
    throw new BrowserError(`${place.path} does not start: ${firstLine(error)}`);
  }
}

function launchOptions({ path, environment }: BrowserPlace, chromiumSandbox: boolean): LaunchOptions {
  return {
    executablePath: path,
    headless: true,
    chromiumSandbox,
    // Letters as wide on every machine as the fonts say.
    args: ["--font-render-hinting=none", "--disable-gpu"],
    ...(environment && { env: { ...definedOnly(process.env), ...environment } }),
  };
}

const require = createRequire(import.meta.url);

/**
 * The Chromium of `@sparticuz/chromium`, unpacked beside the installed packages, so that it goes when they go. Its
 * own code unpacks into fixed names in the common temporary folder, and takes whatever lies there already for good;
 * so it runs in a process of its own that is given a fresh folder, which gets its final name when it is whole.
 */
async function bundledBrowser(): Promise<BrowserPlace> {
  const hint = "Install Chromium or Chrome, or set CHROMIUM_PATH to one.";
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new BrowserError(
      `No browser found, and the bundled one runs on Linux x64 alone, not on ${process.platform} ${process.arch}. ${hint}`,
    );
  const version = bundledVersion();
  if (!version) throw new BrowserError(`No browser found, and @sparticuz/chromium is not installed. ${hint}`);
  const folder = join(places.root, "node_modules", ".cache", `chromium-${version}`);
  try {
    if (!existsSync(folder)) await unpack(folder);
  } catch (error) {
    throw new BrowserError(`No browser found, and the bundled one cannot be unpacked: ${firstLine(error)} ${hint}`);
  }
  return {
    path: join(folder, "chromium"),
    origin: `bundled, @sparticuz/chromium ${version}`,
    environment: {
      LD_LIBRARY_PATH: [join(folder, "al2023", "lib"), process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(delimiter),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  };
}

function bundledVersion(): string | undefined {
  try {
    // The package does not export its package.json; its main file is build/cjs/index.cjs.
    const described = join(dirname(require.resolve("@sparticuz/chromium")), "..", "..", "package.json");
    return (require(described) as { version: string }).version;
  } catch {
    return undefined;
  }
}

async function unpack(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  try {
    // It unpacks its libraries (NSS, expat) only where it believes to run on Amazon's Node.
    await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "-e", `await (await import("@sparticuz/chromium")).default.executablePath()`],
      { cwd: places.root, env: { ...process.env, TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" } },
    );
    await writeFile(join(fresh, "fonts.conf"), fontsConf(folder));
    // For all who share the checkout, as the packages themselves are.
    for (const path of [fresh, join(fresh, "chromium")]) await chmod(path, 0o755);
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Somebody else has unpacked it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

/** This machine's fonts if it has any, else the package's own: without a single font Chromium does not start. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
}

function definedOnly(variables: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0] ?? "";
}
