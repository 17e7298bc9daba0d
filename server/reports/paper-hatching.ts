/**
 * Draws the lines of every hatched shape one by one. Chromium prints an SVG pattern as a picture of dots, five to the
 * millimetre and a quarter of a megabyte each; lines stay sharp at any size and weigh nothing. Understood are
 * patterns in user space made of paths with straight segments, which ours are; others are left as they are, and
 * refused later on.
 *
 * Runs in the browser, so it is whole in itself.
 */
export function drawHatching(): void {
  const make = (name: string) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const straight = /^[MLHVZlhvz\d\s,.-]*$/;

  /** A path of straight segments moved: relative commands move with the absolute ones before them. */
  const moved = (d: string, dx: number, dy: number): string =>
    d.replace(/([MLHV])([^A-Za-z]*)/g, (_, command: string, numbers: string) => {
      const along = { H: [dx], V: [dy] }[command] ?? [dx, dy];
      const values = numbers.match(/-?[\d.]+/g) ?? [];
      return command + values.map((value, at) => Number(value) + (along[at % along.length] ?? 0)).join(",");
    });

  const lengthOf = (pattern: Element, name: string) => Number(pattern.getAttribute(name));

  /** The ink of a pattern over a box: an area that fills its whole tile is drawn as one, without seams. */
  const inked = (pattern: Element, box: DOMRect): readonly Element[] => {
    const [width, height] = [lengthOf(pattern, "width"), lengthOf(pattern, "height")];
    return [...pattern.children].map((child) => {
      const path = child.cloneNode() as Element;
      const d = child.getAttribute("d") ?? "";
      const style = getComputedStyle(child);
      // Said here, since it would take over the hatching itself from around it. Open lines enclose nothing to fill.
      path.setAttribute("fill", /z/i.test(d) ? style.fill : "none");
      path.setAttribute("stroke", style.stroke);
      const { width: inkWidth, height: inkHeight } = (child as SVGGraphicsElement).getBBox();
      const fills = style.fill !== "none" && inkWidth >= width && inkHeight >= height;
      const isGround = fills && /z$/i.test(d) && !/\d[\s,]*M/.test(d);
      if (isGround) {
        path.setAttribute("d", `M${box.x},${box.y}h${box.width}v${box.height}h${-box.width}z`);
        return path;
      }
      // What Chromium gives has no `right`, whatever its type says.
      const [right, bottom] = [box.x + box.width, box.y + box.height];
      const tiles: string[] = [];
      for (let x = Math.floor(box.x / width) * width; x < right; x += width)
        for (let y = Math.floor(box.y / height) * height; y < bottom; y += height) tiles.push(moved(d, x, y));
      path.setAttribute("d", tiles.join(""));
      return path;
    });
  };

  const isKnown = (pattern: Element | null): pattern is Element =>
    pattern?.localName === "pattern" &&
    pattern.getAttribute("patternUnits") === "userSpaceOnUse" &&
    !["patternTransform", "viewBox", "x", "y", "href"].some((name) => pattern.hasAttribute(name)) &&
    lengthOf(pattern, "width") > 0 &&
    lengthOf(pattern, "height") > 0 &&
    [...pattern.children].every((child) => child.localName === "path" && straight.test(child.getAttribute("d") ?? "x"));

  let last = 0;
  const hatch = (shape: SVGGraphicsElement): void => {
    const id = /^url\("?#([^")]+)"?\)/.exec(getComputedStyle(shape).fill)?.[1];
    const pattern = id === undefined ? null : document.getElementById(id);
    if (!isKnown(pattern)) return;
    const box = shape.getBBox();
    if (box.width === 0 || box.height === 0) return;
    const clip = make("clipPath");
    clip.id = `hatching-${++last}`;
    const outline = make(shape.localName);
    for (const name of ["d", "x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "points"])
      if (shape.hasAttribute(name)) outline.setAttribute(name, shape.getAttribute(name) ?? "");
    clip.append(outline);
    const group = make("g");
    group.setAttribute("clip-path", `url(#${clip.id})`);
    for (const name of ["transform", "opacity"])
      if (shape.hasAttribute(name)) group.setAttribute(name, shape.getAttribute(name) ?? "");
    group.append(clip, ...inked(pattern, box));
    // Below the shape, whose outline stays.
    shape.before(group);
    shape.setAttribute("fill", "none");
  };

  for (const svg of document.querySelectorAll<SVGSVGElement>("figure.report-figure svg")) {
    const shapes = [...svg.querySelectorAll<SVGGraphicsElement>("rect, circle, ellipse, path, polygon")].filter(
      (shape) => !shape.closest("defs, pattern, clipPath, mask, marker, symbol"),
    );
    // A picture of which only parts are shown, each on a sheet of its own, is measured though it is hidden.
    const style = svg.getAttribute("style");
    if (getComputedStyle(svg).display === "none") svg.style.setProperty("display", "block", "important");
    for (const shape of shapes) hatch(shape);
    if (style === null) svg.removeAttribute("style");
    else svg.setAttribute("style", style);
  }
}
