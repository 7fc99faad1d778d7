import { expect } from "vitest";
import { type ToResumeOptions, toResume } from "./to-resume.ts";

export type { ToResumeOptions };

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** That streams of a target can be cut and picked up again: nothing lost, nothing twice, nothing out of order. */
    toResume(options?: ToResumeOptions): Promise<void>;
  }
}

expect.extend({
  toResume(received: unknown, options: ToResumeOptions = {}) {
    return toResume(received, options);
  },
});
