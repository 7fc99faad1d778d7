import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const folder = path.resolve(import.meta.dirname, "../../deploy/k6-operator");
const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
const testRun = read("testrun.yaml");
const records = read("records.yaml");
const readme = read("README.md");

/** The first capture of a pattern, which must be there. */
function found(text: string, pattern: RegExp): string {
  const value = pattern.exec(text)?.[1];
  if (value === undefined) throw new Error(`${pattern} is not there.`);
  return value;
}

test("the TestRun, the volume and the README's commands speak of the same things", () => {
  expect(found(testRun, /configMap:\n\s+name: (\S+)/)).toBe(found(readme, /--config-map (\S+)/));
  expect(found(testRun, /file: (\S+)/)).toBe("script.js");
  expect(found(testRun, /parallelism: (\d+)/)).toBe(found(readme, /--processes (\d+)/));
  expect(found(testRun, /claimName: (\S+)/)).toBe(
    found(records, /kind: PersistentVolumeClaim\nmetadata:\n\s+name: (\S+)/),
  );
  expect(found(records, /claimName: (\S+)/)).toBe(found(testRun, /claimName: (\S+)/));
  const pod = found(records, /kind: Pod\nmetadata:\n\s+name: (\S+)/);
  expect(found(readme, /kubectl cp (\S+):\/records/)).toBe(pod);
});

test("the pods log as the collector reads: raw lines, to a file of their own on the volume", () => {
  const mount = found(testRun, /mountPath: (\S+)/);
  expect(testRun).toContain(`--console-output ${mount}/$(POD_NAME).ndjson`);
  expect(testRun).toContain("--log-format raw");
  expect(testRun).toMatch(/name: POD_NAME\n\s+valueFrom:\n\s+fieldRef:\n\s+fieldPath: metadata.name/);
});
