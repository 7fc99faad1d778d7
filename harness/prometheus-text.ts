/** The numbers of a text in Prometheus format, by `name{labels}` as it is written. Everything else is left out. */
export function prometheusNumbers(text: string): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [, name, written] of text.matchAll(/^([a-zA-Z_:][\w:]*(?:\{[^}]{0,500}\})?) (\S+)/gm)) {
    const value = Number(written);
    if (Number.isFinite(value)) numbers[name as string] = value;
  }
  return numbers;
}
