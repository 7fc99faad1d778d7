export default { protocol: "mcp", with: { path: "/mcp", tool: "count" } };
