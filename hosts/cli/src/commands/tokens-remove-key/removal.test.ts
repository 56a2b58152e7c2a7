import assert from "node:assert/strict";
import type { CertificateInfo } from "@perennial/api";
import type { RenewalStore } from "@perennial/store";
import type { KeyEntry } from "../../token-views/key-entries.js";
import { checkUnused, planRemoval } from "./removal.js";

const now = "2026-11-20T10:00:00.000Z";

function certificate(spkiHash: string, notAfter: string): KeyEntry["certificates"][number] {
  const info = { spkiHash, notBefore: "2026-01-01T00:00:00.000Z", notAfter, der: "" };
  return { id: "", label: "", info: info as CertificateInfo };
}

function key(id: string, spkiHash: string, ...notAfter: readonly string[]): KeyEntry {
  return {
    id,
    label: id,
    spkiHash,
    publicKeys: 1,
    privateKeys: [{ id, label: id, kind: "ec", alwaysAuthenticate: false }],
    certificates: notAfter.map((end) => certificate(spkiHash, end)),
  };
}

const wish = { id: "01", replacement: "02" };
const later = "2027-11-20T10:00:00.000Z";

describe("Removing an old key pair", () => {
  const old = key("01", "aa");

  it("takes the replacement’s certificate that is valid longest", () => {
    const keys = [old, key("02", "bb", "2026-12-01T00:00:00.000Z", later)];
    const [chosen] = planRemoval(keys, wish, now).candidates;
    assert.equal(chosen?.info.notAfter, later);
  });

  it("is refused for the same key under another identifier, and without a private half", () => {
    const same = [old, key("02", "aa", later)];
    assert.throws(() => planRemoval(same, wish, now), { code: "token.removal-unconfirmed" });
    const half = [old, { ...key("02", "bb", later), privateKeys: [] }];
    assert.throws(() => planRemoval(half, wish, now), {
      code: "tokens.replacement-unusable",
    });
  });

  it("is refused where the replacement’s certificate is over, or another key’s", () => {
    const over = [old, key("02", "bb", "2026-11-01T00:00:00.000Z")];
    const foreign = [old, { ...key("02", "bb"), certificates: [certificate("cc", later)] }];
    for (const keys of [over, foreign]) {
      assert.throws(() => planRemoval(keys, wish, now), {
        code: "tokens.replacement-unusable",
      });
    }
  });

  it("of which only certificates are left is about these; of several keys’ the fingerprint tells", () => {
    const next = key("02", "bb", later);
    const none = { publicKeys: 0, privateKeys: [] };
    const left = { ...key("01", "aa", later), ...none };
    const one = planRemoval([left, next], wish, now);
    assert.deepEqual([one.onlyCertificates, one.old.spkiHash, one.foreign], [true, "aa", []]);
    const both = [...left.certificates, certificate("cc", later)];
    const keys = [{ ...left, certificates: both }, next];
    assert.throws(() => planRemoval(keys, wish, now), {
      code: "tokens.certificates-left",
      params: { id: "01", count: 2, readable: 2, fingerprints: ["aa", "cc"] },
    });
    const named = planRemoval(keys, { ...wish, fingerprint: "cc" }, now);
    assert.equal(named.old.spkiHash, "cc");
    assert.deepEqual(
      named.foreign.map(({ info }) => info?.spkiHash),
      ["aa"],
    );
    assert.throws(() => planRemoval([next], wish, now), { code: "tokens.no-such-key" });
  });

  function store(
    state: "current" | "previous",
    renewalState: "done" | "waiting",
  ): Pick<RenewalStore, "certificates" | "settings" | "renewals"> {
    const records = [{ spkiHash: "aa", profileId: "acme", state }];
    return {
      certificates: (filter) =>
        Promise.resolve(records.filter((one) => one.state === filter?.state)) as never,
      settings: () => Promise.resolve({ "key-owner:01": { renewal: "acme-1" } }),
      renewals: () => Promise.resolve([{ id: "acme-1", state: renewalState }]) as never,
    };
  }

  it("is refused while its certificate is a profile’s current one, or its renewal is open", async () => {
    const removal = planRemoval([old, key("02", "bb", later)], wish, now);
    await assert.rejects(checkUnused(removal, store("current", "done")), {
      code: "tokens.key-in-use",
    });
    await assert.rejects(checkUnused(removal, store("previous", "waiting")), {
      code: "tokens.key-in-use",
    });
    await checkUnused(removal, store("previous", "done"));
  });

  it("is refused while a certificate of another key under its identifier is in use", async () => {
    const beside = { ...key("01", "zz"), certificates: [certificate("aa", later)] };
    const keys = [beside, key("02", "bb", later), key("05", "aa")];
    const removal = planRemoval(keys, wish, now);
    assert.equal(removal.foreign.length, 1);
    await assert.rejects(checkUnused(removal, store("current", "done")), {
      code: "tokens.key-in-use",
    });
    assert.deepEqual(removal.related, ["01", "05"]);
    const owned = {
      ...store("previous", "waiting"),
      settings: () => Promise.resolve({ "key-owner:05": { renewal: "acme-1" } }),
    };
    await assert.rejects(checkUnused(removal, owned), { code: "tokens.key-in-use" });
  });

  it("is refused while the renewal that adopted it, under another identifier, is open", async () => {
    const removal = planRemoval([old, key("02", "bb", later)], wish, now);
    const adopted = { "key-owner:aaaa": { renewal: "acme-1", spkiHash: "aa", ckaId: "01" } };
    const owned = {
      ...store("previous", "waiting"),
      settings: () => Promise.resolve(adopted),
    };
    await assert.rejects(checkUnused(removal, owned), { code: "tokens.key-in-use" });
    const others = { "key-owner:01": { renewal: "acme-2" }, "key-owner:02": { renewal: "acme-1" } };
    await checkUnused(removal, { ...owned, settings: () => Promise.resolve(others) });
  });
});
