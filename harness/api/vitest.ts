import { expect } from "vitest";
import { type ToResumeOptions, toResume } from "./to-resume.ts";
import { type ToResumeAsClientOptions, toResumeAsClient } from "./to-resume-as-client.ts";

export type { ToResumeAsClientOptions, ToResumeOptions };

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** That streams of a target can be cut and picked up again: nothing lost, nothing twice, nothing out of order. */
    toResume(options?: ToResumeOptions): Promise<void>;
    /** That a client, by the command that starts it, picks up streams that are cut: with its cursor, and each event delivered once. */
    toResumeAsClient(options?: ToResumeAsClientOptions): Promise<void>;
  }
}

expect.extend({
  toResume(received: unknown, options: ToResumeOptions = {}) {
    return toResume(received, options);
  },
  toResumeAsClient(received: unknown, options: ToResumeAsClientOptions = {}) {
    return toResumeAsClient(received, options);
  },
});
