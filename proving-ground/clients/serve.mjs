// Serves this folder's files on a free port, for the clients that need a page with an address of its own.
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

const types = { ".html": "text/html", ".js": "text/javascript" };

/** @returns the server and its address; the caller closes it */
export async function serve() {
  const server = createServer(({ url }, response) => {
    const file = path.join(import.meta.dirname, path.normalize(new URL(url, "http://files").pathname));
    response.setHeader("content-type", types[path.extname(file)] ?? "application/octet-stream");
    createReadStream(file)
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}
