export default {
  protocol: "tanstack-ai",
  with: { number: "/value/n", marker: "/value/runId" },
};
