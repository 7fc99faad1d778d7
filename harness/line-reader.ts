import { StringDecoder } from "node:string_decoder";

/** The lines of a file or a pipe, the last one too if it has no end. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const lines = new LineReader();
  for await (const chunk of chunks) yield* lines.push(chunk);
  const rest = lines.end();
  if (rest !== "") yield rest;
}

/** Lines that end in LF or CR LF. Node's readline also splits at U+2028, which stands unescaped in JSON that programs print. */
export class LineReader {
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  push(bytes: Buffer): readonly string[] {
    const [first = "", ...more] = this.#decoder.write(bytes).split("\n");
    const lines = [this.#rest + first, ...more]; // what is left of a long line is not searched again
    this.#rest = lines.pop() ?? "";
    return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  }

  /** What came behind the last LF: a line too, once nothing more comes. */
  end(): string {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = "";
    return rest;
  }
}
