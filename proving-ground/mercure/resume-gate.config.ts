import { createHmac } from "node:crypto";

const text = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = `${text({ alg: "HS256", typ: "JWT" })}.${text({ mercure: { publish: ["*"] } })}`;
const key = "the proving ground's key, which guards nothing at all";

export default {
  protocol: "mercure",
  // The hub writes each event to its disk: more rows than these would wait for it, and prove nothing.
  rows: ["cut", "cut-again", "stale-cursor"],
  with: { jwt: `${claims}.${createHmac("sha256", key).update(claims).digest("base64url")}` },
};
