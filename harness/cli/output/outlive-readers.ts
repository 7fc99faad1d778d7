/**
 * Keeps a verdict when its output cannot be written. A reader that is gone (`… | head -1`) is no trouble, and what comes after it goes
 * nowhere. Any other failure, such as a full disk, is one sentence, and exit code 3 in place of 0.
 */
export function outliveReaders(): void {
  process.stderr.on("error", () => {}); // nobody is left to tell
  let isTold = false;
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE" || isTold) return;
    isTold = true;
    process.stderr.write(`Standard output could not be written: ${code ?? message}.\n`);
    process.once("exit", (exitCode) => {
      if (exitCode === 0) process.exitCode = 3;
    });
  });
}
