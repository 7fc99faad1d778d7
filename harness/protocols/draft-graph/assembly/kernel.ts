// What scripts/build-scan.mjs compiles: the kernel of harness/sse, and the contract's own function over the same memory.

export * from "../../../sse/scan/assembly/scan";
export { readPayload } from "./payload";
