import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchCertificate } from "./certificates.js";

/** A certbot configuration folder with these certificates, laid out as certbot lays it out. */
export function certbotFolder(folder: string, certificates: readonly BenchCertificate[]): string[] {
  const config = join(folder, "config");
  mkdirSync(join(config, "renewal"), { recursive: true });
  for (const certificate of certificates) {
    const archive = join(config, "archive", certificate.name);
    const live = join(config, "live", certificate.name);
    mkdirSync(archive, { recursive: true });
    mkdirSync(live, { recursive: true });
    const files = {
      cert: certificate.certificatePem,
      chain: certificate.certificatePem,
      fullchain: `${certificate.certificatePem}\n${certificate.certificatePem}`,
      privkey: certificate.keyPem,
    };
    for (const [kind, text] of Object.entries(files)) {
      writeFileSync(join(archive, `${kind}1.pem`), `${text}\n`);
      symlinkSync(`../../archive/${certificate.name}/${kind}1.pem`, join(live, `${kind}.pem`));
    }
    writeFileSync(
      join(config, "renewal", `${certificate.name}.conf`),
      [
        "version = 2.1.0",
        `archive_dir = ${archive}`,
        ...Object.keys(files).map((kind) => `${kind} = ${join(live, `${kind}.pem`)}`),
        "",
        "[renewalparams]",
        "account = 00000000000000000000000000000000",
        "authenticator = standalone",
        "server = https://127.0.0.1:14000/dir",
        "key_type = ecdsa",
        "",
      ].join("\n"),
    );
  }
  return [
    "--config-dir",
    config,
    "--work-dir",
    join(folder, "work"),
    "--logs-dir",
    join(folder, "logs"),
  ];
}
