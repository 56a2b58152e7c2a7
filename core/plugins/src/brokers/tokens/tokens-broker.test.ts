import assert from "node:assert/strict";
import { generateKeyPairSync, webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import type { CurrentCertificate, Permissions } from "@perennial/api";
import { certificateInfo } from "@perennial/pki";
import { KeysBroker } from "../keys-broker.js";
import { TestWorld } from "../test-support.js";
import type { StepContext } from "../../process/step-services.js";
import type { LookedToken } from "./token-look.js";
import { TokensBroker } from "./tokens-broker.js";

const MAY: Permissions = { tokens: ["read", "adopt"], keys: ["generate", "sign"] };
const place = "pkcs11:token=Card;serial=A1";
type Run = Partial<StepContext["run"]>;

async function certificate(issuer = "CN=Acme CA, C=RO") {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  x509.cryptoProvider.set(webcrypto as Crypto);
  const authority = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const made = await x509.X509CertificateGenerator.create({
    subject: "CN=Ana Pop",
    issuer,
    publicKey: await webcrypto.subtle.importKey("spki", spki, algorithm, true, ["verify"]),
    signingKey: authority.privateKey,
    signingAlgorithm: algorithm,
    notBefore: new Date("2026-01-01"),
    notAfter: new Date("2027-01-01"),
  });
  return certificateInfo(new Uint8Array(made.rawData));
}

describe("Tokens for plugins", () => {
  let world: TestWorld;
  let held: Awaited<ReturnType<typeof certificate>>;
  before(async () => {
    held = await certificate();
  });
  beforeEach(async () => {
    world = await TestWorld.open();
    put(cardWith([{ ckaId: "01", label: "Ana", info: held }]));
  });
  afterEach(() => world.close());

  /** The card is as it is shown. */
  const put = (...tokens: readonly LookedToken[]) => {
    world.tokens.shown.splice(0, Infinity, ...tokens);
    const [first] = tokens;
    if (first !== undefined) world.tokens.identity = first.identity;
  };
  const cardWith = (
    certificates: LookedToken["certificates"],
    more: Partial<LookedToken> = {},
  ): LookedToken => {
    const names = { label: "Card", manufacturer: "Maker", model: "M1", serial: "A1" };
    const spkiHashes = certificates.map(({ info }) => info.spkiHash);
    return {
      identity: { ...names, spkiHashes },
      module: "/m.so",
      seen: { ...names, place, pin: "ok", algorithms: ["ec-p256"] },
      certificates,
      keys: [],
      ...more,
    };
  };
  const broker = (run: Run = {}, permissions = MAY) => world.broker(TokensBroker, permissions, run);
  const chosen = (run: Run = {}) => broker({ answers: { certificate: held.sha256 }, ...run });
  const wish = () => ({ place, sha256: held.sha256 });
  const id = () => held.spkiHash.slice(0, 32);
  const events = async () =>
    (await world.store.auditLog({})).filter(({ event }) => event === "key.adopted");

  it("are seen with the certificates on them and what could not be read", async () => {
    world.tokens.problems = [
      { code: "token.module-crashed", params: { module: "/usr/lib/bad.so" } },
    ];
    const seen = await broker().look({});
    assert.deepEqual(
      seen.tokens.map(({ label, pin }) => [label, pin]),
      [["Card", "ok"]],
    );
    assert.deepEqual(seen.tokens[0]?.algorithms, ["ec-p256"]);
    assert.equal(seen.readers, 0);
    assert.deepEqual(seen.certificates, [{ certificate: held, place }]);
    const problem = { code: "token.module-crashed", params: { module: "bad.so" } };
    assert.deepEqual(seen.problems, [problem]);
    assert.equal(world.tokens.asked, 0);
  });

  it("are seen with the readers there are, those of one module where the place names it", async () => {
    const a = { name: "Reader 00", module: "/a.so" };
    const same = { name: "Reader 00", module: "/b.so" };
    world.tokens.readers = [a, same, { name: "Reader 01", module: "/b.so" }];
    assert.equal((await broker().look({})).readers, 2);
    put();
    const absent = await broker().look({ place });
    assert.deepEqual([absent.readers, absent.tokens], [2, []]);
    assert.equal((await broker().look({ place: `${place}?module-path=/a.so` })).readers, 1);
    assert.equal((await broker().look({ place: `${place}?module-path=/c.so` })).readers, 0);
    const other = { profile: { keyPlace: "pkcs11:token=Other" } };
    await assert.rejects(broker(other).look({ place }), { code: "tokens.not-chosen" });
  });

  it("are neither seen nor used without the permission for it", async () => {
    const denied = { code: "plugin.permission-denied", effect: "none" };
    await assert.rejects(broker({}, {}).look({}), denied);
    await assert.rejects(broker({}, { tokens: ["adopt"] }).look({}), denied);
    const answers = { certificate: held.sha256 };
    await assert.rejects(broker({ answers }, { tokens: ["read"] }).adopt(wish()), denied);
  });

  it("are called as the profile calls them, and no other is looked at where it names one", async () => {
    const named = "pkcs11:token=Card";
    const profile = { keyPlace: named };
    const { tokens } = await broker({ profile }).look({ place: named });
    assert.deepEqual(
      tokens.map((token) => token.place),
      [named],
    );
    assert.equal((await broker({ profile }).look({ place })).tokens.length, 1);
    const other = { profile: { keyPlace: "pkcs11:token=Other" } };
    await assert.rejects(broker(other).look({ place }), { code: "tokens.not-chosen" });
    await assert.rejects(chosen(other).adopt(wish()), { code: "tokens.not-chosen" });
    const inStore = { profile: { keyPlace: "software" } };
    const nothing = { tokens: [], certificates: [], readers: 0, problems: [] };
    assert.deepEqual(await broker(inStore).look({}), nothing);
    await assert.rejects(chosen(inStore).adopt(wish()), { code: "tokens.not-chosen" });
  });

  it("give a key that the person chose to the renewal, on record with what the token calls it", async () => {
    const key = await chosen().adopt(wish());
    assert.deepEqual(
      { ...key, spki: "" },
      { id: id(), algorithm: "ec-p256", spki: "", spkiHash: held.spkiHash, place },
    );
    const record = (await world.store.setting(`key-owner:${id()}`)) as Record<string, unknown>;
    assert.deepEqual(
      [record["ckaId"], record["adopted"], record["place"], record["spkiHash"], record["label"]],
      ["01", true, place, held.spkiHash, "Ana"],
    );
    const [entry] = await events();
    assert.equal(entry?.data["certificate"], held.sha256);
    assert.equal(world.tokens.asked, 0);
  });

  it("give nothing that the person did not choose in this step", async () => {
    const none = { code: "tokens.not-confirmed", effect: "none" };
    const wrong: readonly NonNullable<Run["answers"]>[] = [
      {},
      { certificate: true },
      { certificate: "0".repeat(64) },
      { other: held.sha256 },
    ];
    for (const answers of wrong) {
      await assert.rejects(broker({ answers }).adopt(wish()), none);
    }
    assert.deepEqual(await world.store.settings("key-owner:"), {});
  });

  it("give no key of a certificate that the provider does not name", async () => {
    const strange = await certificate("CN=Other CA, C=RO");
    put(cardWith([{ ckaId: "01", label: "", info: strange }]));
    const run = { answers: { certificate: strange.sha256 } };
    const request = { place, sha256: strange.sha256 };
    await assert.rejects(broker(run).adopt(request), { code: "tokens.does-not-match" });
    world.matches = {};
    await assert.rejects(broker(run).adopt(request), { code: "tokens.does-not-match" });
    assert.deepEqual(await world.store.settings("key-owner:"), {});
  });

  it("give no key that another profile has, and take over what the profile had before", async () => {
    const at = world.now;
    const profile = {
      id: "other",
      provider: "acme.shop",
      values: {},
      createdAt: at,
      updatedAt: at,
    };
    await world.store.putProfile(profile, "new");
    await chosen({ renewal: "r-0", profileId: "other" }).adopt(wish());
    const refused = { code: "keys.not-yours", effect: "none" };
    await assert.rejects(chosen().adopt(wish()), refused);
    assert.equal((await chosen({ renewal: "r-1", profileId: "other" }).adopt(wish())).id, id());
    await world.store.removeProfile("other", at);
    assert.equal((await chosen().adopt(wish())).id, id());
    assert.equal((await events()).length, 3);
  });

  it("give no key that a renewal which is not finished uses", async () => {
    await world.lostFence("r-0");
    await chosen({ renewal: "r-0" }).adopt(wish());
    await assert.rejects(chosen().adopt(wish()), { code: "keys.not-yours" });
  });

  it("give a key that Perennial made there under the identifier it has", async () => {
    const made = "a".repeat(32);
    const owner = { renewal: "r-0", profileId: "meridian", place, spkiHash: held.spkiHash };
    await world.store.setSetting(`key-owner:${made}`, owner, undefined, world.now);
    put(cardWith([{ ckaId: made, label: "", info: held }]));
    assert.equal((await chosen().adopt(wish())).id, made);
    const record = (await world.store.setting(`key-owner:${made}`)) as Record<string, unknown>;
    assert.deepEqual([record["renewal"], record["ckaId"]], ["r-1", undefined]);
  });

  it("give the same once however often it is asked for", async () => {
    await chosen().adopt(wish());
    await chosen().adopt(wish());
    assert.equal((await events()).length, 1);
    assert.equal((await world.store.certificates()).length, 1);
  });

  it("give nothing to a run that another engine took over from", async () => {
    const fence = await world.lostFence("r-1");
    await assert.rejects(chosen({ fence }).adopt(wish()), { code: "store.fenced" });
    assert.deepEqual(await world.store.settings("key-owner:"), {});
    assert.deepEqual(await world.store.certificates(), []);
  });

  it("make the certificate the account's current one only where it has none", async () => {
    await chosen().adopt(wish());
    const [record] = await world.store.certificates({ state: "current" });
    assert.deepEqual([record?.sha256, record?.keyId], [held.sha256, id()]);
    const newer = await certificate();
    put(cardWith([{ ckaId: "02", label: "", info: newer }]));
    const run = { answers: { certificate: newer.sha256 } };
    await broker(run).adopt({ place, sha256: newer.sha256 });
    const current = await world.store.certificates({ state: "current" });
    assert.deepEqual(
      current.map(({ sha256 }) => sha256),
      [held.sha256],
    );
  });

  it("say so where a key has no identifier, or its certificate is not there", async () => {
    put(cardWith([{ ckaId: "", label: "", info: held }]));
    const noId = {
      code: "tokens.unusable-key",
      params: { label: "Card", subject: "CN=Ana Pop", reason: "noId" },
    };
    await assert.rejects(chosen().adopt(wish()), noId);
    const keys = [{ ckaId: "01", label: "", spkiHash: "f".repeat(64) }];
    put(cardWith([{ ckaId: "01", label: "", info: held }], { keys }));
    await assert.rejects(chosen().adopt(wish()), { code: "tokens.unusable-key" });
    put(cardWith([]));
    await assert.rejects(chosen().adopt(wish()), { code: "tokens.no-certificate" });
    put();
    await assert.rejects(chosen().adopt(wish()), { code: "token.not-found" });
  });

  it("find a key by its own identifier where its certificate has another", async () => {
    const keys = [{ ckaId: "07", label: "Key", spkiHash: held.spkiHash }];
    put(cardWith([{ ckaId: "01", label: "Ana", info: held }], { keys }));
    await chosen().adopt(wish());
    const record = (await world.store.setting(`key-owner:${id()}`)) as Record<string, unknown>;
    assert.deepEqual([record["ckaId"], record["label"]], ["07", "Key"]);
  });

  it("are no token of the same name that holds another key", async () => {
    world.tokens.identity = {
      ...world.tokens.identity,
      serial: "B2",
      spkiHashes: ["9".repeat(64)],
    };
    await assert.rejects(chosen().adopt(wish()), { code: "token.other-token" });
  });

  it("have new keys made beside an adopted one, and on no other token of that name", async () => {
    const keys = () => world.broker(KeysBroker, MAY, { profile: {} });
    const request = { id: "b".repeat(32), algorithm: "ec-p256", label: "NEW", place } as const;
    await assert.rejects(keys().generate(request), { code: "keys.place-not-chosen" });
    await chosen().adopt(wish());
    world.tokens.identity = { ...world.tokens.identity, spkiHashes: ["9".repeat(64)] };
    await assert.rejects(keys().generate(request), { code: "token.other-token" });
    world.tokens.identity = { ...world.tokens.identity, spkiHashes: [held.spkiHash] };
    assert.equal((await keys().generate(request)).place, place);
    await assert.rejects(keys().generate({ ...request, id: id() }), { code: "keys.exists" });
  });

  it("leave an adopted key with the profile whose certificate it is", async () => {
    await chosen().adopt(wish());
    const current = { keyId: id() } as CurrentCertificate;
    const later = (run: Run) => world.broker(KeysBroker, MAY, { renewal: "r-9", ...run });
    await assert.rejects(later({}).find(id()), { code: "keys.not-yours" });
    assert.equal(await later({ current }).find(id()), null);
  });
});
