import "reflect-metadata";
import {
  BasicConstraintsExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { PerennialError, type Json, type Permissions } from "@perennial/api";
import { createRequest, signerFromPrivateKey } from "@perennial/pki";
import assert from "node:assert/strict";
import { KeyObject, webcrypto } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { RequestsBroker } from "./requests-broker.js";
import { CertificatesBroker } from "./certificates-broker.js";
import { PkiCertificates, PkiRequests, SignerPort } from "./pki-ports.js";
import { CertificatePort, KeyPort, RequestPort } from "./ports.js";
import { TestWorld } from "./test-support.js";

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const ID = "a".repeat(32);
const MAY: Permissions = { keys: ["sign"], certificates: ["install"] };
const crypto = webcrypto as unknown as Crypto;
const keyPair = () => webcrypto.subtle.generateKey(EC, true, ["sign", "verify"]);
const base64 = (certificate: X509Certificate) =>
  Buffer.from(certificate.rawData).toString("base64");

describe("Installing a certificate", () => {
  let world: TestWorld;
  let keys: webcrypto.CryptoKeyPair;
  let rootKeys: webcrypto.CryptoKeyPair;
  let root: X509Certificate;

  before(async () => {
    [keys, rootKeys] = (await Promise.all([keyPair(), keyPair()])) as [
      webcrypto.CryptoKeyPair,
      webcrypto.CryptoKeyPair,
    ];
    root = await X509CertificateGenerator.createSelfSigned(
      {
        name: "CN=Root",
        keys: rootKeys,
        signingAlgorithm: EC,
        extensions: [new BasicConstraintsExtension(true, undefined, true)],
        notBefore: new Date("2026-01-01"),
        notAfter: new Date("2036-01-01"),
      },
      crypto,
    );
  });
  beforeEach(async () => {
    world = await TestWorld.open();
    world.container.register(CertificatePort, { useClass: PkiCertificates });
    const privateKey = KeyObject.from(keys.privateKey as never);
    world.container.register<SignerPort>(SignerPort, {
      useValue: { signer: () => Promise.resolve(signerFromPrivateKey(privateKey)) },
    });
    await world.store.setSetting(
      `key-owner:${ID}`,
      { renewal: "r-1", profileId: "meridian", account: "main" },
      undefined,
      world.now,
    );
  });
  afterEach(() => world.close());

  const issue = (publicKey: CryptoKey, serialNumber = "01") =>
    X509CertificateGenerator.create(
      {
        serialNumber,
        subject: "CN=Meridian MAIN",
        issuer: root.subject,
        publicKey,
        signingKey: rootKeys.privateKey,
        signingAlgorithm: EC,
        notBefore: new Date("2026-11-01"),
        notAfter: new Date("2027-11-01"),
      },
      crypto,
    );
  const broker = (permissions = MAY, renewal = "r-1") =>
    world.broker(CertificatesBroker, permissions, { renewal, answers: { install: true } });
  const request = (certificate: X509Certificate) => ({
    der: base64(certificate),
    chain: [base64(certificate), base64(root)],
    keyId: ID,
  });
  const folder = () => join(world.home, "certificates", "meridian", "main");

  const noYes: readonly { readonly [key: string]: Json }[] = [
    {},
    { install: false },
    { subject: { name: "true" } },
    // Yes to something else, or a task that was done.
    { terms: true },
    { install: false, terms: true },
    JSON.parse('{ "__proto__": { "install": true } }') as { [key: string]: Json },
  ];
  for (const answers of noYes) {
    it(`does nothing before the person said yes in this step (${JSON.stringify(answers)})`, async () => {
      const unasked = world.broker(CertificatesBroker, MAY, { answers });
      await assert.rejects(unasked.install(request(await issue(keys.publicKey))), {
        code: "certificates.not-confirmed",
      });
      assert.deepEqual(await world.store.certificates(), []);
    });
  }

  it("puts it beside its key first where that is on a token, and proves the pair there", async () => {
    world.tokenKeys.add(ID);
    world.container.register<SignerPort>(SignerPort, {
      useValue: { signer: () => assert.fail("one proof is enough") },
    });
    const { sha256 } = await broker().install(request(await issue(keys.publicKey)));
    const [current] = await world.store.certificates();
    assert.equal(current?.sha256, sha256);
  });

  it("tells who is asked for a PIN that a proof is a test signature", async () => {
    world.tokens.pins = ["123456"];
    const place = "pkcs11:token=Card";
    const owner = { renewal: "r-1", profileId: "meridian", account: "main", place };
    await world.store.setSetting(`key-owner:${ID}`, owner, undefined, world.now);
    world.container.register<SignerPort>(SignerPort, {
      useValue: {
        signer: async () => {
          const { identity, places } = world.tokens;
          await (await places.keys(place, { identity })).login();
          return signerFromPrivateKey(KeyObject.from(keys.privateKey as never));
        },
      },
    });
    await broker().prove({ der: base64(await issue(keys.publicKey)), keyId: ID });
    assert.deepEqual(world.tokens.purposes, ["prove"]);
    assert.deepEqual(world.tokens.documents, []);
  });

  it("writes and records nothing when the token does not take it", async () => {
    const keep = () => Promise.reject(new PerennialError("token.full"));
    const port = world.container.resolve<KeyPort>(KeyPort);
    world.container.register(KeyPort, { useValue: { ...port, keepCertificate: keep } });
    const installed = broker().install(request(await issue(keys.publicKey)));
    await assert.rejects(installed, { code: "token.full" });
    assert.deepEqual(await world.store.certificates(), []);
    await assert.rejects(readdir(folder()), { code: "ENOENT" });
  });

  it("writes certificate and chain, makes it current, and keeps the one before", async () => {
    const [older, newer] = [await issue(keys.publicKey), await issue(keys.publicKey, "02")];
    const before = await broker().install(request(older));
    const after = await broker().install(request(newer));
    assert.equal(
      await readFile(before.path, "utf8"),
      `${older.toString("pem")}\n${root.toString("pem")}\n`,
    );
    assert.notEqual(before.path, after.path);
    const records = await world.store.certificates({ profileId: "meridian" });
    assert.deepEqual(
      records.map(({ serial, state, source, keyId }) => [serial, state, source, keyId]).sort(),
      [
        ["01", "previous", before.path, ID],
        ["02", "current", after.path, ID],
      ],
    );
  });

  it("makes nothing current in a run that another engine took over from", async () => {
    const fence = await world.lostFence("r-1");
    const run = { renewal: "r-1", answers: { install: true }, fence };
    const overtaken = world.broker(CertificatesBroker, MAY, run);
    await assert.rejects(overtaken.install(request(await issue(keys.publicKey))), {
      code: "store.fenced",
    });
    assert.deepEqual(await world.store.certificates(), []);
  });

  it("changes nothing when it is repeated", async () => {
    const certificate = await issue(keys.publicKey);
    const once = await broker().install(request(certificate));
    const records = (await world.store.auditLog()).length;
    assert.deepEqual(await broker().install(request(certificate)), once);
    assert.equal((await world.store.auditLog()).length, records);
    assert.equal((await readdir(folder())).length, 1);
  });

  it("writes nothing for another key's certificate", async () => {
    const stranger = await keyPair();
    await assert.rejects(broker().install(request(await issue(stranger.publicKey))), {
      code: "certificates.key-mismatch",
    });
    await assert.rejects(readdir(folder()), { code: "ENOENT" });
    assert.deepEqual(await world.store.certificates(), []);
  });

  it("writes nothing without a chain that holds", async () => {
    const certificate = await issue(keys.publicKey);
    const der = base64(certificate);
    for (const chain of [[], [der], [base64(root), der], [der, der]]) {
      await assert.rejects(broker().install({ der, chain, keyId: ID }), /certificates\.chain/);
    }
    assert.deepEqual(await world.store.certificates(), []);
  });

  it("puts the issuers on the token as well where that is asked for, and only there", async () => {
    const given: (readonly string[])[] = [];
    const port = world.container.resolve<KeyPort>(KeyPort);
    world.container.register(KeyPort, {
      useValue: {
        ...port,
        keepIssuers: ({ ders }: { ders: readonly string[] }) => {
          given.push(ders);
          return Promise.resolve({ onToken: 0, leftOut: 1 });
        },
      },
    });
    const asked = request(await issue(keys.publicKey));
    const inStore = await broker().install({ ...asked, issuersOnToken: true });
    assert.equal(inStore.issuers, undefined);
    world.tokenKeys.add(ID);
    assert.equal((await broker().install(asked)).issuers, undefined);
    assert.deepEqual(given, []);
    const onToken = await broker().install({ ...asked, issuersOnToken: true });
    assert.deepEqual(onToken.issuers, { onToken: 0, leftOut: 1 });
    assert.deepEqual(given, [[base64(root)]]);
  });

  describe("whose key is kept elsewhere", () => {
    const read = async (pem: string, renewal = "r-1") => {
      const requests = world.broker(RequestsBroker, {}, { renewal });
      await requests.read(Buffer.from(pem).toString("base64"));
      return pem;
    };
    const made = async (pair = keys) => {
      const signer = signerFromPrivateKey(KeyObject.from(pair.privateKey as never));
      return (await createRequest({ subject: { commonName: "Meridian" } }, signer)).pem;
    };
    const own = async (pair = keys) => read(await made(pair));
    const recorded = async (publicKey = keys.publicKey, pem?: string) => {
      const { der, chain } = request(await issue(publicKey));
      return { der, chain, request: pem ?? (await own()) };
    };

    beforeEach(() => {
      world.container.register(RequestPort, { useClass: PkiRequests });
      world.container.register<SignerPort>(SignerPort, {
        useValue: { signer: () => assert.fail("the key is not here") },
      });
    });

    it("becomes the current one without a key, beside the one before", async () => {
      const before = { ...(await recorded()), request: await own() };
      const first = await broker({ certificates: ["install"] }).record(before);
      const { der, chain } = request(await issue(keys.publicKey, "02"));
      const next = await broker().record({ der, chain, request: await own() });
      assert.equal(
        await readFile(first.path, "utf8"),
        before.chain.map((one) => new X509Certificate(one).toString("pem") + "\n").join(""),
      );
      const records = await world.store.certificates({ profileId: "meridian" });
      assert.deepEqual(
        records.map(({ serial, state, source, keyId }) => [serial, state, source, keyId]).sort(),
        [
          ["01", "previous", first.path, undefined],
          ["02", "current", next.path, undefined],
        ],
      );
    });

    it("changes nothing when it is repeated", async () => {
      const certificate = await recorded();
      const once = await broker().record(certificate);
      const records = (await world.store.auditLog()).length;
      assert.deepEqual(await broker().record(certificate), once);
      assert.equal((await world.store.auditLog()).length, records);
    });

    it("is not recorded for another key than the request’s", async () => {
      const stranger = await keyPair();
      for (const wrong of [
        await recorded(stranger.publicKey),
        await recorded(keys.publicKey, await own(stranger)),
      ]) {
        await assert.rejects(broker().record(wrong), { code: "certificates.key-mismatch" });
      }
      assert.deepEqual(await world.store.certificates(), []);
    });

    it("is not recorded with a request that this renewal did not read", async () => {
      const code = "certificates.request-not-read";
      const unread = await recorded(keys.publicKey, await made());
      await assert.rejects(broker().record(unread), { code, effect: "none" });
      await read(unread.request, "r-2");
      await assert.rejects(broker().record(unread), { code });
      assert.deepEqual(await world.store.certificates(), []);
      // Days and another process later it is still known.
      await read(unread.request);
      await broker().record(unread);
      assert.equal((await world.store.certificates()).length, 1);
    });

    it("is not recorded with a request that is none, or whose signature is wrong", async () => {
      const pem = await own();
      const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64");
      der[der.indexOf("Meridian")] = 0x6d;
      const changed = der.toString("base64");
      for (const [bad, code] of [
        ["hello", "requests.unreadable"],
        [changed, "requests.invalid"],
      ] as const) {
        await assert.rejects(broker().record(await recorded(keys.publicKey, bad)), { code });
      }
      assert.deepEqual(await world.store.certificates(), []);
    });

    it("is not recorded without a chain that holds, without a yes, or without the permission", async () => {
      const whole = await recorded();
      await assert.rejects(broker().record({ ...whole, chain: [whole.der] }), {
        code: "certificates.chain-incomplete",
      });
      await assert.rejects(broker({ keys: ["sign"] }).record(whole), {
        code: "plugin.permission-denied",
      });
      for (const answers of noYes) {
        await assert.rejects(world.broker(CertificatesBroker, MAY, { answers }).record(whole), {
          code: "certificates.not-confirmed",
        });
      }
      await assert.rejects(readdir(folder()), { code: "ENOENT" });
      assert.deepEqual(await world.store.certificates(), []);
    });
  });

  it("is refused for another renewal's key and without the permission", async () => {
    const certificate = await issue(keys.publicKey);
    await assert.rejects(broker(MAY, "r-2").install(request(certificate)), {
      code: "keys.not-yours",
    });
    await assert.rejects(broker({ keys: ["sign"] }).install(request(certificate)), {
      code: "plugin.permission-denied",
    });
    await assert.rejects(broker({}).prove({ der: base64(certificate), keyId: ID }), {
      code: "plugin.permission-denied",
    });
  });
});
