import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { newHome } from "../../test-support/stores.js";
import { issueCertificate } from "../testing/issue-certificate.js";
import { someToken } from "../testing/some-token.js";
import { sameToken, tokenIdentity } from "./token-identity.js";

/** A certificate of an authority, DER. */
function authority(): Buffer {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const out = ["-keyout", join(newHome(), "ca.key"), "-days", "30", "-outform", "DER"];
  return execFileSync("openssl", ["req", "-x509", ...key, "-subj", "/CN=Authority", ...out], {
    stdio: "pipe",
  });
}

/** A certificate of somebody, DER. */
function person(): Uint8Array {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const out = ["-keyout", join(newHome(), "own.key")];
  const request = execFileSync("openssl", ["req", "-new", ...key, "-subj", "/CN=Ana", ...out], {
    stdio: "pipe",
  });
  return issueCertificate(request.toString());
}

describe("What a token holds", () => {
  const { view } = someToken();
  const holding = (...certificates: readonly Uint8Array[]) =>
    tokenIdentity(view, {
      certificates: certificates.map((der) => ({
        id: "01",
        label: "",
        der: Buffer.from(der).toString("base64"),
      })),
      publicKeys: [],
      privateKeys: [],
      unreadable: 0,
      loggedIn: false,
    });

  it("tells it by its own certificates, and not by those that all cards of an issuer hold", () => {
    const ca = authority();
    assert.ok(new X509Certificate(ca).ca);
    const own = holding(ca, person());
    assert.equal(own.spkiHashes.length, 1);
    assert.deepEqual(holding(ca).spkiHashes, []);
    const other = { ...holding(ca, person()), serial: "another" };
    assert.ok(!sameToken(own, other));
  });
});
