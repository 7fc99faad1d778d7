/** Text that is HTML already: only `html` makes it, so whatever else goes into a page was escaped. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Piece = Markup | string | number | null | false | undefined | readonly Piece[];

/** A template whose values are escaped, in text and in quoted attributes; nothing is written for null, undefined and false. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  return new Markup(strings.reduce((text, each, i) => `${text}${toText(values[i - 1])}${each}`));
}

function toText(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (Array.isArray(piece)) return piece.map(toText).join("");
  return piece === null || piece === undefined || piece === false ? "" : escapeHtml(String(piece));
}

const names: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\r": "&#13;", // left as it is, a reader of HTML takes it for a line feed
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"'\r]/g, (sign) => names[sign] as string);
}

/**
 * A figure of the results, with its place (a JSON pointer) and its exact value, so that a page can be held to its JSON.
 * What a reader sees may be rounded.
 */
export function figure(pointer: string, value: number | string | null, shown: string): Markup {
  return html`<data data-figure="${pointer}" value="${JSON.stringify(value)}">${shown}</data>`;
}
