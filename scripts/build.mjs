// Builds what has changed: the server and scripts as bundles in dist, styles, scripts and fonts in dist/public.
// Plain JavaScript, since it runs before anything is compiled.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
const publicFolder = join(dist, "public");
const stampFile = join(dist, ".stamp");
const sources = ["db", "server", "public", "scripts", "views"];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Parallax needs Node 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}

/** Names, sizes and times of everything that a build is made from. */
function stamp() {
  const hash = createHash("sha256").update(process.version);
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== "dataset") visit(path);
      } else {
        const { size, mtimeMs } = statSync(path);
        hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`);
      }
    }
  };
  for (const folder of sources) visit(join(root, folder));
  hash.update(readFileSync(join(root, "package-lock.json")));
  return hash.digest("hex");
}

/** The tokens of the look as CSS custom properties; they are written down once, in TypeScript. */
async function tokensCss(esbuild) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(root, "public/charts/tokens.ts")],
    bundle: true,
    format: "esm",
    write: false,
  });
  const { colour, family } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
  const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const lines = [...Object.entries(colour), ...Object.entries(family)].map(
    ([name, value]) => `--${kebab(name)}: ${value};`,
  );
  return `:root { ${lines.join(" ")} }`;
}

export async function build() {
  const now = stamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === now) return false;
  const esbuild = await import("esbuild").catch(() => {
    console.error("The packages are not installed. Run: npm ci");
    process.exit(1);
  });
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(publicFolder, { recursive: true });

  const scripts = readdirSync(join(root, "scripts")).filter((name) => name.endsWith(".ts"));
  const server = esbuild.build({
    entryPoints: [
      join(root, "server/main.ts"),
      join(root, "db/writing-worker.ts"),
      join(root, "server/reports/reading-worker.ts"),
      ...scripts.map((name) => join(root, "scripts", name)),
    ],
    outbase: root,
    outdir: dist,
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: true,
    logLevel: "warning",
  });
  const css = await tokensCss(esbuild);
  const client = esbuild.build({
    entryPoints: {
      style: join(root, "public/styles/main.css"),
      more: join(root, "public/styles/more.css"),
      script: join(root, "public/client/main.ts"),
      icon: join(root, "public/styles/icon.svg"),
    },
    outdir: publicFolder,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: "esm",
    target: ["es2022", "chrome110", "firefox110", "safari16"],
    loader: { ".woff2": "file", ".svg": "copy" },
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    logLevel: "warning",
    plugins: [
      {
        name: "tokens",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^tokens$/ }, () => ({ path: "tokens", namespace: "tokens" }));
          onLoad({ filter: /.*/, namespace: "tokens" }, () => ({ contents: css, loader: "css" }));
        },
      },
    ],
  });
  const [{ metafile }] = await Promise.all([client, server]);
  const outputs = Object.keys(metafile.outputs).map((path) => basename(path));
  const find = (pattern) => `/assets/${outputs.find((name) => pattern.test(name))}`;
  const manifest = {
    style: find(/^style-.*\.css$/),
    more: find(/^more-.*\.css$/),
    script: find(/^script-.*\.js$/),
    icon: find(/^icon-.*\.svg$/),
    preload: ["ParallaxSans-400", "ParallaxSans-600", "ParallaxSerif-600"].map((font) =>
      find(new RegExp(`^${font}-.*woff2$`)),
    ),
    build: now,
  };
  writeFileSync(join(publicFolder, "manifest.json"), JSON.stringify(manifest));
  await Promise.all(outputs.filter((name) => /\.(css|js|svg)$/.test(name)).map(precompress));
  writeFileSync(stampFile, now);
  return true;
}

async function precompress(name) {
  const path = join(publicFolder, name);
  const bytes = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  writeFileSync(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
  writeFileSync(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
