/**
 * Whether a stream wants colours: `FORCE_COLOR` and `NO_COLOR` decide where they are set (no-color.org), else only a
 * terminal that can show them, and no CI's log.
 */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stream.isTTY === true && env.TERM !== "dumb" && !env.CI;
}
