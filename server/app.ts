import type { RequestListener } from "node:http";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import helmet from "helmet";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";
import type { Store } from "../db/store.js";
import { changesPages } from "./changes/routes.js";
import { chipsPages } from "./chips/routes.js";
import { companiesPages } from "./companies/routes.js";
import type { Config } from "./config.js";
import { dataPages } from "./data/routes.js";
import { dependenciesPages } from "./dependencies/routes.js";
import { type DeskConfig, makeDesk, whoAsks } from "./desk/desk.js";
import { gate, reportWriters } from "./desk/gate.js";
import { personOf } from "./desk/people.js";
import { qualityPages } from "./desk/quality.js";
import { deskPages, peoplePages } from "./desk/routes.js";
import { fundingPages } from "./funding/routes.js";
import { gapPages } from "./gap/routes.js";
import { indicatorsPages } from "./indicators/routes.js";
import { modelsPages } from "./models/routes.js";
import { overviewPages } from "./overview/routes.js";
import { places } from "./places.js";
import { regulationPages } from "./regulation/routes.js";
import { reportsPages } from "./reports/routes.js";
import { searchPages } from "./search/routes.js";
import { sourcesPages } from "./sources/routes.js";
import { timelinePages } from "./timeline/routes.js";
import { type Day, dayOf } from "./values/dates.js";
import { Answers } from "./web/answers.js";
import { isBrowser } from "./web/asked.js";
import { readAssets, sendAssets } from "./web/assets.js";
import { countriesAt } from "./web/countries.js";
import { HttpError, NotFound, problemJson, TryLater } from "./web/errors.js";
import { allowedHosts, type HostsConfig, knownHostOnly } from "./web/hosts.js";
import { areas } from "./web/layout.js";
import { marksAt } from "./web/marks.js";
import type { House } from "./web/pages.js";
import { Snapshots } from "./web/snapshots.js";
import { templates } from "./web/templates.js";
import { warmFirst } from "./web/warm.js";

/** Room for every parameter of a page with its longest list; a file goes into a body. */
const longestAddress = 16_384;

export interface AppOptions {
  readonly store: Store;
  readonly config: Pick<Config, "cacheMegabytes" | "filesFolder"> & HostsConfig & DeskConfig;
  readonly log: Logger;
  /** The day that "today" means; tests hold it still. */
  readonly today?: () => Day;
}

/** The whole product as `http.createServer` takes it. `locals.pages` lists its pages, `locals.router` has every route,
 * `locals.closing` what to end. */
export type App = RequestListener & Pick<Express, "locals">;

/** The whole product: an Express app behind the finished pages. It does not listen and keeps nothing outside itself. */
export function createApp({ store, config, log, today = () => dayOf(new Date()) }: AppOptions): App {
  const assets = readAssets(places.built);
  const snapshots = new Snapshots(store, config.filesFolder, assets.build, places.writer);
  const house: House = {
    mounted: [],
    closing: [() => snapshots.close()],
    store,
    assets,
    answers: new Answers(assets.build, config.cacheMegabytes),
    render: templates(places.views),
    fontsFolder: places.fonts,
    filesFolder: config.filesFolder,
    snapshots,
    today,
    countries: () => countriesAt(store),
    marks: marksAt(store),
  };

  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", false);
  app.set("trust proxy", config.trustProxy);
  app.use(securityHeaders(config.https));
  const requestLog = pinoHttp({
    logger: log,
    // No more than is told here: headers hold session cookies and API tokens, and the address a link came from.
    serializers: {
      req: ({ id, method, url, remoteAddress, headers }: LoggedRequest) => ({
        id,
        method,
        url: withoutSecrets(url),
        remoteAddress,
        userAgent: headers["user-agent"],
      }),
      res: ({ statusCode, headers }: LoggedResponse) => ({ statusCode, contentLength: headers["content-length"] }),
    },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? "error" : "info"),
    quietReqLogger: true,
  });
  app.use(requestLog);
  app.get("/healthz", async (_req, res) => {
    const revision = await store.revision();
    res
      .set("Cache-Control", "no-store")
      .status(revision ? 200 : 503)
      .json({ status: revision ? "ok" : "no facts", revision: revision?.id ?? null });
  });
  const hosts = allowedHosts(config);
  app.use(knownHostOnly(hosts));
  app.use("/assets", sendAssets(places.built));
  app.use((req, _res, next) => {
    if (req.originalUrl.length > longestAddress)
      throw new HttpError(414, "Address too long", `An address may have at most ${longestAddress} characters.`);
    // PostgreSQL has no text that holds this character, so nothing can be found by it.
    if (req.originalUrl.includes("%00"))
      throw new HttpError(400, "Request not understood", "The address holds a character that no text has: %00.");
    next();
  });
  const desk = makeDesk(store, config, log);
  app.use(whoAsks(desk), gate(config));
  app.use("/reports", reportWriters(config));

  for (const pages of [
    overviewPages,
    companiesPages,
    fundingPages,
    chipsPages,
    dependenciesPages,
    modelsPages,
    indicatorsPages,
    gapPages,
    timelinePages,
    regulationPages,
    changesPages,
    sourcesPages,
    searchPages,
    dataPages,
    reportsPages,
    deskPages,
    (router: express.Router, shared: House) => peoplePages(router, shared, desk),
    qualityPages,
  ]) {
    const router = express.Router({ caseSensitive: true, strict: true });
    pages(router, house);
    app.use(router);
  }
  app.locals["pages"] = house.mounted;
  app.locals["closing"] = house.closing;
  app.locals["router"] = app.router;
  app.use((req) => {
    throw req.method === "GET" || req.method === "HEAD"
      ? new NotFound(`There is nothing at ${req.path}.`)
      : new HttpError(405, "Method not allowed", `${req.method} is not answered at ${req.path}.`);
  });
  app.use(errorAnswer(house, log));
  // Finished pages are sent before anybody is asked who they are, which only open reading allows.
  if (config.requireSignIn)
    return Object.assign((...asked: Parameters<RequestListener>) => app(...asked), { locals: app.locals });
  const warm = warmFirst({
    store,
    today,
    answers: house.answers,
    cold: app,
    ...(log.isLevelEnabled("info") && { logged: requestLog }),
  });
  const listener: RequestListener = (req, res) => (hosts(req) ? warm : app)(req, res);
  return Object.assign(listener, { locals: app.locals });
}

/** Of what the log's own serializers make of a request and its answer. */
interface LoggedRequest {
  readonly id: unknown;
  readonly method: string;
  readonly url: string;
  readonly remoteAddress: string;
  readonly headers: Readonly<Record<string, unknown>>;
}
interface LoggedResponse {
  readonly statusCode: number | null;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** An address as the log may have it: one-time links and what a provider of sign-in sends back open doors. */
function withoutSecrets(url: string): string {
  return url.replace(/^(\/desk\/(?:join\/|auth\/[^?]*\?)).*/, "$1…");
}

function securityHeaders(https: boolean) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        // On plain HTTP this would leave Safari and machines on the local network without style sheets.
        ...(https && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: https,
    // Other sites are told nothing. Our own have to be, or browsers would post our forms with an origin of null.
    referrerPolicy: { policy: "same-origin" },
  });
}

/** The one place where a failure becomes an answer: HTML for a browser, RFC 9457 for a program. */
function errorAnswer(house: House, log: Logger) {
  return (failure: unknown, req: Request, res: Response, _next: NextFunction): void => {
    const error = asHttpError(failure);
    if (error.status >= 500) log.error({ err: failure, url: withoutSecrets(req.originalUrl) }, "request failed");
    if ([401, 403, 421, 429].includes(error.status))
      log.warn(
        {
          status: error.status,
          method: req.method,
          url: withoutSecrets(req.originalUrl),
          address: req.ip,
          person: personOf(req)?.id,
        },
        "refused",
      );
    if (res.headersSent) {
      res.destroy();
      return;
    }
    for (const name of ["ETag", "Content-Encoding", "Content-Disposition", "Content-Length", "X-Row-Count"])
      res.removeHeader(name);
    res.status(error.status).set("Cache-Control", "no-store").set("Vary", "Accept");
    if (error.status === 405 && !res.hasHeader("Allow")) res.set("Allow", "GET, HEAD");
    if (error instanceof TryLater) res.set("Retry-After", String(error.seconds));
    // A link to a download shows no page, but a form that was posted to the same address has left its own.
    const download = req.method !== "POST" && /\.(csv|json|svg|png|zip|sqlite|graphml|dot|atom)$/.test(req.path);
    if (isBrowser(req) && !download) {
      const today = house.today();
      const page = {
        title: error.title,
        status: error.status,
        detail: error.message,
        faults: error.faults,
        links: error.links,
        assets: house.assets,
        nav: areas.map(({ path, label }) => ({ label, href: `${path}?as_of=${today}` })),
      };
      res.type("html").send(house.render("error", page));
    } else {
      res.type("application/problem+json").send(problemJson(error));
    }
  };
}

function asHttpError(failure: unknown): HttpError {
  if (failure instanceof HttpError) return failure;
  // Express and its parts mark a client's fault, such as a malformed escape in the address, with a status of 4xx.
  const status = (failure as { status?: unknown }).status;
  if (typeof status === "number" && status >= 400 && status < 500)
    return new HttpError(status, "Request not understood", "The address or the request is malformed.");
  return new HttpError(500, "Internal error", "Something went wrong on our side. The log says what.");
}
