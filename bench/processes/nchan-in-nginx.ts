import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild } from "../../harness/child.ts";
import { isInstalled } from "./bench-child.ts";

/**
 * Runs nginx with nchan on a port of its own, with one channel that holds messages of one size.
 *
 * @param use gets the address of the replay, and its size in bytes
 * @returns null when nginx or its module is not installed
 */
export async function withNchan<T>(
  out: string,
  channel: { readonly messages: number; readonly bytes: number },
  use: (url: string, bytes: number) => Promise<T>,
): Promise<T | null> {
  const nginx = await isInstalled("nginx");
  const module = ["/usr/lib/nginx/modules/ngx_nchan_module.so", "/usr/share/nginx/modules/ngx_nchan_module.so"].find(
    (file) => existsSync(file),
  );
  if (!nginx || !module) return null;
  const folder = path.join(out, "nginx");
  mkdirSync(folder, { recursive: true });
  const port = 18_700 + Math.floor(Math.random() * 200);
  const conf = path.join(folder, "nginx.conf");
  writeFileSync(
    conf,
    `load_module ${module};
daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location = /pub { nchan_publisher; nchan_channel_id a; nchan_message_buffer_length 100; nchan_message_timeout 10m; }
    location = /sub { nchan_subscriber http-raw-stream; nchan_subscriber_first_message oldest; nchan_channel_id a; nchan_subscriber_timeout 1s; }
    location = /poll { nchan_subscriber longpoll; nchan_longpoll_multipart_response raw; nchan_channel_id a; nchan_subscriber_first_message oldest; }
  }
}
`,
  );
  const child = startChild(nginx, ["-c", conf, "-p", folder]);
  try {
    const url = `http://127.0.0.1:${port}`;
    await sleep(500);
    const message = `id: 10\nevent: stage\ndata: {"stage":"DRAFTING","payload":{"index":10,"total":40,"text":"${"x".repeat(channel.bytes)}","chain":"0123456789abcdef"}}\n\n`;
    for (let i = 0; i < channel.messages; i++) await fetch(`${url}/pub`, { method: "POST", body: message });
    const replay = await fetch(`${url}/poll`);
    const bytes = (await replay.arrayBuffer()).byteLength;
    if (bytes < channel.messages * channel.bytes)
      throw new Error(`nchan's replay brought ${replay.status} and ${bytes} bytes.`);
    return await use(`${url}/poll`, bytes);
  } finally {
    await child.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
