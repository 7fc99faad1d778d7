import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readSettings } from "../settings.ts";
import { openKeyring, parseKeyring } from "./keyring.ts";

const sign = { kid: "new", secret: "0123456789abcdef-new", state: "sign" };
const accept = { kid: "old", secret: "0123456789abcdef-old", state: "accept" };
const text = (keys: unknown, version: unknown = 1) => JSON.stringify({ version, keys });

describe("a keyring file", () => {
  test("is read as it is written", () => {
    expect(parseKeyring(text([sign, { ...accept, not_after: 5 }]))).toEqual([sign, { ...accept, not_after: 5 }]);
  });

  test("may say more than we know; that is left out", () => {
    expect(parseKeyring(text([{ ...sign, created: "today" }]))).toEqual([sign]);
  });

  test.each([
    ["no JSON", "{", "it is not JSON"],
    ["null", "null", "it is not"],
    ["another version", text([sign], 2), "it is not"],
    ["keys that are no list", text({ sign }), "it is not"],
    ["no key", text([]), "0 of its keys sign"],
    ["no key that signs", text([accept]), "0 of its keys sign"],
    ["two keys that sign", text([sign, { ...accept, state: "sign" }]), "2 of its keys sign"],
    ["two of one name", text([sign, { ...accept, kid: "new" }]), "same kid"],
    ["a key that is null", text([null]), "key 0 has no usable kid"],
    ["a kid with a line break", text([{ ...sign, kid: "a\nb" }]), "key 0 has no usable kid"],
    ["a short secret", text([{ ...sign, secret: "short" }]), 'key "new" has no secret of 16 characters'],
    ["no secret", text([{ ...sign, secret: undefined }]), 'key "new" has no secret'],
    ["another state", text([{ ...sign, state: "retired" }]), 'key "new" is neither'],
    ["a not_after that is a date", text([{ ...sign, not_after: "2030-01-01" }]), "not_after is not a time"],
  ])("with %s is refused", (_claim, content, says) => {
    expect(() => parseKeyring(content)).toThrow(says);
  });

  test("never has a secret in what is said about it", () => {
    for (const broken of [text([{ ...sign, secret: "short" }]), text([sign, sign]), `${text([sign])}}`]) {
      expect(() => parseKeyring(broken)).toThrow(
        expect.objectContaining({ message: expect.not.stringMatching(/short$|0123/) }),
      );
    }
  });
});

test("a keyring that is replaced while the server reads it for the first time is read again", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "reference-server-keyring-"));
  const file = path.join(folder, "keyring.json");
  const next = `${file}.next`;
  execFileSync("mkfifo", [file]); // a reader gets the old keyring from it, and only then does the new one take its place
  writeFileSync(next, text([{ ...sign, kid: "newer" }]), { mode: 0o600 });
  const old = text([sign]).replaceAll('"', '\\"');
  const writer = spawn("sh", ["-c", `exec 3>"${file}"; printf '%s' "${old}" >&3; mv "${next}" "${file}"`]);
  const keyring = openKeyring(readSettings({ SSE_KEYRING_FILE: file }).settings, () => {});
  try {
    expect(keyring?.signing().kid).toBe("new");
    await expect.poll(() => keyring?.signing().kid, { timeout: 5_000, interval: 50 }).toBe("newer");
  } finally {
    keyring?.close();
    writer.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("keys from the environment", () => {
  const open = (env: Record<string, string>) => openKeyring(readSettings(env).settings, () => {});

  test("without a secret there is no keyring", () => {
    expect(open({ SSE_RESUME_SECRETS_ACCEPTED: "a-secret-of-before" })).toBeNull();
  });

  test("one signs, the others are accepted; names tell nothing of them and stay the same", () => {
    const keyring = open({ SSE_RESUME_SECRET: "now", SSE_RESUME_SECRETS_ACCEPTED: "before,long before,now" });
    expect(keyring?.signing()).toMatchObject({ secret: "now", state: "sign" });
    expect(keyring?.accepted(0).map((key) => key.secret)).toEqual(["now", "before", "long before"]);
    const shown = keyring?.list() ?? [];
    expect(shown).toEqual([
      { kid: expect.stringMatching(/^env-[0-9a-f]{8}$/), state: "sign" },
      { kid: expect.stringMatching(/^env-[0-9a-f]{8}$/), state: "accept" },
      { kid: expect.stringMatching(/^env-[0-9a-f]{8}$/), state: "accept" },
    ]);
    expect(open({ SSE_RESUME_SECRET: "now" })?.list()[0]).toEqual(shown[0]);
  });
});
