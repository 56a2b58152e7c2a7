import assert from "node:assert/strict";
import type { CertificateRecord } from "../port/index.js";
import { after, certificate, profile } from "./samples.js";
import { rejectsWith } from "./rejections.js";
import { useStore, type OpenStore } from "./store-under-test.js";

export function describeProfiles(open: OpenStore): void {
  describe("profiles", () => {
    const given = useStore(open);

    it("adds a profile together with its certificates, or neither", async () => {
      const { store } = given;
      const own = [
        certificate("aa", { profileId: "whole" }),
        certificate("bb", { profileId: "whole", account: "OTHER" }),
      ];
      await store.putProfile(profile("whole"), "new", own);
      const found = await store.certificates({ profileId: "whole" });
      assert.deepEqual(
        found.map(({ account, sha256 }) => [account, sha256]),
        own.map(({ account, sha256 }) => [account, sha256]),
      );
      const broken = { ...certificate("cc", { profileId: "half" }), der: undefined };
      await assert.rejects(
        store.putProfile(profile("half"), "new", [broken as unknown as CertificateRecord]),
      );
      assert.ok(!(await store.profiles()).some(({ id }) => id === "half"));
    });

    it("are added once, changed when they exist, and removed", async () => {
      const { store } = given;
      await store.putProfile(profile("b"), "new");
      await store.putProfile(profile("a"), "new");
      await rejectsWith(store.putProfile(profile("a"), "new"), "store.exists", {
        what: "profile",
        id: "a",
      });
      const changed = profile("a", { values: { account: "Z" }, updatedAt: after(5) });
      await store.putProfile({ ...changed, createdAt: after(5) }, "existing");
      await rejectsWith(store.putProfile(profile("c"), "existing"), "store.not-found");
      await given.reopen();
      assert.deepEqual(await given.store.profiles(), [changed, profile("b")]);
      await given.store.removeProfile("a", after(6));
      assert.deepEqual(await given.store.profiles(), [profile("b")]);
      await rejectsWith(given.store.removeProfile("a", after(7)), "store.not-found");
    });
  });

  describe("certificates", () => {
    const given = useStore(open);
    const [first, second] = ["11".repeat(32), "22".repeat(32)];

    it("have one current one for each account; the one before becomes previous", async () => {
      const { store } = given;
      await store.putCertificate(certificate(first), after(1));
      await store.putCertificate(certificate(second, { keyId: "key-2" }), after(2), "r1");
      await store.putCertificate(certificate(first, { account: "crypt" }), after(3));
      await given.reopen();
      assert.deepEqual(await given.store.certificates(), [
        certificate(first, { state: "previous" }),
        certificate(second, { keyId: "key-2" }),
        certificate(first, { account: "crypt" }),
      ]);
      const current = await given.store.certificates({ state: "current" });
      assert.deepEqual(
        current.map(({ sha256, account }) => [sha256, account]),
        [
          [second, "sign"],
          [first, "crypt"],
        ],
      );
      assert.deepEqual(await given.store.certificates({ profileId: "other" }), []);
    });

    it("that are current already write nothing, unless they are found elsewhere", async () => {
      const { store } = given;
      await store.putCertificate(certificate(first), after(1));
      await store.putCertificate(certificate(first), after(2));
      assert.equal((await store.auditLog()).length, 1);
      await store.putCertificate(certificate(first, { source: "store:key-1" }), after(3));
      assert.deepEqual(await store.certificates(), [certificate(first, { source: "store:key-1" })]);
      assert.equal((await store.auditLog()).length, 2);
    });

    it("can become current again", async () => {
      const { store } = given;
      for (const sha256 of [first, second, first]) {
        await store.putCertificate(certificate(sha256), after(1));
      }
      const states = (await store.certificates()).map(({ sha256, state }) => [sha256, state]);
      assert.deepEqual(states, [
        [first, "current"],
        [second, "previous"],
      ]);
    });

    it("are forgotten with their profile", async () => {
      const { store } = given;
      await store.putProfile(profile("meridian"), "new");
      await store.putCertificate(certificate(first), after(1));
      await store.putCertificate(certificate(first, { profileId: "other" }), after(1));
      await store.removeProfile("meridian", after(2));
      assert.deepEqual(await store.certificates(), [certificate(first, { profileId: "other" })]);
    });
  });

  describe("settings", () => {
    const given = useStore(open);

    it("are plain data by name, found by the beginning of the name", async () => {
      const { store } = given;
      await store.setSetting("plugin.a.enabled", false, undefined, after(1));
      await store.setSetting("plugin.a%", [1, null], undefined, after(1));
      await store.setSetting("pluginX", "x", undefined, after(1));
      await given.reopen();
      assert.equal(await given.store.setting("plugin.a.enabled"), false);
      assert.equal(await given.store.setting("plugin.a"), undefined);
      const all = { "plugin.a%": [1, null], "plugin.a.enabled": false };
      assert.deepEqual(await given.store.settings("plugin."), all);
      await given.store.setSetting("plugin.a.enabled", undefined, undefined, after(2));
      assert.deepEqual(await given.store.settings("plugin."), { "plugin.a%": [1, null] });
      assert.deepEqual(Object.keys(await given.store.settings("")), ["plugin.a%", "pluginX"]);
    });

    it("change together with their audit record, if there is to be one", async () => {
      const { store } = given;
      const entry = { event: "plugin.disabled", data: { plugin: "a" } };
      await store.setSetting("plugin.a.crashes", 1, undefined, after(1));
      await store.setSetting("plugin.a.enabled", false, entry, after(2));
      const events = (await store.auditLog()).map(({ event, at }) => [event, at]);
      assert.deepEqual(events, [["plugin.disabled", after(2)]]);
    });
  });
}
