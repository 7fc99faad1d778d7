export default {
  protocol: {
    create: { post: "/runs", json: { run: "{marker}" } },
    open: { get: "/runs/{marker}" },
    cursor: { from: { data: "/id" }, send: { query: "last_ack_{marker}" } },
    end: [{ pointer: "/event", equals: "done" }],
    gone: [{ status: 404 }],
    leavesOpen: ["after-end"], // a channel goes on: who has all of it waits for more
    proof: [{ number: "/data/n" }, { marker: "/data/run" }],
  },
};
