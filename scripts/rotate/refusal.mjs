// @ts-check
/** Why the script does not go on: what happened, what to do, the exit code (2: usage or keyring, 4: Redis, an instance or a file). */
export class Refusal extends Error {
  /** @param {string} message @param {string} hint @param {2 | 4 | 130 | 143} exitCode */
  constructor(message, hint, exitCode) {
    super(message);
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

/** What went wrong, in a few words and without a stack. @param {unknown} error */
export function reasonOf(error) {
  const { code, message, name, cause } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
  if (cause && typeof cause === "object") return reasonOf(cause); // fetch says no more than "fetch failed"
  if (name === "TimeoutError") return "no answer in time";
  return (code || message || String(error)).replace(/\.+$/, "");
}
