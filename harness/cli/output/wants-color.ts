/**
 * Whether to write colours to a stream. `FORCE_COLOR` and `NO_COLOR` decide if they are set (no-color.org). Otherwise only a terminal
 * that can show them gets colours; a CI's log does not.
 */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stream.isTTY === true && env.TERM !== "dumb" && !env.CI;
}
