export default { protocol: "openai-responses" };
