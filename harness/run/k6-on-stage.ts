import type { RunInfo } from "../history/run-info.ts";
import { traceSource } from "../history/trace/trace-id.ts";
import { type K6Engine, prepareK6 } from "../k6/engine.ts";
import type { DescribedSource } from "../protocols/protocol.ts";
import type { FaceRun, FaceStage } from "../stage/face-run.ts";
import type { ChosenFace } from "./choice/choose-faces.ts";

export interface K6OnStage {
  /** Starts k6 for this stage; disposing of the stage ends it. */
  join(stage: FaceStage, signal: AbortSignal): Promise<FaceStage>;
  readonly load: NonNullable<FaceRun["load"]>;
}

/** k6 as a face's engine. It starts before the face's clock, so that its start does not take time from the face. */
export function k6OnStage(
  face: ChosenFace,
  run: RunInfo,
  given: {
    readonly headers: Readonly<Record<string, string>>;
    readonly described: DescribedSource | undefined;
    readonly logFile: string;
  },
): K6OnStage {
  let engine: K6Engine | null = null;
  return {
    async join(stage, signal) {
      try {
        const trace = traceSource(run, face.info);
        const k6 = await prepareK6({ ...given, plan: face.plan, targets: stage.entries, trace, signal });
        engine = k6;
        const dispose = async () => {
          await k6.dispose();
          await stage.dispose();
        };
        return { ...stage, dispose };
      } catch (error) {
        await stage.dispose();
        throw error;
      }
    },
    load(plan, context) {
      if (!engine) throw new Error("k6 was not started with the stage.");
      return engine.load(plan, context);
    },
  };
}
