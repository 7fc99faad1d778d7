export default { protocol: "ai-sdk", with: { number: "/data/n", marker: "/data/chat", proof: "prefix" } };
