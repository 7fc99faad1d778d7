import { InvalidArgumentError } from "commander";

/** An objective in percent: at 100 there is no budget, and no burn rate. */
export function percentOf(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0 && value < 100)) throw new InvalidArgumentError("It is above 0 and below 100.");
  return value;
}
