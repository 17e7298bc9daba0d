import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { NotFound } from "../web/errors.js";

/**
 * Files that were sent to be looked at and may then be proposed: kept for an hour in the folder of finished files,
 * under a name that nobody can guess and that is of use to nobody but who sent them.
 */

const keptMs = 3_600_000;
/** Files kept for one person; an older one makes room. */
const mostKept = 5;

export class KeptUploads {
  constructor(readonly folder: string) {}

  /** Keeps a file and gives the name by which its owner finds it again. */
  async keep(owner: string, bytes: Uint8Array): Promise<string> {
    // Nobody else on the machine reads what somebody has not yet published.
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await this.#tidy(owner);
    const token = randomBytes(16).toString("hex");
    const file = await open(this.#path(owner, token), "wx", 0o600);
    await file.writeFile(bytes).finally(() => file.close());
    return token;
  }

  /**
   * Where a file lies.
   * @throws NotFound if it is another's, was proposed, or is older than an hour
   */
  async find(owner: string, token: string): Promise<string> {
    const path = this.#path(owner, token);
    if (!/^[0-9a-f]{32}$/.test(token) || (await age(path)) > keptMs)
      throw new NotFound("This file is not kept here: files are kept for an hour, for who has sent them.", [
        { text: "Choose a file", href: "/desk/import" },
      ]);
    return path;
  }

  async remove(owner: string, token: string): Promise<void> {
    await rm(this.#path(owner, token), { force: true });
  }

  async #tidy(owner: string): Promise<void> {
    const aged = await Promise.all(
      (await readdir(this.folder)).map(async (name) => ({ name, age: await age(join(this.folder, name)) })),
    );
    const young = aged.filter((file) => file.age <= keptMs);
    const own = young
      .filter(({ name }) => name.startsWith(`${mark(owner)}-`))
      .sort((one, other) => one.age - other.age);
    const gone = [...aged.filter((file) => file.age > keptMs), ...own.slice(mostKept - 1)];
    await Promise.all(gone.map(({ name }) => rm(join(this.folder, name), { force: true })));
  }

  #path(owner: string, token: string): string {
    return join(this.folder, `${mark(owner)}-${token}`);
  }
}

/** Whose it is, without saying who that is. */
function mark(owner: string): string {
  return createHash("sha256").update(owner).digest("hex").slice(0, 32);
}

async function age(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
}
