/** How the runs of `runs.mjs` are read: what each event says is a text of the run's own, as it is. */
export default {
  protocol: {
    create: { post: "/runs", json: { marker: "{marker}", kind: "{kind}" }, take: { run: "/id" } },
    open: { get: "/runs/{run}" },
    cursor: { from: "id", send: { header: "Last-Event-ID" } },
    end: [{ event: "done" }],
    gone: [{ status: [404, 410] }],
    proof: [{ number: "id", from: 1 }, { marker: "data" }],
    workloads: { burst: { kind: "burst" }, idle: { kind: "idle" } },
  },
  with: { kind: "plain" },
};
