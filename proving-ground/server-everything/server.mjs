// The published server as it is; it would listen on every interface, so its listen is kept on loopback.
import http from "node:http";

const { listen } = http.Server.prototype;
http.Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, port, "127.0.0.1", ...rest.filter((each) => typeof each === "function"));
};
process.argv[2] = "streamableHttp";
await import("@modelcontextprotocol/server-everything/dist/index.js");
