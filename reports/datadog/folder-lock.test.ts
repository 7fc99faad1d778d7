import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withFolderLock } from "./folder-lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const lock = () => path.join(folder, ".lock");

describe("a folder for one process", () => {
  test("is kept from a second one, and free again after, even after a failure", async () => {
    const first = withFolderLock(folder, async () => (await withFolderLock(folder, async () => "second")) as object);
    expect(await first).toEqual({ answer: { heldBy: process.pid } });
    await expect(withFolderLock(folder, async () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    expect(existsSync(lock())).toBe(false);
    expect(await withFolderLock(folder, async () => "third")).toEqual({ answer: "third" });
  });

  test.each([`2147483646 ${hostname()}`, "nonsense", ""])(
    "is taken over from an owner that is gone: %j",
    async (owner) => {
      writeFileSync(lock(), owner);
      expect(await withFolderLock(folder, async () => "mine")).toEqual({ answer: "mine" });
    },
  );
});
