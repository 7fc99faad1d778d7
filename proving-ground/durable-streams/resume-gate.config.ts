export default { protocol: "durable-streams" };
