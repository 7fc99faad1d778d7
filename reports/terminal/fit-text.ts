/** Breaks a text between words, and within a word that is longer than a line. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of plain(text).split(" ")) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = "";
    }
    const start = () => (lines.length > 0 ? indent : "");
    while (line === "" && start().length + rest.length > width) {
      const room = width - start().length;
      lines.push(start() + rest.slice(0, room));
      rest = rest.slice(room);
    }
    line = line === "" ? start() + rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

/** A column's text, cut or padded to its width, with a space at its end. */
export function cell(text: string, width: number): string {
  return clip(text, width - 1).padEnd(width);
}

export function clip(text: string, width: number): string {
  const line = plain(text);
  if (width <= 0) return "";
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}

/** The text may hold a server's own words, which must not steer the terminal. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  return text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ");
}
