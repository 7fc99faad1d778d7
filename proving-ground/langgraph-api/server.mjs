// A graph that counts, served by LangGraph's own server in its memory.
import { startServer } from "@langchain/langgraph-api/server";

process.env.LOG_LEVEL ??= "error";
const graphs = { agent: "./graph.mjs:graph" };
const port = Number(process.env.PORT);
await startServer({ port, host: "127.0.0.1", nWorkers: 300, cwd: import.meta.dirname, graphs });
