import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of a test. */
export interface ListeningServer {
  readonly url: string;
  /** Closes it, with all of its connections. */
  close(): void;
}

/** Lets a server listen on a free port. `onClose`: what else has to be stopped with it. */
export async function listenOnLoopback(server: Server, onClose: () => void = () => {}): Promise<ListeningServer> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      onClose();
      server.close();
      server.closeAllConnections();
    },
  };
}
