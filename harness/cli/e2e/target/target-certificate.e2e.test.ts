import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCertificate } from "../../../engine/testing/certificate.ts";
import { root } from "../../../run/environment.ts";

let folder = "";
let server: Server;
/** The name in the certificate: 127.0.0.1, and nothing else. */
let certificate = "";
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "resume-gate-tls-"));
  const made = makeCertificate(folder);
  certificate = made.file;
  server = createServer(made, (_request, response) => {
    response.writeHead(404, { "content-type": "text/plain" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function runAgainst(host: string, env: Record<string, string>): Promise<{ code: number | null; err: string }> {
  const target = `https://${host}:${(server.address() as AddressInfo).port}`;
  const args = [path.join(root, "harness/cli/bin.mjs"), "run", "--target", target, "--out", folder];
  const child = spawn(process.execPath, args, { env: { ...process.env, CI: "1", ...env } });
  let err = "";
  child.stderr.on("data", (bytes: Buffer) => (err += bytes.toString()));
  child.stdout.resume();
  const [code] = (await once(child, "close")) as [number | null];
  return { code, err };
}

describe("a target with a self-signed certificate", () => {
  test("is refused with the way to trust it", async () => {
    const { code, err } = await runAgainst("127.0.0.1", {});
    expect(err).toMatch(/is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT\.[\s\S]*NODE_EXTRA_CA_CERTS=/);
    expect(code).toBe(4);
  });

  test("is reached once the hint is followed", async () => {
    const { err } = await runAgainst("127.0.0.1", { NODE_EXTRA_CA_CERTS: certificate });
    expect(err).toMatch(/did not send a stream: it answered 404/);
  });

  test("that is of another name is refused without that hint", async () => {
    const { code, err } = await runAgainst("localhost", { NODE_EXTRA_CA_CERTS: certificate });
    expect(err).toMatch(/is not valid for it: ERR_TLS_CERT_ALTNAME_INVALID\.\nRenew it/);
    expect(code).toBe(4);
  });
});
