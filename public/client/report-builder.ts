/**
 * Adds to the form of the builder what it works without: the preview follows what is written, and a figure's reference
 * is put where the cursor stands.
 */

/** Milliseconds without a key before the preview is made anew. */
const pause = 600;

export function buildReport(form: HTMLFormElement): void {
  quoteFigures(form);
  followWith(form);
}

/** The preview follows the form where there is room for both side by side. */
function followWith(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>("button.previews");
  const place = document.querySelector<HTMLElement>(".previews-here");
  if (!button || !place) return;
  const beside = matchMedia("(min-width: 1000px)");
  let timer: number | undefined;
  let coming: HTMLIFrameElement | undefined;
  let isStale = false;
  let isChanged = form.dataset["unsaved"] !== undefined;
  let count = 0;

  const ask = () => {
    // One at a time: the server draws every chart of the report.
    if (coming) {
      isStale = true;
      return;
    }
    isStale = false;
    const shown = place.querySelector("iframe");
    // A frame of its own for each, so that the browser's way back does not lead through all previews; it is shown
    // when it is complete, where the one before was scrolled to.
    const next = document.createElement("iframe");
    next.title = "Preview";
    next.name = `preview-${++count}`;
    next.className = "preview coming";
    place.append(next);
    coming = next;
    next.addEventListener("load", () => {
      if (next.contentWindow?.location.href === "about:blank") return;
      next.classList.remove("coming");
      next.contentWindow?.scrollTo(0, shown?.contentWindow?.scrollY ?? 0);
      shown?.remove();
      coming = undefined;
      if (isStale) ask();
    });
    button.formTarget = next.name;
    form.requestSubmit(button);
  };
  const soon = () => {
    isChanged = true;
    clearTimeout(timer);
    if (beside.matches) timer = window.setTimeout(ask, pause);
  };

  form.addEventListener("input", soon);
  button.addEventListener("click", (event) => {
    // A click of somebody's; our own press of it is a submit alone.
    event.preventDefault();
    clearTimeout(timer);
    ask();
    if (!beside.matches) place.scrollIntoView();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter !== button) isChanged = false;
  });
  addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });
  // After a button's round trip, too, there is something to show.
  if (beside.matches && form.querySelector(".piece")) ask();
}

/** Narrows the list of figures, and puts the chosen one into the text that was written in last. */
function quoteFigures(form: HTMLFormElement): void {
  const picker = document.querySelector<HTMLDetailsElement>("details.picker");
  const list = picker?.querySelector<HTMLElement>(".list");
  if (!picker || !list) return;
  const texts = () => [...form.querySelectorAll<HTMLTextAreaElement>(".piece-commentary textarea")];
  let last: HTMLTextAreaElement | undefined = texts()[0];
  form.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLTextAreaElement && texts().includes(target)) last = target;
  });

  const label = document.createElement("label");
  label.textContent = "Search figures";
  label.htmlFor = "figure-search";
  const search = document.createElement("input");
  search.type = "search";
  search.id = label.htmlFor;
  search.autocomplete = "off";
  list.before(label, search);
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of list.querySelectorAll<HTMLElement>("li")) {
      const text = `${item.textContent} ${item.closest("section")?.querySelector("h3")?.textContent}`.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    for (const section of list.querySelectorAll("section"))
      section.hidden = section.querySelector("li:not([hidden])") === null;
  });

  const put = (reference: string) => {
    if (!last) return;
    last.focus();
    last.setRangeText(`{{${reference}}}`, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  for (const item of list.querySelectorAll<HTMLElement>("li")) {
    const { reference } = item.dataset;
    if (!reference) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Insert";
    button.setAttribute("aria-label", `Insert ${reference}`);
    button.disabled = !last;
    button.addEventListener("click", () => put(reference));
    item.append(button);
  }

  for (const link of form.querySelectorAll<HTMLAnchorElement>("a.quote"))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      last = link.closest(".piece")?.querySelector("textarea") ?? last;
      picker.open = true;
      search.focus();
    });
}
