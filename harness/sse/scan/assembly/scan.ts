// AssemblyScript, not TypeScript: scripts/build-scan.mjs compiles this folder to the bytes in ../scan-wasm.ts.
//
// The most expensive work of an event, done sixteen bytes at a time: finding its end, proving that it is UTF-8, summing its
// bytes. Nothing here decides that an event is wrong. The kernel handles events in the common form. For all others it returns 0
// or -1, and they go through the parser and the reader in TypeScript.
//
// Loads may read up to 15 bytes past the given end. Those bytes are never used: each place is compared with `to`.

export { readBlock } from "./block";
export { aside, asideSize, input, inputSize, scratch } from "./memory";
export { endSum, startSum, sumBlocks } from "./sum";
