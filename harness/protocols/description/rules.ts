import type { SseEvent } from "../../sse/sse-event.ts";
import type { AsideRule, EndRule, GoneRule, StreamDescription } from "./description.ts";
import { parseJson, valueAt } from "./json-pointer.ts";

/** An event's data as JSON, parsed when first asked for. A reader has one and points it at the next event with `of`. */
export class EventJson {
  #event: SseEvent | null = null;
  #read = false;
  #value: unknown;

  of(event: SseEvent): this {
    this.#event = event;
    this.#read = false;
    return this;
  }

  get value(): unknown {
    if (!this.#read && this.#event) {
      this.#read = true;
      this.#value = parseJson(this.#event.data);
    }
    return this.#value;
  }

  at(pointer: string): unknown {
    return valueAt(this.value, pointer);
  }

  /** The value at the first of these pointers that has one. */
  atFirst(pointers: string | readonly string[]): unknown {
    if (typeof pointers === "string") return this.at(pointers);
    for (const pointer of pointers) {
      const value = this.at(pointer);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

type Rule = EndRule | AsideRule | GoneRule;

/** The description's rules about events, sorted so that each event can be checked quickly. */
export class EventRules {
  readonly #aside: readonly AsideRule[];
  readonly #end: readonly EndRule[];
  readonly #gone: readonly GoneRule[];
  /** The stream ends with its event number `after`, counted from 1; 0 where no rule says so. */
  readonly after: number;

  constructor({ aside = [], end = [], gone = [] }: Pick<StreamDescription, "aside" | "end" | "gone">) {
    this.#aside = aside;
    this.#end = end.filter((rule) => rule !== "close" && !("status" in rule) && !("after" in rule));
    this.#gone = gone.filter((rule) => !("status" in rule));
    const after = end.find((rule) => typeof rule === "object" && "after" in rule);
    this.after = typeof after === "object" && "after" in after ? after.after : 0;
  }

  isAside(event: SseEvent, json: EventJson): boolean {
    for (const rule of this.#aside) {
      if (rule === "without-id" ? !event.hasId : matches(rule, event, json)) return true;
    }
    return false;
  }

  /** @param isLast false for an item that others of its list follow: the type is that of the whole list, which ends with its last item */
  isEnd(event: SseEvent, json: EventJson, isLast = true): boolean {
    for (const rule of this.#end) if (matches(rule, event, json) && (isLast || !isByType(rule))) return true;
    return false;
  }

  isGone(event: SseEvent, json: EventJson): boolean {
    for (const rule of this.#gone) if (matches(rule, event, json)) return true;
    return false;
  }
}

function isByType(rule: Rule): boolean {
  return typeof rule === "object" && "event" in rule;
}

function matches(rule: Rule, event: SseEvent, json: EventJson): boolean {
  if (typeof rule === "string") return false;
  if ("event" in rule) return event.type === rule.event;
  if ("data" in rule) return event.data === rule.data;
  if ("pointer" in rule) {
    const value = json.at(rule.pointer);
    return rule.equals === undefined ? value !== undefined : value === rule.equals;
  }
  return false;
}
