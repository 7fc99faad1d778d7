import runs from "../runs.ts";

export default {
  ...runs,
  protocol: {
    ...runs.protocol,
    open: { get: "/runs?stream={run}" },
    end: [{ event: "done" }],
    proof: [{ number: "id", from: 0 }, { marker: "data" }],
  },
};
