export default {
  protocol: "mcp",
  with: { path: "/mcp", tool: "count", number: "/params/progress,/result/structuredContent/progress" },
};
