import { createLogUpdate } from "log-update";
import pc from "picocolors";
import type { FaceProgress } from "../../run/progress.ts";
import { EventRates, renderProgress } from "./progress-table.ts";
import { wantsColor } from "./wants-color.ts";

/** How often it is drawn: in place in a terminal, and as lines elsewhere. In milliseconds. */
const redrawMs = 200;
const lineMs = 10_000;

/**
 * Shows how far each face is, on standard error, so that standard output stays for results.
 *
 * @returns a function that ends it
 */
export function showProgress(faces: readonly FaceProgress[], how: { quiet?: true; json?: true }): () => void {
  if (how.quiet) return () => {};
  if (!process.stderr.isTTY || process.env.CI) return showLines(faces);
  const update = createLogUpdate(process.stderr);
  const paint = pc.createColors(wantsColor(process.stderr, process.env));
  const rates = new EventRates();
  const draw = () => {
    const now = performance.now();
    const width = Math.min(process.stderr.columns || 80, 80); // a terminal of unknown size has 0 columns
    update(renderProgress(faces, { now, width, paint, rate: (face) => rates.of(face, now) }));
  };
  const timer = setInterval(draw, redrawMs);
  return () => {
    clearInterval(timer);
    draw();
    update.done();
  };
}

function showLines(faces: readonly FaceProgress[]): () => void {
  const shown = new Map<FaceProgress, FaceProgress["state"]>();
  let lastAll = performance.now();
  const showNews = () => {
    const all = performance.now() - lastAll > lineMs;
    if (all) lastAll = performance.now();
    for (const face of faces) {
      const news = shown.get(face) !== face.state && face.state !== "waiting";
      if (news || (all && face.state === "running")) process.stderr.write(`${renderFace(face, performance.now())}\n`);
      shown.set(face, face.state);
    }
  };
  const timer = setInterval(showNews, redrawMs);
  return () => {
    clearInterval(timer);
    showNews();
  };
}

/** One face as one line, for a log. */
function renderFace(face: FaceProgress, now: number): string {
  const name = face.id.padEnd(24);
  if (face.state === "waiting") return `${name} waiting`;
  const { planned, started, done, attempts, refused, events } = face.live;
  const counts = `${done}/${Math.max(planned, started)} streams  ${attempts} resumes  ${refused} refused  ${events} events`;
  if (face.state === "done") return `${name} done     ${counts}`;
  const left = Math.max(0, Math.round((face.expectedMs - (now - face.startedAt)) / 1_000));
  return `${name} ~${String(left).padStart(3)} s   ${counts}`;
}
