/**
 * What is asked of a document in the browser before it is printed. Each function runs there, by the debugger's door:
 * the document's own scripts stay off. So each is whole in itself and knows nothing outside.
 */

/** A figure as it is laid out for paper. */
export interface SurveyedFigure {
  readonly id: string;
  /** "Figure 3". */
  readonly name: string;
  /** More than one where a tall picture is printed in parts, each on a sheet of its own. */
  readonly pictures: number;
  /** Shapes that can be seen and are neither axis nor frame. */
  readonly marks: number;
}

export interface Survey {
  readonly figures: readonly SurveyedFigure[];
  /** Ids whose page numbers the contents want. */
  readonly numbered: readonly string[];
  /** What must not be delivered, one sentence each. */
  readonly faults: readonly string[];
  /** The figure or table that is widest, for the sentence that says it. */
  readonly widest: string;
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  /** When the document says it was made, as written; "" if it does not say. */
  readonly created: string;
}

/** Looks at the document as it is laid out for paper. */
export function survey(): Survey {
  const seen = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const named = ({ id }: Element) => id.replace(/^./, (letter) => letter.toUpperCase()).replace("-", " ");
  const isInk = (paint: string, opacity: string) =>
    Number(opacity) > 0 && !/^(none|transparent|rgba\(.*, 0\)|rgb\(255, 255, 255\))$/.test(paint);

  const isMark = (shape: Element, sheet: DOMRect): boolean => {
    if (shape.closest("defs, clipPath, mask, pattern, marker, symbol") || !seen(shape)) return false;
    const box = shape.getBoundingClientRect();
    const outside =
      box.right < sheet.left || box.left > sheet.right || box.bottom < sheet.top || box.top > sheet.bottom;
    // What is used again from elsewhere may be larger than the part of it that is shown here.
    const covers = box.width > 0.95 * sheet.width && box.height > 0.95 * sheet.height;
    if (outside || (covers && shape.localName !== "use")) return false;
    const style = getComputedStyle(shape);
    if (box.width > 0 && box.height > 0 && isInk(style.fill, style.fillOpacity)) return true;
    // Axes and grids are lines that screen readers are spared; bars and dots are filled, heard or not.
    const isAxis = shape.closest('[aria-hidden="true"]') !== null;
    const isStroked = isInk(style.stroke, style.strokeOpacity) && Number.parseFloat(style.strokeWidth) > 0;
    return !isAxis && isStroked && box.width + box.height > 0;
  };

  const shapes = "rect, circle, ellipse, line, path, polygon, polyline, use";
  const pictures = (figure: Element) => [...figure.querySelectorAll("svg")].filter(seen);
  const marksOf = (picture: Element) => {
    const sheet = picture.getBoundingClientRect();
    return [...picture.querySelectorAll(shapes)].filter((shape) => isMark(shape, sheet)).length;
  };

  const faults: string[] = [];
  const figures = [...document.querySelectorAll("figure.report-figure")].map((figure): SurveyedFigure => {
    const [name, drawn] = [named(figure), pictures(figure)];
    const marks = drawn.reduce((sum, picture) => sum + marksOf(picture), 0);
    // A picture may also say why it has nothing to show.
    const says = drawn.some((picture) => picture.querySelector("text.nothing"));
    if (figure.querySelector("img, canvas, video, image, object, embed, iframe"))
      faults.push(`${name} is made of dots; a picture on paper is drawn in lines.`);
    else if (marks === 0 && !says) faults.push(`${name} is blank: nothing is drawn where its picture should be.`);
    return { id: figure.id, name, pictures: drawn.length, marks };
  });

  const tables = [...document.querySelectorAll("section.report-table")];
  for (const table of tables) {
    const rows = [...table.querySelectorAll("tbody tr, dl > div")];
    if (rows.length === 0 && !table.classList.contains("nothing")) faults.push(`${named(table)} has no rows.`);
    const hidden = rows.filter((row) => !seen(row)).length;
    if (hidden > 0) faults.push(`${named(table)} hides ${hidden} of its ${rows.length} rows from paper.`);
  }

  const wide = [...document.querySelectorAll("figure.report-figure svg, section.report-table table")];
  for (const element of wide.filter(seen)) {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX === "visible") continue;
      const owner = element.closest("figure.report-figure, section.report-table");
      if (owner) faults.push(`${named(owner)} stands in a box that cuts off what is too wide for it.`);
      break;
    }
  }
  const width = (element: Element) => element.getBoundingClientRect().width;
  const [widest] = wide.sort((one, other) => width(other) - width(one));
  const owner = widest?.closest("figure.report-figure, section.report-table");

  const numbered = [...document.querySelectorAll<HTMLElement>("[data-page-of]")].map(
    (place) => place.dataset["pageOf"] ?? "",
  );
  for (const id of numbered)
    if (!document.getElementById(id)) faults.push(`The contents name #${id}, which the report does not hold.`);

  const meta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content.trim() ?? "";
  return {
    figures,
    numbered: [...new Set(numbered)],
    faults: [...new Set(faults)],
    widest: owner ? named(owner) : "",
    title: document.title,
    author: meta("author"),
    subject: meta("description"),
    keywords: meta("keywords"),
    created: meta("dcterms.created"),
  };
}

/** Where a figure ends, by where it begins. */
export const endOf = (id: string) => `${id}-end`;

/**
 * Marks where every figure begins and ends, and where tables and notes are, so that the PDF tells their pages:
 * Chromium writes a destination for whatever a link of the document leads to, even one that is not shown.
 */
export function placeMarkers(): void {
  const links = document.createElement("nav");
  links.style.display = "none";
  const link = (id: string) => {
    const anchor = document.createElement("a");
    anchor.href = `#${encodeURIComponent(id)}`;
    links.append(anchor);
  };
  for (const figure of document.querySelectorAll("figure.report-figure")) {
    const end = document.createElement("div");
    end.id = `${figure.id}-end`;
    // A hair above the end: what ends with a sheet does not begin the next one. What has no size is passed over.
    end.style.cssText = "position: absolute; width: 1px; height: 1px; margin-top: -2px";
    figure.append(end);
    link(figure.id);
    link(end.id);
  }
  for (const { id } of document.querySelectorAll("section.report-table[id], li[id^='note-']")) link(id);
  for (const place of document.querySelectorAll<HTMLElement>("[data-page-of]")) link(place.dataset["pageOf"] ?? "");
  document.body.append(links);
}

/** Writes the page numbers into the contents. */
export function numberContents(pages: Readonly<Record<string, number>>): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-page-of]"))
    place.textContent = String(pages[place.dataset["pageOf"] ?? ""] ?? "");
}
