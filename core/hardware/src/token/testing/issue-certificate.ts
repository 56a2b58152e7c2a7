import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newHome } from "../../test-support/stores.js";

/** OpenSSL as a certification authority: a certificate (DER) for a request (PEM). */
export function issueCertificate(request: string): Uint8Array {
  const folder = newHome();
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  writeFileSync(path("request.pem"), request);
  const authority = ["-keyout", path("ca.key"), "-out", path("ca.pem")];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...kind, "-subj", "/CN=Test CA", "-days", "30", ...authority);
  const by = ["-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-CAcreateserial", "-days", "20"];
  return openssl("x509", "-req", "-in", path("request.pem"), ...by, "-outform", "DER");
}
