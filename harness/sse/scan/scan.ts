import { scanWasm } from "./scan-wasm.ts";

/** What assembly/scan.ts exports. The offsets and sizes of its places in memory are globals. */
interface ScanExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly input: { readonly value: number };
  readonly inputSize: { readonly value: number };
  readonly aside: { readonly value: number };
  readonly asideSize: { readonly value: number };
  readonly scratch: { readonly value: number };
  readBlock(from: number, to: number): number;
  startSum(): void;
  sumBlocks(from: number, to: number): number;
  endSum(from: number, to: number, length: number): number;
}

/**
 * The scan kernel: WebAssembly that looks at sixteen bytes at a time, and its memory. Its functions take offsets in that memory;
 * `scanInput` begins at `scanOffsets.input`.
 */
export const scan = load();
const { memory } = scan;

export const scanOffsets = { input: scan.input.value, aside: scan.aside.value, scratch: scan.scratch.value };

/** All sockets read into it. Its bytes are used up before the next read. */
export const scanInput = Buffer.from(memory.buffer, scanOffsets.input, scan.inputSize.value);
/** For bytes from elsewhere that are to be scanned. */
export const scanAside = Buffer.from(memory.buffer, scanOffsets.aside, scan.asideSize.value);
/** Where a protocol's own function leaves the bytes that are to be hashed. */
export const scanScratch = Buffer.from(memory.buffer, scanOffsets.scratch, scan.asideSize.value);

/** What the kernel found last, by the place of the word. */
export const scanResults = new Int32Array(memory.buffer, 0, 12);
export const NUMBER = 0;
export const TYPE_FROM = 1;
export const TYPE_END = 2;
export const DATA_FROM = 3;
export const DATA_END = 4;
export const WELL_FORMED = 5;
export const SUM = 6;

/**
 * A sum of 32 bits of some bytes, to tell whether others are the same; never 0.
 *
 * It is neither a CRC nor a cryptographic hash: it is what costs nothing more while the bytes are looked at anyway. Bytes that
 * differ in one place have different sums before the last mixing. Any two texts have the same sum about once in four thousand
 * million.
 */
export function sumOf(bytes: Uint8Array): number {
  scan.startSum();
  let rest = bytes;
  for (; rest.length > scanAside.length; rest = rest.subarray(scanAside.length)) {
    scanAside.set(rest.subarray(0, scanAside.length));
    scan.sumBlocks(scanOffsets.aside, scanOffsets.aside + scanAside.length);
  }
  scanAside.set(rest);
  const end = scanOffsets.aside + rest.length;
  return nonZeroSum(scan.endSum(scan.sumBlocks(scanOffsets.aside, end), end, bytes.length));
}

/** A sum as it is kept. 0 stands for "no sum", so it becomes 1. */
export function nonZeroSum(word: number): number {
  return word >>> 0 || 1;
}

function load(): ScanExports {
  // TypeScript has types of WebAssembly only for browsers. This is all that is used of it.
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  return new Instance(new Module(scanWasm)).exports;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: ScanExports };
}
