// The package's own server (SERVER names the version), and nothing else.
const { DurableStreamTestServer } = await import(process.env.SERVER);

await new DurableStreamTestServer({ host: "127.0.0.1", port: Number(process.env.PORT) }).start();
