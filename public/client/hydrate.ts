import type { ChartData, ChartModule, Mark, SideKey } from "../charts/chart.js";

/**
 * Adds pointer and keyboard to the pictures that the server has drawn. Nothing is drawn again: the module's `place`
 * says where the marks of the visible picture stand, and a ring and a tip are laid over them.
 */

type Load = () => Promise<Pick<ChartModule<never>, "place">>;

const modules: Readonly<Record<string, Load>> = {
  bandwidth: async () => (await import("../charts/bandwidth.js")).bandwidth,
  bars: async () => (await import("../charts/bars.js")).bars,
  crossings: async () => (await import("../charts/crossings.js")).crossings,
  "claimed-measured": async () => (await import("../charts/claimed-measured.js")).claimedMeasured,
  cumulative: async () => (await import("../charts/cumulative.js")).cumulative,
  density: async () => (await import("../charts/density.js")).density,
  flow: async () => (await import("../charts/flow.js")).flow,
  frontier: async () => (await import("../charts/frontier.js")).frontier,
  "frontier-scores": async () => (await import("../charts/frontier-scores.js")).frontierScores,
  held: async () => (await import("../charts/held.js")).held,
  holders: async () => (await import("../charts/holders.js")).holders,
  "investor-flow": async () => (await import("../charts/investor-flow.js")).investorFlow,
  ladder: async () => (await import("../charts/ladder.js")).ladder,
  lineage: async () => (await import("../charts/lineage.js")).lineage,
  "per-period": async () => (await import("../charts/per-period.js")).perPeriod,
  releases: async () => (await import("../charts/releases.js")).releases,
  roots: async () => (await import("../charts/roots.js")).roots,
  rounds: async () => (await import("../charts/rounds.js")).rounds,
  series: async () => (await import("../charts/series.js")).series,
  "score-gap": async () => (await import("../charts/score-gap.js")).scoreGap,
  shares: async () => (await import("../charts/shares.js")).shares,
  spans: async () => (await import("../charts/spans.js")).spans,
  stack: async () => (await import("../charts/stack.js")).stack,
  "status-calendar": async () => (await import("../charts/status-calendar.js")).statusCalendar,
  strip: async () => (await import("../charts/strip.js")).strip,
  succession: async () => (await import("../charts/succession.js")).succession,
  trend: async () => (await import("../charts/trend.js")).trend,
  withdrawal: async () => (await import("../charts/withdrawal.js")).withdrawal,
};

/** Farther from every mark than this, in CSS pixels, the pointer points at nothing. */
const reach = 28;
const svgNamespace = "http://www.w3.org/2000/svg";

interface Live {
  readonly svg: SVGSVGElement;
  readonly marks: readonly Mark[];
}

export function hydrate(figure: HTMLElement): void {
  const name = figure.dataset["chart"] ?? "";
  const load = modules[name];
  const pictures = figure.querySelector<HTMLElement>(".pictures");
  const block = figure.querySelector("script.chart-data");
  if (!load) throw new Error(`No chart module is called "${name}"; add it to the list in public/client/hydrate.ts.`);
  if (!pictures || !block) return;

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "status");
  pictures.append(tip);

  const data = JSON.parse(block.textContent ?? "null") as ChartData;
  let module: Awaited<ReturnType<Load>> | undefined;
  let live: Live | undefined;
  let at = -1;

  /** The picture that the style sheet shows at this width, with its marks. */
  const look = async (): Promise<Live | undefined> => {
    module ??= await load();
    const svg = [...pictures.querySelectorAll<SVGSVGElement>("svg.picture")].find(
      (one) => one.getBoundingClientRect().width > 0,
    );
    if (!svg) return undefined;
    if (live?.svg !== svg)
      live = { svg, marks: module.place(data as never, { width: svg.viewBox.baseVal.width }).marks };
    return live;
  };

  const hide = () => {
    at = -1;
    tip.hidden = true;
    live?.svg.querySelector(".ring")?.remove();
    light(live?.svg, undefined);
  };

  const showMark = ({ svg, marks }: Live, index: number) => {
    const mark = marks[index];
    if (!mark) return;
    at = index;
    const [head, ...rest] = mark.tip;
    tip.replaceChildren(line("strong", head ?? ""), ...rest.map((text) => line("span", text)));
    tip.hidden = false;
    ring(svg, mark);
    light(svg, mark.key);
    placeTip(tip, pictures, svg, mark);
  };

  pictures.addEventListener("pointermove", async (event) => {
    const now = await look();
    if (!now) return;
    const nearest = nearestMark(now, event);
    if (nearest < 0) hide();
    else if (nearest !== at) showMark(now, nearest);
    pictures.classList.toggle("pointing", nearest >= 0 && now.marks[nearest]?.href !== undefined);
  });
  pictures.addEventListener("pointerleave", hide);
  // What the pointer called up goes without moving it, wherever the focus is (WCAG 2.2, 1.4.13).
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  pictures.addEventListener("click", async (event) => {
    const now = await look();
    const href = now?.marks[now ? nearestMark(now, event) : -1]?.href;
    if (href && !(event.target as Element).closest("a")) location.assign(href);
  });

  for (const svg of pictures.querySelectorAll<SVGSVGElement>("svg.picture")) {
    svg.setAttribute("tabindex", "0");
    // An application, since the arrow keys are its own; the label still names it.
    svg.setAttribute("role", "application");
    svg.setAttribute("aria-roledescription", "chart, arrow keys walk through its points");
  }
  pictures.addEventListener("focusin", async () => {
    const now = await look();
    if (now && at < 0 && now.svg.matches(":focus-visible")) showMark(now, 0);
  });
  pictures.addEventListener("focusout", hide);
  pictures.addEventListener("keydown", async (event) => {
    const keys = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End", "Enter"];
    if (!keys.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const now = await look();
    if (!now || now.marks.length === 0) return;
    if (event.key === "Enter") {
      const href = now.marks[at]?.href;
      if (href) location.assign(href);
      return;
    }
    const last = now.marks.length - 1;
    const steps: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: last,
    };
    showMark(now, Math.min(last, Math.max(0, steps[event.key] ?? 0)));
  });
}

function line(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function nearestMark({ svg, marks }: Live, event: MouseEvent): number {
  const box = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal.width / box.width;
  const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  let nearest = -1;
  let least = (reach * scale) ** 2;
  marks.forEach((mark, index) => {
    const aside = Math.max(0, Math.abs(mark.x - x) - (mark.reach ?? 0));
    const distance = aside ** 2 + (mark.y - y) ** 2;
    if (distance < least) {
      least = distance;
      nearest = index;
    }
  });
  return nearest;
}

const ringClass: Record<SideKey, string> = { a: "ring side-a", b: "ring side-b", other: "ring side-other" };

function ring(svg: SVGSVGElement, mark: Mark): void {
  svg.querySelector(".ring")?.remove();
  const around = mark.reach === undefined ? circleAround(mark) : frameAround(mark, mark.reach);
  around.setAttribute("class", ringClass[mark.side]);
  svg.append(around);
}

function circleAround({ x, y }: Mark): SVGElement {
  return shape("circle", { cx: x, cy: y, r: 8 });
}

function frameAround({ x, y }: Mark, reach: number): SVGElement {
  return shape("rect", { x: x - reach - 1.5, y: y - 7.5, width: 2 * reach + 3, height: 15, rx: 2 });
}

function shape(name: string, attributes: Readonly<Record<string, number>>): SVGElement {
  const element = document.createElementNS(svgNamespace, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
}

function placeTip(tip: HTMLElement, pictures: HTMLElement, svg: SVGSVGElement, mark: Mark): void {
  const outer = pictures.getBoundingClientRect();
  const box = svg.getBoundingClientRect();
  const scale = box.width / svg.viewBox.baseVal.width;
  const [x, y] = [box.left - outer.left + mark.x * scale, box.top - outer.top + mark.y * scale];
  const left = Math.max(0, Math.min(x + 14, outer.width - tip.offsetWidth));
  const above = y - tip.offsetHeight - 14;
  tip.style.left = `${left}px`;
  tip.style.top = `${above >= 0 ? above : y + 14}px`;
}

/**
 * In a graph, lights what a node rests on and what rests on it, along whole chains, and fades the rest. Pictures
 * without edges have nothing to light.
 */
function light(svg: SVGSVGElement | undefined, key: string | undefined): void {
  if (!svg) return;
  const edges = [...svg.querySelectorAll<SVGElement>("[data-from][data-to]")];
  if (edges.length === 0) return;
  svg.classList.toggle("lit", key !== undefined);
  for (const element of svg.querySelectorAll(".on")) element.classList.remove("on");
  if (key === undefined) return;
  const nodes = new Set([key]);
  const follow = (here: "data-from" | "data-to", there: "data-from" | "data-to") => {
    const open = [key];
    const seen = new Set(open);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const edge of edges) {
        if (edge.getAttribute(here) !== node) continue;
        edge.classList.add("on");
        const next = edge.getAttribute(there) ?? "";
        nodes.add(next);
        if (!seen.has(next)) {
          seen.add(next);
          open.push(next);
        }
      }
    }
  };
  follow("data-from", "data-to");
  follow("data-to", "data-from");
  for (const element of svg.querySelectorAll("[data-key]")) {
    if (nodes.has(element.getAttribute("data-key") ?? "")) element.classList.add("on");
  }
}
