/** A value, or why there is none: what is missing keeps its reason up to the footnote and never counts as zero. */
export type Known<T = number> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string };

/** @example known(4992) // { known: true, value: 4992 } */
export function known<T>(value: T): { readonly known: true; readonly value: T } {
  return { known: true, value };
}

/** @example missing("no die area") // { known: false, why: "no die area" } */
export function missing(why: string): { readonly known: false; readonly why: string } {
  return { known: false, why };
}
