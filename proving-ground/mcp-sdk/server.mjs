// A tool that counts, on the MCP SDK named by SDK, with an event store that keeps everything and replays what is behind an id.
import { serveCount } from "../mcp-count.mjs";

const { McpServer } = await import(`${process.env.SDK}/server/mcp.js`);
const { StreamableHTTPServerTransport } = await import(`${process.env.SDK}/server/streamableHttp.js`);

class EventStore {
  #log = [];
  async storeEvent(stream, message) {
    const id = `${this.#log.length}@${stream}`;
    this.#log.push({ id, stream, message });
    return id;
  }
  async getStreamIdForEventId(id) {
    return this.#log.find((each) => each.id === id)?.stream;
  }
  async replayEventsAfter(last, { send }) {
    const from = this.#log.findIndex(({ id }) => id === last);
    const { stream } = this.#log[from];
    for (const each of this.#log.slice(from + 1)) if (each.stream === stream) await send(each.id, each.message);
    return stream;
  }
}

serveCount({ McpServer, StreamableHTTPServerTransport, EventStore, pauseMs: () => 50 });
