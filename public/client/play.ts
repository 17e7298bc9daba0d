/**
 * Plays a page through: shows it at the end of one month after the other, as its own links lead on. Each is the whole
 * page as the server tells it at that day, put in the place of the one before; nothing glides from one to the next.
 */

/** Milliseconds for which a month stands still; longer for those who ask for less motion. */
const pace = { usual: 900, reduced: 1800 } as const;

/** What differs from one day to the next, in the order of the page. */
const dated = "[data-dated]";
/** What would push the rest of the page about if it had fewer lines in one month than in another. */
const held = ".view > p, h1, .lede, .measures tr, .feed, main";

export function play(button: HTMLButtonElement, status: HTMLElement): void {
  const label = button.textContent;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  /** Present while it plays. */
  let playing: AbortController | undefined;
  const heights: number[] = [];

  /** Says what everybody should know; the day alone is said to those who do not see it. */
  const tell = (words: string) => {
    status.textContent = words;
    status.classList.toggle("unseen", words === "");
  };
  const stop = (say = "") => {
    playing?.abort();
    playing = undefined;
    button.textContent = label;
    button.classList.remove("playing");
    tell(say);
  };

  const run = async (from: string, { signal }: AbortController) => {
    let href: string | undefined = from;
    let shown = Number.NEGATIVE_INFINITY;
    try {
      while (href) {
        const address: string = new URL(href, location.href).href;
        const next = await pageAt(address, signal);
        const left = shown + (calm.matches ? pace.reduced : pace.usual) - performance.now();
        if (left > 0) await wait(left, signal);
        show(next, address);
        hold(heights);
        shown = performance.now();
        status.textContent = dayShown();
        href = document.querySelector(".dates a[rel=next]")?.getAttribute("href") ?? undefined;
      }
      stop(`Played to ${dayShown()}, the last day that the record tells of.`);
    } catch {
      // Whoever stopped it has said so already.
      if (!signal.aborted)
        stop(`Stopped at ${dayShown()}: the server did not send the next month. Play goes on from here.`);
    }
  };

  button.addEventListener("click", () => {
    if (playing) return stop();
    playing = new AbortController();
    button.textContent = "Pause";
    button.classList.add("playing");
    heights.length = 0;
    hold(heights);
    void run(steps().dataset["from"] ?? "", playing);
  });
  // What somebody is about to use does not change under their hand.
  document.addEventListener("focusin", ({ target }) => {
    if (playing && (target as Element).closest(dated)) stop();
  });
  document.addEventListener("visibilitychange", () => {
    if (playing && document.hidden) stop();
  });
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, () => playing || tell(""));
  addEventListener("pagehide", () => playing && stop());
  button.disabled = false;
}

async function pageAt(address: string, signal: AbortSignal): Promise<Document> {
  const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      fail(signal.reason);
    });
  });
}

/** Puts another day of the page in the place of this one, address and all. What had been opened stays open. */
function show(next: Document, address: string): void {
  const [now, then] = [document, next].map((page) => [...page.querySelectorAll(dated)]) as [Element[], Element[]];
  if (now.length !== then.length) throw new Error("The page at another day is made up of other parts.");
  for (const [at, part] of now.entries()) {
    const other = document.adoptNode(then[at] as Element);
    const opened = [...part.querySelectorAll("details")].map(({ open }) => open);
    for (const [which, details] of other.querySelectorAll("details").entries()) details.open = opened[which] ?? false;
    part.replaceWith(other);
  }
  document.title = next.title;
  history.replaceState(history.state, "", address);
}

/** Keeps what has just been shown as high as it has been in any month so far. */
function hold(heights: number[]): void {
  const parts = [...document.querySelectorAll<HTMLElement>(held)];
  for (const [at, part] of parts.entries()) heights[at] = Math.max(heights[at] ?? 0, part.offsetHeight);
  for (const [at, part] of parts.entries()) {
    // A row of a table knows no least height; its height is one.
    const property = getComputedStyle(part).display === "table-row" ? "height" : "min-height";
    part.style.setProperty(property, `${heights[at]}px`);
  }
}

function steps(): HTMLElement {
  return document.querySelector(".dates .steps") as HTMLElement;
}

function dayShown(): string {
  return steps().dataset["day"] ?? "";
}
