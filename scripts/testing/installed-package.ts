import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

export const root = path.resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** A project with the package in it. */
export interface Project {
  readonly folder: string;
  readonly packageFolder: string;
  /** Runs a program of its `node_modules`; the node of this test stands first on its PATH. */
  run(program: readonly string[], env?: Readonly<Record<string, string>>, subfolder?: string): Promise<Ended>;
  gate(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
}

/** @returns the tarball */
export async function pack(folder: string): Promise<string> {
  await run("npm", ["pack", "--pack-destination", folder], { cwd: root, timeout: 120_000 });
  const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { version: string };
  return path.join(folder, `resume-gate-${version}.tgz`);
}

/**
 * Puts the package into an empty project as npm would, but with the packages of this checkout, so that no registry is needed:
 * those that the lock file does not call `dev`, and such others as the project has by itself.
 */
export async function install(tarball: string, folder: string, others: readonly string[] = []): Promise<Project> {
  const modules = path.join(folder, "node_modules");
  const packageFolder = path.join(modules, "resume-gate");
  await mkdir(packageFolder, { recursive: true });
  await writeFile(path.join(folder, "package.json"), '{"name":"clean","private":true}\n');
  await run("tar", ["-xzf", tarball, "--strip-components=1"], { cwd: packageFolder });
  for (const name of [...(await plainDependencies()), ...others]) {
    await mkdir(path.dirname(path.join(modules, name)), { recursive: true });
    await symlink(path.join(root, "node_modules", name), path.join(modules, name));
  }
  const inProject = async (
    program: readonly string[],
    env: Readonly<Record<string, string>> = {},
    subfolder = ".",
  ): Promise<Ended> => {
    const { VITEST: _, ...own } = process.env; // a vitest in there is not this one
    const options = {
      cwd: path.join(folder, subfolder),
      env: { ...own, CI: "1", ...env },
      timeout: 60_000,
      maxBuffer: 16 * 1024 * 1024,
    };
    return run(process.execPath, [...program], options).then(
      ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
      ({ stdout, stderr, code }: Ended) => ({ stdout, stderr, code }),
    );
  };
  const bin = path.join(packageFolder, "harness", "cli", "bin.mjs");
  return { folder, packageFolder, run: inProject, gate: (args, env) => inProject([bin, ...args], env) };
}

async function plainDependencies(): Promise<string[]> {
  const lock = JSON.parse(await readFile(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: true; optional?: true; peer?: true }>;
  };
  return Object.entries(lock.packages).flatMap(([place, { dev, optional, peer }]) => {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place)?.[1];
    return name === undefined || dev || optional || peer ? [] : [name];
  });
}
