export default {
  protocol: "langgraph",
  with: {
    input: JSON.stringify({ marker: "{marker}" }),
    number: "/n",
    from: "0",
    proof: "witness",
    marker: "/marker",
  },
};
