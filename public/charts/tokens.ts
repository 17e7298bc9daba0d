/**
 * The one place where the look is decided: colours, type and spacing by role.
 * The build writes these out as CSS custom properties (`--us`, `--ink` …); charts use them as
 * presentation attributes, so that a picture taken out of the page looks the same.
 */

/** Colours by role. Side A is blue, side B is red; their lightness differs enough to survive grey print. */
export const colour = {
  paper: "#fdfcf9",
  ink: "#1b1d1f",
  muted: "#595f66",
  rule: "#dcd8cf",
  grid: "#e9e5dc",
  wash: "#f4f1ea",
  a: "#14477a",
  aTint: "#cfdcea",
  b: "#d2452a",
  bText: "#b93417",
  bTint: "#f6d6cc",
  other: "#756b4d",
  otherTint: "#e6e1d2",
  mark: "#8a6600",
} as const;

/**
 * Ground and mark of each status's shading. Lightness alone tells the five apart in grey and to those who see no red or
 * green: darkest what needs a licence, lightest what no rule catches. None is the colour of a side.
 */
export const statusColour = {
  "prohibited-without-license": { ground: "#54302f", mark: "#8d6663" },
  licensed: { ground: "#b8862a", mark: "#f6e8c4" },
  undetermined: { ground: "#fdfcf9", mark: "#6a6f76" },
  notification: { ground: "#f2dfab", mark: "#8a6600" },
  allowed: { ground: "#edf1ec", mark: "#a3b0a2" },
} as const;

/** Families. Both are bundled; the fall-backs carry Chinese names on systems without them. */
export const family = {
  sans: '"Parallax Sans", "Parallax Sans Fallback", "Noto Sans SC", system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", sans-serif',
  serif: '"Parallax Serif", "Parallax Serif Fallback", "Noto Sans SC", Georgia, "Songti SC", "SimSun", serif',
  mono: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
} as const;

/** Sizes of text inside charts, in SVG user units (CSS px at the width a chart was placed for). */
export const chartType = { axis: 12, label: 12.5, note: 11.5, title: 20, unit: 13.5 } as const;

/** Widths for which the server draws a chart: the full column, a tablet or a sheet of paper, a phone. */
export const chartWidths = { wide: 1080, medium: 680, narrow: 344 } as const;

/** Width of a trend line that stands in a table's cell. */
export const compactWidth = 160;

export type ChartVariant = keyof typeof chartWidths | "compact";
