import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import tls from "node:tls";

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

/** A certificate that this process trusts until `end`. */
export function trustedCertificate(): { readonly certificate: Certificate; end(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), "resume-gate-tls-"));
  const certificate = makeCertificate(folder);
  const trusted = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...trusted, certificate.cert]);
  return {
    certificate,
    end() {
      tls.setDefaultCACertificates(trusted);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
