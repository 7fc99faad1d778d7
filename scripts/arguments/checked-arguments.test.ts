import { expect, test } from "vitest";
import { ArgumentProblem, checkedArguments } from "./checked-arguments.mjs";

const known = { list: { type: "boolean", short: "l" }, keep: { type: "string" } } as const;
const read = (...args: string[]) => checkedArguments(args, known, { mostWords: 1 });

test.each([
  { claim: "options and words, in any order", args: ["--keep", "out", "hono", "--list"], keep: "out", words: ["hono"] },
  { claim: "a value after an equals sign", args: ["-l", "--keep=out"], keep: "out", words: [] },
])("$claim are read", async ({ args, keep, words }) => {
  expect(await read(...args)).toMatchObject({ values: { keep, list: true }, words });
});

test.each([
  {
    claim: "an unknown option, with the nearest",
    args: ["--lst"],
    says: "There is no option --lst. Did you mean --list?",
  },
  { claim: "an option without its value", args: ["--keep"], says: "--keep wants a value." },
  { claim: "a value that is not wanted", args: ["--list=yes"], says: "--list takes no value." },
  { claim: "a word too many", args: ["hono", "h3"], says: '"h3" is not expected here.' },
])("$claim is refused", async ({ args, says }) => {
  const problem = await read(...args).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(ArgumentProblem);
  const { message, hint } = problem as ArgumentProblem;
  expect(`${message} ${hint}`.trim()).toBe(says);
});
