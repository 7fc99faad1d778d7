export default {
  protocol: {
    create: { post: "/runs", json: { run: "{marker}" } },
    open: { get: "/runs/{marker}" },
    cursor: { from: { data: "/id" }, send: { query: "last_ack_{marker}" } },
    end: [{ pointer: "/event", equals: "done" }],
    proof: [{ number: "/data/n" }, { marker: "/data/run" }],
  },
};
