import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificateInfo } from "@perennial/pki";
import { trustedRoots } from "../../signing/trusted-roots.js";
import { skipBecause } from "../../testing/skip-because.js";
import type { CertificateEntry, KeyEntry } from "../../token-views/key-entries.js";
import { planRemoval } from "./removal.js";
import { vouchedCertificate, type Vouching } from "./vouched-certificate.js";

describe("The certificate of a replacement", () => {
  let folder: string;
  let old: KeyEntry;
  let replacement: KeyEntry;
  before(function () {
    if (spawnSync("openssl", ["version"]).status !== 0) skipBecause(this, "no openssl");
    folder = mkdtempSync(join(tmpdir(), "perennial-vouched-"));
    issue("root");
    issue("other-root");
    old = entry("01", issue("old", "other-root"));
    replacement = entry("02", issue("new", "root"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const path = (name: string, suffix = "pem") => join(folder, `${name}.${suffix}`);

  /** A certificate signed by an issuer, or by itself; DER. */
  function issue(name: string, issuer?: string): Buffer {
    const by = issuer === undefined ? [] : ["-CA", path(issuer), "-CAkey", path(issuer, "key")];
    const isCa = issuer === undefined ? "TRUE" : "FALSE";
    const { status, stderr } = spawnSync("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"],
      ...["-subj", `/CN=${name}`, "-days", "30", ...by],
      ...["-addext", `basicConstraints=critical,CA:${isCa}`],
      ...["-keyout", path(name, "key"), "-out", path(name)],
    ]);
    assert.equal(status, 0, String(stderr));
    return new X509Certificate(readFileSync(path(name))).raw;
  }

  function entry(id: string, der: Buffer): KeyEntry {
    const certificate: CertificateEntry = { id, label: "", info: certificateInfo(der) };
    return {
      id,
      label: id,
      spkiHash: certificate.info?.spkiHash ?? "",
      publicKeys: 1,
      privateKeys: [{ id, label: id, kind: "ec", alwaysAuthenticate: false }],
      certificates: [certificate],
    };
  }

  function vouch(by: Partial<Vouching>): Promise<Required<CertificateEntry>> {
    const at = new Date();
    const wish = { id: "01", replacement: "02" };
    const removal = planRemoval([old, replacement], wish, at.toISOString());
    return vouchedCertificate(removal, { current: [], around: [], roots: [], at, ...by });
  }

  const unvouched = { code: "tokens.replacement-unusable", params: { id: "02", reason: "chain" } };

  it("is vouched for by a root that was named with --roots, and by no other", async () => {
    await assert.rejects(vouch({}), unvouched);
    const roots = await trustedRoots(["root.pem"], folder);
    assert.deepEqual((await vouch({ roots })).info, replacement.certificates[0]?.info);
    const others = await trustedRoots(["other-root.pem"], folder);
    await assert.rejects(vouch({ roots: others }), unvouched);
  });

  it("is vouched for by a profile whose current one it is, and by nothing but that very one", async () => {
    const { raw } = new X509Certificate(readFileSync(path("new")));
    const sha256 = createHash("sha256").update(raw).digest("hex");
    assert.equal((await vouch({ current: [{ sha256 }] })).info.sha256, sha256);
    const other = old.certificates[0]?.info?.sha256 ?? "";
    await assert.rejects(vouch({ current: [{ sha256: other }] }), unvouched);
  });
});
