export default {
  protocol: "mcp",
  with: {
    path: "/mcp",
    tool: "trigger-long-running-operation",
    arguments: JSON.stringify({ duration: 2, steps: 40 }),
    number: "/params/progress",
  },
};
