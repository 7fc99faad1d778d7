import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The certificate's file, for NODE_EXTRA_CA_CERTS. */
  readonly file: string;
}

/** A self-signed certificate for 127.0.0.1 only, left in the folder. */
export function makeCertificate(folder: string): Certificate {
  const key = path.join(folder, "key.pem");
  const file = path.join(folder, "cert.pem");
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", file];
  execFileSync("openssl", [...made, "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"], {
    stdio: "ignore",
  });
  return { key: readFileSync(key, "utf8"), cert: readFileSync(file, "utf8"), file };
}
