import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import request from "supertest";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { readCsv } from "../../../db/csv.js";
import { insertRows } from "../../../db/row-writing.js";
import type { Store } from "../../../db/store.js";
import { checkLinks, type LinkCheckOptions, Offline } from "../../../server/desk/link-checks.js";
import { askLink } from "../../../server/desk/link-outcome.js";
import { appOf, openEmptyStore, openFreshShippedStore } from "../../fixture.js";

const answers: Readonly<Record<string, RequestListener>> = {
  "/alive": (_req, res) => res.end("still here"),
  "/gone-404": (_req, res) => res.writeHead(404).end(),
  "/gone-410": (_req, res) => res.writeHead(410).end(),
  "/forbidden": (_req, res) => res.writeHead(403).end(),
  "/many": (_req, res) => res.writeHead(429).end(),
  "/law": (_req, res) => res.writeHead(451).end(),
  "/broken": (_req, res) => res.writeHead(500).end(),
  "/silent": () => undefined,
  "/round": (_req, res) => res.writeHead(302, { location: "/round" }).end(),
  "/moved": (_req, res) => res.writeHead(301, { location: "/alive" }).end(),
  "/moved-and-gone": (_req, res) => res.writeHead(301, { location: "/gone-404" }).end(),
  "/to-a-file": (_req, res) => res.writeHead(302, { location: "file:///etc/passwd" }).end(),
  "/no-head": (req, res) => res.writeHead(req.method === "HEAD" ? 405 : 200).end(),
  "/head-mistaken": (req, res) => res.writeHead(req.method === "HEAD" ? 404 : 200).end(),
  "/to-within": (_req, res) => res.writeHead(302, { location: "http://169.254.169.254/latest" }).end(),
  "/endless": (req, res) => {
    if (req.method === "HEAD") return res.writeHead(405).end();
    const more = setInterval(() => res.write("more ".repeat(1000)), 1);
    res.on("close", () => clearInterval(more));
  },
};
const asked: string[] = [];
const agents = new Set<string | undefined>();
const server = createServer((req, res) => {
  asked.push(`${req.method} ${req.url}`);
  agents.add(req.headers["user-agent"]);
  (answers[req.url ?? ""] ?? answers["/gone-404"])?.(req, res);
}).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const site = `http://127.0.0.1:${port}`;
const named = `http://localhost:${port}`;

beforeEach(() => {
  asked.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const never = new AbortController().signal;
const asking = (allowPrivate = true) => ({
  allowPrivate,
  patienceMs: 300,
  signal: never,
  inTurn: <T>(_host: string, ask: () => Promise<T>) => ask(),
});

describe("a page", () => {
  it.each([
    ["/alive", "alive", 200, null],
    ["/endless", "alive", 200, null],
    ["/gone-404", "dead", 404, null],
    ["/gone-410", "dead", 410, null],
    ["/forbidden", "refused", 403, null],
    ["/many", "refused", 429, null],
    ["/law", "refused", 451, null],
    ["/broken", "unreachable", 500, null],
    ["/silent", "unreachable", null, "no answer within 0.3 s"],
    ["/round", "unreachable", 302, "leads on more than 5 times"],
    ["/moved", "alive", 200, `leads to ${site}/alive`],
    ["/moved-and-gone", "dead", 404, `leads to ${site}/gone-404`],
    ["/to-a-file", "unreachable", null, "file: is no address of the web"],
    ["/no-head", "alive", 200, null],
    ["/head-mistaken", "alive", 200, null],
  ])("at %s is %s", async (path, outcome, status, detail) => {
    expect(await askLink(site + path, asking())).toEqual({ outcome, status, detail });
  });

  it("is asked for by HEAD alone where that is answered, and by a program that says what it is", async () => {
    await askLink(`${site}/alive`, asking());
    expect(asked).toEqual(["HEAD /alive"]);
    await askLink(`${site}/no-head`, asking());
    expect(asked.slice(1)).toEqual(["HEAD /no-head", "GET /no-head"]);
    expect([...agents]).toEqual([expect.stringMatching(/^ParallaxLinkCheck\//)]);
  });

  it("whose name no server has is dead, and one that refuses connections is out of reach", async () => {
    // RFC 6761: no name under "invalid" exists. Without any name server it is out of reach, which is no answer either.
    const nameless = await askLink("http://no-such-name.invalid/", { ...asking(), patienceMs: 5000 });
    expect(["no server has its name", "getaddrinfo EAI_AGAIN no-such-name.invalid"]).toContain(nameless.detail);
    expect(nameless.outcome).toBe(nameless.detail === "no server has its name" ? "dead" : "unreachable");
    expect(await askLink("http://127.0.0.1:1/", asking())).toMatchObject({ outcome: "unreachable", status: null });
  });

  it.each([`${site}/alive`, `http://localhost:${port}/alive`, `http://[::1]:${port}/`, "http://169.254.169.254/"])(
    "on a private address is not asked for unless that is allowed: %s",
    async (address) => {
      expect(await askLink(address, asking(false))).toMatchObject({
        outcome: "unreachable",
        status: null,
        detail: expect.stringContaining("stands on a private network. --allow-private allows it"),
      });
      expect(asked).toEqual([]);
    },
  );
});

it("no page leads within: each address that it leads to is looked at anew", async () => {
  let requests = 0;
  const first = {
    ...asking(),
    get allowPrivate() {
      return requests++ === 0;
    },
  };
  expect(await askLink(`${site}/to-within`, first)).toEqual({
    outcome: "unreachable",
    status: null,
    detail: "169.254.169.254 is not asked: it stands on a private network. --allow-private allows it.",
  });
  expect(asked).toEqual(["HEAD /to-within"]);
});

describe("going through the pages", () => {
  const long = new Date("2026-11-01T00:00:00Z");
  const options = { since: long, allowPrivate: true, signal: never, pauseMs: 0, patienceMs: 300 } as const;

  async function citing(urls: readonly string[]): Promise<Store> {
    const store = await openEmptyStore();
    const rows = urls.map((url, at) => ({
      id: `s${at}`,
      title: `Source ${at}`,
      publisher: "Publisher",
      author: null,
      published_on: null,
      url,
      kind: "news" as const,
      language: "en",
      license: null,
    }));
    await insertRows(store.db, "sources", rows);
    return store;
  }
  const kept = (store: Store) => store.db.selectFrom("link_checks").selectAll().orderBy("url").execute();
  const run = (store: Store, more: Partial<LinkCheckOptions> = {}) => checkLinks(store, { ...options, ...more });

  it("asks each once, keeps the answers, and leaves out what was asked for lately", async () => {
    const store = await citing([`${named}/alive`, `${named}/alive`, `${named}/gone-404`, "http://127.0.0.1:1/"]);
    const first = { now: () => new Date("2026-11-20T00:00:00Z") };
    expect(await run(store, first)).toEqual({ due: 3, alive: 1, dead: 1, refused: 0, unreachable: 1 });
    expect(asked).toEqual(["HEAD /alive", "HEAD /gone-404", "GET /gone-404"]);
    expect((await kept(store)).map(({ url, outcome, status }) => [url, outcome, status])).toEqual([
      ["http://127.0.0.1:1/", "unreachable", null],
      [`${named}/alive`, "alive", 200],
      [`${named}/gone-404`, "dead", 404],
    ]);
    expect(await run(store)).toMatchObject({ due: 0 });
    // Those asked for before that day are due again, and what they answer takes the place of what was known.
    const again = { since: new Date("2026-11-21T00:00:00Z"), now: () => new Date("2026-11-22T00:00:00Z"), limit: 2 };
    expect(await run(store, again)).toMatchObject({ due: 2 });
    expect((await kept(store)).map(({ checked_at }) => checked_at.slice(0, 10))).toEqual([
      "2026-11-22",
      "2026-11-22",
      "2026-11-20",
    ]);
    await store.close();
  });

  it("asks a server that has had too many requests for nothing more", async () => {
    const store = await citing([`${named}/many`, `${named}/zebra`]);
    expect(await run(store)).toMatchObject({ due: 2, refused: 1, dead: 0 });
    expect(asked).toEqual(["HEAD /many"]);
    await store.close();
  });

  it("keeps what is known when it is stopped", async () => {
    const store = await citing([`${named}/alive`, `${named}/silent`]);
    const stop = new AbortController();
    const stopped = run(store, {
      signal: stop.signal,
      patienceMs: 60_000,
      told: () => setImmediate(() => stop.abort()),
    });
    await expect(stopped).rejects.toThrow(/abort/);
    expect((await kept(store)).map(({ url }) => url)).toEqual([`${named}/alive`]);
    await store.close();
  });

  it("keeps nothing where no server is reached by its name", async () => {
    const nobody = [1, 2, 3].map((last) => `http://127.0.0.${last}:1/`);
    const store = await citing([...nobody, `${site}/gone-404`]);
    await expect(run(store)).rejects.toThrow(Offline);
    expect(await kept(store)).toEqual([]);
    await store.close();
  });

  it("calls a page gone for its name only where another name is found", async () => {
    const nameless = "http://no-such-name.invalid/";
    const alone = await citing([nameless]);
    expect(await run(alone, { patienceMs: 5000 })).toMatchObject({ dead: 0, unreachable: 1 });
    expect(await kept(alone)).toMatchObject([{ url: nameless, outcome: "unreachable", status: null }]);
    await alone.close();
  });

  it("asks nothing within by default", async () => {
    const store = await citing([`${named}/alive`]);
    expect(await run(store, { allowPrivate: false })).toMatchObject({ unreachable: 1 });
    expect(asked).toEqual([]);
    await store.close();
  });
});

describe("the list of dead references", () => {
  it("says that nothing has been asked for, then what was found, at once", async () => {
    const store = await openFreshShippedStore();
    const app = appOf(store);
    const page = async () => (await request(app).get("/desk/quality").set("Accept", "text/html").expect(200)).text;
    const listed = async (query = "") => {
      const { text } = await request(app).get(`/desk/quality.csv?list=dead-reference${query}`).expect(200);
      const { header, records } = readCsv(Buffer.from(text));
      return records.map(({ cells }) => Object.fromEntries(header.map((name, at) => [name, cells[at]])));
    };
    expect(await page()).toContain("None has been asked for yet: npm run check-links does it.");
    expect(await listed()).toEqual([]);

    const cited = await store.db.selectFrom("companies").select("source_id").limit(1).executeTakeFirstOrThrow();
    const sources = await store.db.selectFrom("sources").select(["id", "url"]).orderBy("id").execute();
    const gone = sources.find(({ id }) => id === cited.source_id);
    const [silent, forbidden] = sources.filter(({ url }) => url !== gone?.url);
    if (!gone || !silent || !forbidden) throw new Error("The shipped sources are too few.");
    const checked_at = "2026-11-20T08:00:00.000Z";
    await store.db
      .insertInto("link_checks")
      .values([
        { url: gone.url, checked_at, outcome: "dead", status: 404, detail: null },
        { url: silent.url, checked_at, outcome: "unreachable", status: null, detail: "no answer within 10 s" },
        { url: forbidden.url, checked_at, outcome: "refused", status: 403, detail: null },
        { url: "https://cited.nowhere.example/", checked_at, outcome: "dead", status: 404, detail: null },
      ])
      .execute();

    const rows = await listed();
    const found = (id: string) => rows.find(({ row_id }) => row_id === id)?.["finding"];
    expect(found(gone.id)).toMatch(/^Gone on 20 Nov 2026 \(404\); [1-9]\d* facts? rests? on it\.$/);
    expect(found(silent.id)).toMatch(
      /^Out of reach on 20 Nov 2026 \(no answer within 10 s\); \d+ facts? rests? on it\.$/,
    );
    expect(found(forbidden.id)).toBeUndefined();
    expect(rows.every(({ source_url }) => source_url === gone.url || source_url === silent.url)).toBe(true);
    // Whether a page stands today has nothing to do with the view's date.
    expect(await listed("&as_of=2020-01-01")).toHaveLength(rows.length);
    const html = await page();
    expect(html).toMatch(/3 of [\d,]+ have been asked for, the last on 20 Nov 2026/);
    const narrowed = await request(app).get("/desk/quality?list=dead-reference").set("Accept", "text/html");
    expect(narrowed.text).toContain(`href="/sources/${gone.id}?`);
    expect(narrowed.text).toContain(`href="/desk/edit/sources/${gone.id}?`);
    await store.close();
  });
});
