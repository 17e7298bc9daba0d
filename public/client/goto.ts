/**
 * The "go to" box in the head of a page: a form that works by itself, to which suggestions are added as a combobox with
 * a list (WAI-ARIA Authoring Practices, "Editable Combobox With List Autocomplete").
 */

/** What is used of an answer of `/search.json`. */
interface Found {
  readonly total: number;
  readonly groups: readonly { readonly label: string; readonly hits: readonly Hit[] }[];
}

interface Hit {
  readonly label: string;
  readonly native: string | null;
  readonly detail: string;
  readonly href: string;
  readonly matched: string;
}

interface Suggestion {
  readonly text: string;
  readonly small: string;
  readonly href: string;
}

/** Milliseconds without a key before the server is asked. */
const pause = 120;
/** Hits shown of the best group, of each other one, and of all together. */
const most = { best: 4, other: 2, all: 8 } as const;

export function suggest(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[name=q]");
  if (!input) return;
  const list = document.createElement("ul");
  list.id = "goto-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  const status = document.createElement("p");
  status.className = "hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-controls", list.id],
    ["aria-expanded", "false"],
  ] as const)
    input.setAttribute(name, value);

  let shown: readonly Suggestion[] = [];
  /** Where Enter leads without a choice: the thing whose whole name was written. */
  let exact: { readonly text: string; readonly href: string } | undefined;
  let at = -1;
  let timer: number | undefined;
  let asking: AbortController | undefined;

  const choose = (index: number) => {
    at = index;
    for (const [each, option] of [...list.children].entries())
      option.setAttribute("aria-selected", String(each === at));
    const option = list.children[at];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const open = (visible: boolean) => {
    list.hidden = !visible;
    input.setAttribute("aria-expanded", String(visible));
    choose(-1);
  };
  const stop = () => {
    clearTimeout(timer);
    asking?.abort();
    asking = undefined;
  };
  const forget = () => {
    stop();
    shown = [];
    exact = undefined;
    list.replaceChildren();
    open(false);
  };

  const ask = async () => {
    const text = input.value;
    const own = new AbortController();
    asking = own;
    const query = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    try {
      const answer = await fetch(`${form.action}.json?${query}`, { signal: own.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const found = (await answer.json()) as Found;
      if (asking !== own) return;
      const [best] = found.groups[0]?.hits ?? [];
      exact = best?.matched === "exact" ? { text, href: best.href } : undefined;
      shown = suggestions(found, `${form.action}?${query}`);
      list.replaceChildren(...shown.map(optionOf));
      open(shown.length > 0);
      status.textContent = shown.length > 0 ? `${found.total} found, ${shown.length} to choose from` : "Nothing found";
    } catch {
      // Without an answer the form still leads to the page of the search; one broken off has been asked anew.
      if (asking === own) forget();
    }
  };

  input.addEventListener("input", () => {
    stop();
    if (input.value.trim() === "") {
      forget();
      status.textContent = "";
    } else timer = window.setTimeout(ask, pause);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (key === "Escape" && !list.hidden) {
      event.preventDefault();
      stop();
      open(false);
    } else if ((key === "ArrowDown" || key === "ArrowUp") && shown.length > 0) {
      event.preventDefault();
      if (list.hidden) open(true);
      // One place more than there are suggestions: the text itself.
      const places = shown.length + 1;
      if (!event.altKey) choose(((at + 1 + (key === "ArrowDown" ? 1 : places - 1)) % places) - 1);
    } else if (key === "Enter") {
      const href = shown[at]?.href ?? (exact?.text === input.value ? exact.href : undefined);
      stop();
      if (!href) return;
      event.preventDefault();
      location.assign(href);
    }
  });
  input.addEventListener("blur", () => {
    stop();
    open(false);
  });
  // The focus stays in the box while a suggestion is clicked.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = (event.target as Element).closest("[role=option]");
    const href = option && shown[[...list.children].indexOf(option)]?.href;
    if (href) location.assign(href);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.target as Element).closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

/** The best hits, those of the best group first, and where all of them stand. */
function suggestions({ total, groups }: Found, all: string): readonly Suggestion[] {
  const hits = groups.flatMap(({ label, hits }, group) =>
    hits.slice(0, group === 0 ? most.best : most.other).map((hit) => ({
      text: hit.native === null ? hit.label : `${hit.label} ${hit.native}`,
      small: `${label}: ${hit.detail}`,
      href: hit.href,
    })),
  );
  if (hits.length === 0) return [];
  return [...hits.slice(0, most.all), { text: `All ${total} found`, small: "", href: all }];
}

function optionOf({ text, small }: Suggestion, index: number): HTMLElement {
  const option = document.createElement("li");
  option.id = `goto-${index}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const name = document.createElement("span");
  name.textContent = text;
  option.append(name);
  if (small !== "") {
    const more = document.createElement("small");
    more.textContent = small;
    option.append(more);
  }
  return option;
}
