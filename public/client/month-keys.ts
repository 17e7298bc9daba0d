/** The keys that lead to the month before and after, as the control of the date shows them. */
const keys = { "[": "prev", "]": "next" } as const;

/** Follows the month steps of the page by key. */
export function followMonths(control: HTMLElement): void {
  const step = (rel: string) => control.querySelector<HTMLAnchorElement>(`a[rel=${rel}]`);
  for (const [key, rel] of Object.entries(keys)) step(rel)?.setAttribute("aria-keyshortcuts", key);
  document.addEventListener("keydown", (event) => {
    if (!Object.hasOwn(keys, event.key) || event.defaultPrevented || event.repeat) return;
    // On many keyboards brackets are written with AltGr, which may count as Ctrl and Alt.
    if ((event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph")) return;
    if (event.metaKey || (event.target as Element).closest("input, textarea, select, [contenteditable]")) return;
    step(keys[event.key as keyof typeof keys])?.click();
  });
}
