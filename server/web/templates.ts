import { readFileSync } from "node:fs";
import { join } from "node:path";
import ejs, { type TemplateFunction } from "ejs";

/** Renders `views/NAME.ejs` with one object, which the template knows as `page`. */
export type Render = (name: string, page: object) => string;

/**
 * Templates of a folder, each compiled once. They escape by `<%=`; `<%-` is for pictures and partials alone.
 * Partials are named from the folder: `include("/partials/figure", figure)`.
 */
export function templates(folder: string): Render {
  const compiled = new Map<string, TemplateFunction>();
  return (name, page) => {
    let template = compiled.get(name);
    if (!template) {
      const filename = join(folder, `${name}.ejs`);
      // Without `with`, a misspelt name fails instead of reading as empty.
      const options = { filename, root: folder, cache: true, _with: false, localsName: "page", rmWhitespace: true };
      template = ejs.compile(readFileSync(filename, "utf8"), options);
      compiled.set(name, template);
    }
    return template(page);
  };
}
