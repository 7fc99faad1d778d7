import type { CursorRequests, RequestSpec, StreamReader, StreamRoute, StreamWitness } from "../../stream-reader.ts";
import { DescribedCursor } from "../cursor.ts";
import type { ReadingPlan } from "../reading-plan.ts";
import { createSteps, requestOf, stepsOf } from "../requests.ts";
import { unknownLike } from "../unknown-cursor.ts";

/** A described stream's requests: how it is created, opened, resumed, and read a second time. */
export abstract class DescribedRoute implements StreamRoute {
  protected readonly plan: ReadingPlan;
  /** What fills the names in braces of its requests: given, or taken from answers. */
  protected readonly values: Record<string, string>;
  protected cursor: DescribedCursor;
  #inSession = false;

  constructor(plan: ReadingPlan, values: Record<string, string>) {
    this.plan = plan;
    this.values = values;
    this.cursor = new DescribedCursor(plan.description.cursor, values);
  }

  get ends() {
    return this.plan.ends;
  }

  get mayBeClosed(): boolean {
    return this.plan.description.closes === "anytime" && this.cursor.text !== null;
  }

  get goneStatuses() {
    return this.plan.goneStatuses;
  }

  get steps() {
    return stepsOf(this.plan.description, this.values, this.#inSession);
  }

  adopt(values: Readonly<Record<string, string>>): void {
    Object.assign(this.values, values);
  }

  joinSession(other: StreamReader): void {
    if (!(other instanceof DescribedRoute)) return;
    for (const { take = {} } of createSteps({ session: this.plan.description.session }))
      for (const name of Object.keys(take)) this.values[name] = other.values[name] ?? "";
    this.#inSession = true;
  }

  open(): RequestSpec {
    this.begin(-1);
    return requestOf(this.plan.description.open, this.values);
  }

  resume(): { readonly request: RequestSpec; readonly from: number } {
    const { open, resume = open } = this.plan.description;
    const from = this.cursor.covers;
    this.begin(from);
    return { request: this.cursor.putInto(requestOf(resume, this.values)), from };
  }

  get cursors(): CursorRequests | undefined {
    const { open, resume = open, cursor } = this.plan.description;
    if (cursor.from === "none") return undefined;
    return {
      own: this.cursor.text,
      unknown: unknownLike(this.cursor.text),
      resumeWith: (text) => this.cursor.putInto(requestOf(resume, this.values), text),
    };
  }

  get witness(): StreamWitness | undefined {
    const { witness, description } = this.plan;
    if (!witness) return undefined;
    const { open, resume = open, cursor } = description;
    const resumes = witness.open === undefined && open.get === undefined;
    const request = witness.open ?? (resumes ? resume : open);
    return {
      when: witness.when,
      mayComeFirst: open.get !== undefined,
      open: () => {
        const spec = requestOf(request, this.values);
        return resumes ? new DescribedCursor(cursor, this.values).putInto(spec) : spec;
      },
      reader: () => this.plan.reader({ ...this.values }),
    };
  }

  /** A connection is about to be opened. It begins after this event of the stream. */
  protected abstract begin(from: number): void;
}
