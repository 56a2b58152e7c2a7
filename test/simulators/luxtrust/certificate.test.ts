import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { requireTool, temporaryHome, type TemporaryHome } from "../../harness/index.js";
import { toPem } from "../pki/pem.js";
import { createRequest, orderFields } from "../testing/requests.js";
import { obtainCertificate, orderNumber, placeOrder } from "../testing/visits.js";
import { startLuxtrustSimulator, type LuxtrustSimulator, type RootFiles } from "./index.js";

for (const authorityKeys of ["ec", "rsa"] as const)
  describe(`A certificate of the simulated authority with ${authorityKeys} keys, to OpenSSL`, () => {
    let simulator: LuxtrustSimulator;
    let home: TemporaryHome;
    let roots: RootFiles;
    const openssl = (...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
      assert.equal(status, 0, stderr);
      return stdout;
    };

    before(function () {
      requireTool(this, "openssl", "version");
    });
    beforeEach(async () => {
      simulator = await startLuxtrustSimulator({ authorityKeys });
      home = await temporaryHome("openssl");
      roots = await simulator.writeRoots(home.path);
    });
    afterEach(async () => {
      await simulator.close();
      await home.remove();
    });

    it("chains to the root, is good for clients and mail, and is not revoked", async () => {
      const { certificate } = await obtainCertificate(simulator);
      const path = home.file("certificate.pem");
      writeFileSync(path, toPem("CERTIFICATE", certificate));
      const lists = home.file("lists.pem");
      for (const name of ["issuing", "root"]) {
        const answer = await fetch(`${simulator.addresses.controlUrl}pki/${name}.crl`);
        const list = toPem("X509 CRL", Buffer.from(await answer.arrayBuffer()));
        writeFileSync(lists, list, { flag: "a" });
      }
      const chain = ["-CAfile", roots.ca, "-untrusted", roots.issuing];
      const revocation = ["-crl_check_all", "-CRLfile", lists];
      for (const purpose of ["sslclient", "smimesign"])
        assert.match(
          openssl("verify", "-x509_strict", ...chain, ...revocation, "-purpose", purpose, path),
          /: OK/,
        );
    });

    it("does not chain to another simulator's root", async () => {
      await using other = await startLuxtrustSimulator({ authorityKeys });
      const others = await other.writeRoots(home.file("other"));
      const { certificate } = await obtainCertificate(simulator);
      const path = home.file("certificate.pem");
      writeFileSync(path, toPem("CERTIFICATE", certificate));
      const args = ["verify", "-CAfile", others.ca, "-untrusted", others.issuing, path];
      assert.notEqual(spawnSync("openssl", args).status, 0);
    });

    it("is issued for a request that OpenSSL made, with its subject and the address", async () => {
      const key = home.file("key.pem");
      const subject = "/C=LU/L=Luxembourg/O=Müller & Cie, S.A./CN=Ada Weber";
      const kind = ["-newkey", "rsa:2048", "-nodes", "-keyout", key];
      const csr = openssl("req", "-new", "-utf8", ...kind, "-subj", subject);
      const answer = await placeOrder(simulator, orderFields({ pem: csr }));
      assert.equal(answer.status, 303, answer.text);
      const { certificate } = await simulator.orders.approve(orderNumber(answer));
      const path = home.file("certificate.pem");
      writeFileSync(path, toPem("CERTIFICATE", certificate ?? Buffer.alloc(0)));
      assert.equal(
        openssl("x509", "-in", path, "-noout", "-pubkey"),
        openssl("pkey", "-in", key, "-pubout"),
      );
      const text = openssl(
        "x509",
        "-in",
        path,
        "-noout",
        "-text",
        "-nameopt",
        "utf8,sep_comma_plus",
      );
      assert.match(text, /O=Müller & Cie, S\.A\.,CN=Ada Weber/);
      assert.match(text, /email:treasury@acme\.example/);
      assert.match(text, /CA:FALSE/);
    });

    it("has a random positive serial number of 16 bytes", async () => {
      const serials = new Set<string>();
      for (let index = 0; index < 8; index++) {
        const { certificate } = await obtainCertificate(simulator);
        const path = home.file(`${index}.der`);
        writeFileSync(path, certificate);
        const line = openssl("x509", "-inform", "DER", "-in", path, "-noout", "-serial");
        assert.match(line, /^serial=[4-7][0-9A-F]{31}$/m);
        serials.add(line);
      }
      assert.equal(serials.size, 8);
    });

    it("matches an existing installation's key and ends when it was asked to", async () => {
      const notAfter = new Date(Math.floor(Date.now() / 1000) * 1000 + 10 * 24 * 3600 * 1000);
      const { certificatePem, privateKeyPem = "" } = await simulator.issueExisting({
        user: "999900002",
        account: "CRYPT",
        notAfter,
      });
      const [path, key] = [home.file("old.pem"), home.file("old.key")];
      writeFileSync(path, certificatePem);
      writeFileSync(key, privateKeyPem);
      assert.equal(
        openssl("x509", "-in", path, "-noout", "-pubkey"),
        openssl("pkey", "-in", key, "-pubout"),
      );
      const end = openssl("x509", "-in", path, "-noout", "-enddate").slice("notAfter=".length);
      assert.equal(new Date(end).getTime(), notAfter.getTime());
    });

    it("follows the simulator's clock", async () => {
      await simulator.clock.set(new Date("2031-03-04T05:06:07Z"));
      const number = orderNumber(await placeOrder(simulator, orderFields(await createRequest())));
      const { certificate } = await simulator.orders.approve(number, { validityDays: 30 });
      const path = home.file("certificate.der");
      writeFileSync(path, certificate ?? Buffer.alloc(0));
      const dates = openssl("x509", "-inform", "DER", "-in", path, "-noout", "-dates");
      assert.match(dates, /notBefore=Mar {2}4 05:01:07 2031 GMT/);
      assert.match(dates, /notAfter=Apr {2}3 05:01:07 2031 GMT/);
    });
  });
