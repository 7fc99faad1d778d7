export default { protocol: "ai-sdk", with: { number: "/data/n", from: "0", marker: "/data/chat", proof: "witness" } };
