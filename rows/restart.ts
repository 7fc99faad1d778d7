import type { Row } from "./row.ts";

export const restart: Row = {
  name: "restart",
  does: "All clients are away when the server is killed and started again; then they come back.",
  must: "It gets everything, or an answer that says that it is gone; never new events under old ids.",
  why: "A server that counts from one again gives a client another stream's events under ids that it has seen.",
  proof: "any that numbers or places events",
  streams: 200,
  needs: ["command"],
  restarts: true,
  mayRefuse: true,
  alone: true,
  arriveWithinMs: 2_000,
  client: { startAnew: false },
  cuts: [{ afterEvents: [2, 6], where: ["after-event"], awayMs: [20, 60], allBackWithinMs: 1_000 }],
};
