/** Suggests what a reference may mean while it is typed: the fields work without, by the button beside them. */

interface Suggested {
  readonly rows: readonly { readonly id: string; readonly name: string }[];
}

/** Milliseconds without a key before the server is asked. */
const pause = 150;

export function refer(form: HTMLFormElement): void {
  for (const input of form.querySelectorAll<HTMLInputElement>("input[data-refer]")) suggestFor(form, input);
}

function suggestFor(form: HTMLFormElement, input: HTMLInputElement): void {
  const list = document.createElement("datalist");
  list.id = `${input.id}-list`;
  input.after(list);
  input.setAttribute("list", list.id);
  let timer: number | undefined;
  let asking: AbortController | undefined;

  const ask = async () => {
    const by = form.elements.namedItem(input.dataset["referBy"] ?? "");
    const tables = input.dataset["refer"] || (by instanceof HTMLSelectElement ? by.value : "");
    const text = input.value.trim();
    asking?.abort();
    if (tables === "" || text === "") return list.replaceChildren();
    const own = new AbortController();
    asking = own;
    try {
      const answer = await fetch(`/desk/refer/${tables}?${new URLSearchParams({ q: text })}`, { signal: own.signal });
      if (!answer.ok) return;
      const { rows } = (await answer.json()) as Suggested;
      list.replaceChildren(
        ...rows.map(({ id, name }) => {
          const option = document.createElement("option");
          option.value = id;
          option.label = name;
          return option;
        }),
      );
    } catch {
      // The button finds the same; one broken off has been asked anew.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, pause);
  });
}
