import { setTimeout as sleep } from "node:timers/promises";
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";

const State = Annotation.Root({ marker: Annotation() });

async function count({ marker }, config) {
  for (let n = 0; n < 40; n++) {
    await sleep(50);
    config.writer?.({ n, marker });
  }
  return {};
}

export const graph = new StateGraph(State)
  .addNode("count", count)
  .addEdge(START, "count")
  .addEdge("count", END)
  .compile();
