import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

/** A process that resets a socket in the given state and has nothing left to do. */
const script = (before: string) => `
  import { connect, createServer } from "node:net";
  const { resetSocket } = await import(${JSON.stringify(new URL("./reset-socket.ts", import.meta.url).href)});
  const server = createServer((socket) => socket.on("error", () => {}).on("data", () => {}));
  server.listen(0, "127.0.0.1", () => {
    const socket = connect(server.address().port, "127.0.0.1", () => {
      ${before}
      resetSocket(socket);
      resetSocket(socket);
      server.close();
    });
    socket.on("error", () => {});
  });
`;

test.each([
  { claim: "an open one", before: "" },
  { claim: "one with data on its way", before: 'socket.write("x".repeat(100_000));' },
  { claim: "one that has sent its FIN, where a reset would make node spin forever", before: 'socket.end("bye");' },
])("a process ends after it has reset a socket: $claim", async ({ before }) => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script(before)], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), 8_000);
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  clearTimeout(limit);
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: "" });
});
