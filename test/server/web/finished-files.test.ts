import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import express, { type NextFunction, type Request, type Response } from "express";
import request from "supertest";
import { describe, expect, it } from "vitest";
import type { Store } from "../../../db/store.js";
import { HttpError } from "../../../server/web/errors.js";
import {
  checkFilesFolder,
  FilesFolderError,
  FinishedFiles,
  type Recipe,
  writeWhole,
} from "../../../server/web/finished-files.js";
import { openEmptyStore, temporaryFolder } from "../../fixture.js";

/** A store whose facts are at a revision, and the step to the next. */
async function openDated(): Promise<{ readonly store: Store; next(): Promise<void> }> {
  const store = await openEmptyStore();
  const next = async () => {
    const id = ((await store.revision())?.id ?? 0) + 1;
    const moment = { recorded_on: "2026-11-23", recorded_at: `2026-11-24T00:00:0${id}Z` };
    await store.db
      .insertInto("revisions")
      .values({ id, ...moment, author: "test", summary: "", dataset_hash: null })
      .execute();
  };
  await next();
  return { store, next };
}

/** A recipe that tells how often it was followed. */
function counting(text = "whole\n"): Recipe & { times: number } {
  return {
    name: "chips.csv",
    type: "text/csv; charset=utf-8",
    fileName: ({ recorded_on }) => `parallax-chips-${recorded_on}.csv`,
    rows: async () => 3,
    times: 0,
    async write(path, revision) {
      this.times++;
      await new Promise((done) => setTimeout(done, 5));
      await writeFile(path, `${text}${revision.id}`);
    },
  };
}

function appOf(files: FinishedFiles, recipe: Recipe) {
  const app = express();
  app.set("etag", false);
  app.get("/file", (req, res) => files.send(req, res, recipe));
  app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
    res.status(error instanceof HttpError ? error.status : 500).json({ detail: error.message });
  });
  return app;
}

describe("a finished file", () => {
  it("is made once, however many ask, and lies in the folder under build and revision", async () => {
    const { store } = await openDated();
    const folder = join(temporaryFolder(), "made", "by", "us");
    const files = new FinishedFiles(folder, "build", store);
    const recipe = counting();
    const finished = await Promise.all(Array.from({ length: 20 }, () => files.finish(recipe)));
    expect(recipe.times).toBe(1);
    expect(new Set(finished.map(({ path }) => path)).size).toBe(1);
    expect(readdirSync(folder)).toEqual([finished[0]?.name]);
    expect(finished[0]?.name).toMatch(/^chips\.r1-[0-9a-f]{16}\.csv$/);
    expect(readFileSync(finished[0]?.path ?? "", "utf8")).toBe("whole\n1");
    await files.finish(recipe);
    await new FinishedFiles(folder, "build", store).finish(recipe);
    expect(recipe.times).toBe(1);
  });

  it("is made anew for another build, another revision and another database of the same revision", async () => {
    const folder = temporaryFolder();
    const recipe = counting();
    const { store, next } = await openDated();
    await new FinishedFiles(folder, "one", store).finish(recipe);
    await new FinishedFiles(folder, "two", store).finish(recipe);
    expect(recipe.times).toBe(2);
    await next();
    await new FinishedFiles(folder, "two", store).finish(recipe);
    expect(recipe.times).toBe(3);

    const other = await openEmptyStore();
    const revision = { id: 2, recorded_on: "2026-11-23", author: "test", summary: "", dataset_hash: null };
    await other.db
      .insertInto("revisions")
      .values({ ...revision, recorded_at: "2026-12-24T00:00:00Z" })
      .execute();
    await new FinishedFiles(folder, "two", other).finish(recipe);
    expect(recipe.times).toBe(4);
  });

  it("takes the place of its older ones and of nothing else in the folder", async () => {
    const { store, next } = await openDated();
    const folder = temporaryFolder();
    const files = new FinishedFiles(folder, "build", store);
    const strangers = ["chips.csv", "chips.really.csv", "chips-bom.r1-0123456789abcdef.csv", "notes.txt", ".draft-new"];
    for (const name of strangers) writeFileSync(join(folder, name), "kept");
    await files.finish(counting());
    await next();
    const { name } = await files.finish(counting());
    expect(readdirSync(folder).sort()).toEqual([...strangers, name].sort());
  });

  it("belongs to the later revision when an edit lands while it is made", async () => {
    const { store, next } = await openDated();
    const folder = temporaryFolder();
    const files = new FinishedFiles(folder, "build", store);
    const recipe = counting();
    const edited: Recipe = {
      ...recipe,
      async write(path, revision) {
        if (revision.id === 1) await next();
        await writeFile(path, `rows of ${revision.id}`);
      },
    };
    const { path, revision } = await files.finish(edited);
    expect(revision.id).toBe(2);
    expect(readFileSync(path, "utf8")).toBe("rows of 2");
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("is given up when edits never stop landing", async () => {
    const { store, next } = await openDated();
    const folder = temporaryFolder();
    const restless: Recipe = {
      ...counting(),
      async write(path) {
        await next();
        await writeFile(path, "mixed");
      },
    };
    await expect(new FinishedFiles(folder, "build", store).finish(restless)).rejects.toThrow(/facts are changing/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("that fails on the way leaves nothing behind and is tried again", async () => {
    const { store } = await openDated();
    const folder = temporaryFolder();
    const files = new FinishedFiles(folder, "build", store);
    const recipe = counting();
    const broken: Recipe = {
      ...recipe,
      async write(path) {
        await writeFile(path, "half");
        throw new Error("the disk is on fire");
      },
    };
    await expect(files.finish(broken)).rejects.toThrow("the disk is on fire");
    expect(readdirSync(folder)).toEqual([]);
    expect(readFileSync((await files.finish(recipe)).path, "utf8")).toBe("whole\n1");
  });
});

describe("sending", () => {
  it("makes the file anew when somebody has emptied the folder", async () => {
    const { store } = await openDated();
    const folder = temporaryFolder();
    const recipe = counting();
    const app = appOf(new FinishedFiles(folder, "build", store), recipe);
    for (let round = 0; round < 2; round++) {
      expect((await request(app).get("/file")).text).toBe("whole\n1");
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
    }
    expect(recipe.times).toBe(2);
  });

  it("is of the new revision as soon as there is one", async () => {
    const { store, next } = await openDated();
    const app = appOf(new FinishedFiles(temporaryFolder(), "build", store), counting());
    const first = await request(app).get("/file");
    await next();
    const second = await request(app).get("/file").set("If-None-Match", String(first.headers["etag"]));
    expect(second.status).toBe(200);
    expect(second.text).toBe("whole\n2");
    expect(second.headers["etag"]).not.toBe(first.headers["etag"]);
  });

  it("squeezes what is worth it, once, and says so in the entity tag", async () => {
    const { store } = await openDated();
    const folder = temporaryFolder();
    const text = "a,b,c\n".repeat(1000);
    const app = appOf(new FinishedFiles(folder, "build", store), counting(text));
    const squeezed = await request(app).get("/file").set("Accept-Encoding", "gzip");
    const plain = await request(app).get("/file").set("Accept-Encoding", "identity");
    expect(squeezed.headers["content-encoding"]).toBe("gzip");
    expect(Number(squeezed.headers["content-length"])).toBeLessThan(200);
    expect(squeezed.text).toBe(`${text}1`);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(plain.headers["content-length"]).toBe("6001");
    expect(squeezed.headers["etag"]).toBe(String(plain.headers["etag"]).replace(/"$/, '-gzip"'));
    expect(readdirSync(folder)).toHaveLength(2);
    const small = await request(appOf(new FinishedFiles(temporaryFolder(), "build", store), counting())).get("/file");
    expect(small.headers["content-encoding"]).toBeUndefined();
  });

  it("says that there are no facts yet", async () => {
    const store = await openEmptyStore();
    const response = await request(appOf(new FinishedFiles(temporaryFolder(), "build", store), counting())).get(
      "/file",
    );
    expect(response.status).toBe(503);
    expect(response.body.detail).toMatch(/npm run load/);
  });
});

describe("a folder that cannot be used", () => {
  it("is told in one line that names it and the setting", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const line = (reason: string, folder: string) =>
      `Finished downloads cannot be kept in ${folder}: ${reason}. Set FILES_FOLDER to a folder that can be written to.`;
    await expect(checkFilesFolder(file)).rejects.toThrow(new FilesFolderError(line("it is a file", file)));
    const below = join(file, "below");
    await expect(checkFilesFolder(below)).rejects.toThrow(new FilesFolderError(line("a part of it is a file", below)));
    const { store } = await openDated();
    await expect(new FinishedFiles(file, "build", store).finish(counting())).rejects.toThrow(FilesFolderError);
  });
});

describe("writing whole or not at all", () => {
  it("replaces a file at once and keeps the old one when writing fails", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a.txt");
    await writeWhole(path, (draft) => writeFile(draft, "one"));
    await expect(
      writeWhole(path, async (draft) => {
        await writeFile(draft, "tw");
        throw new Error("no more ink");
      }),
    ).rejects.toThrow("no more ink");
    expect(readFileSync(path, "utf8")).toBe("one");
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });
});
