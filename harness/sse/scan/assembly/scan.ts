// AssemblyScript, not TypeScript: scripts/build-scan.mjs compiles this folder to the bytes in ../scan-wasm.ts.
//
// What an event costs most, done sixteen bytes at a time: finding its end, proving that it is UTF-8, summing its bytes.
// Nothing here decides that an event is wrong. What has not the usual form is left alone
// (0 or -1), and the parser and reader, which are plain TypeScript, read it their way.
//
// Loads may go up to 15 bytes past what was given. What lies there is never used: each place is compared with `to`.

export { readBlock } from "./block";
export { aside, asideSize, input, inputSize, scratch } from "./memory";
export { endSum, startSum, sumBlocks } from "./sum";
