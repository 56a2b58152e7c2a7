import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { signerFromPrivateKey } from "../signer.js";
import { describeWithOpenssl, openssl, withFiles } from "../test-support/openssl.js";
import { issue, privateKeys } from "../test-support/test-authority.js";
import { createRequest } from "./create-request.js";

const signer = signerFromPrivateKey(privateKeys().get("ec-p256") ?? assert.fail());
/** With the type of each string, so that another encoding is seen. */
const asWritten = ["-noout", "-subject", "-nameopt", "RFC2253,utf8,-esc_msb,show_type"];

describeWithOpenssl("The subject of a certificate in a request, judged by OpenSSL", function () {
  this.timeout(120_000);

  it("is copied with every attribute, its order and its encoding", async () => {
    const { der } = await issue("Ana", {
      subject:
        "2.5.4.5=IONA-123456,SN=Ionescu,G=Ana,CN=Ana Ionescu,L=București,O=Exemplu S.R.L.,C=RO",
    });
    const request = await createRequest(
      { subject: { certificate: Buffer.from(der).toString("base64") } },
      signer,
    );
    await withFiles({ "a.der": der, "a.csr": request.pem }, (path) => {
      const old = openssl(["x509", "-inform", "DER", "-in", path("a.der"), ...asWritten]);
      const stated = openssl(["req", "-in", path("a.csr"), ...asWritten]);
      assert.match(stated.toString("utf8"), /IONA-123456/);
      assert.equal(stated.toString("utf8"), old.toString("utf8"));
    });
    assert.match(request.subject, /CN=Ana Ionescu/);
  });

  it("brings no e-mail address into the alternative name", async () => {
    const { der } = await issue("Ana", { subject: "E=ana@exemplu.example,CN=Ana" });
    const subject = { certificate: Buffer.from(der).toString("base64") };
    const { pem } = await createRequest({ subject }, signer);
    assert.doesNotMatch(openssl(["req", "-noout", "-text"], pem).toString("utf8"), /Alternative/);
  });

  it("is refused from what is no certificate", async () => {
    await assert.rejects(createRequest({ subject: { certificate: "AAAA" } }, signer), (error) =>
      PerennialError.is(error, "certificates.unreadable"),
    );
  });
});
