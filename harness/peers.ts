import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { errors, RefusalError } from "./errors.ts";

/** Optional packages, which are not installed with this one, by what needs them. Each is loaded where it is used. */
export const peers = {
  server: { what: "The reference server", packages: ["fastify", "ioredis", "pino", "prom-client"] },
  redis: { what: "Asking a Redis", packages: ["ioredis"] },
  container: { what: "A Redis in a container", packages: ["testcontainers"] },
  badTokens: { what: "The fault bad-token-storm", packages: ["autocannon"] },
  page: { what: "Opening a page", packages: ["puppeteer-core"] },
  datadog: { what: "Datadog", packages: ["@datadog/datadog-api-client"] },
} as const satisfies Readonly<Record<string, { readonly what: string; readonly packages: readonly string[] }>>;

export type Peer = keyof typeof peers;

const require = createRequire(import.meta.url);

/** @throws RefusalError (exit 4) with the command that installs the missing packages */
export function requirePeers(...needs: readonly Peer[]): void {
  for (const need of needs) {
    const missing = missingOf(need);
    if (missing.length > 0)
      throw new RefusalError(errors.packageMissing(peers[need].what, missing.join(", "), installs(missing)));
  }
}

/** The missing packages as text, for where there is another way; null when all are installed. */
export function lacks(need: Peer): string | null {
  const missing = missingOf(need);
  return missing.length === 0 ? null : `${missing.join(", ")} is not installed (${installs(missing)})`;
}

function missingOf(need: Peer): string[] {
  return peers[need].packages.filter((name) => !isInstalled(name));
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND";
  }
}

function installs(missing: readonly string[]): string {
  const { peerDependencies } = JSON.parse(
    readFileSync(path.join(import.meta.dirname, "..", "package.json"), "utf8"),
  ) as {
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  const major = (name: string) => /\d+/.exec(peerDependencies[name] ?? "")?.[0];
  return `npm install --save-dev ${missing.map((name) => `${name}@${major(name) ?? "latest"}`).join(" ")}`;
}
