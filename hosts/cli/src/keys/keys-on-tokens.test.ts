import assert from "node:assert/strict";
import { openSqliteStore } from "@perennial/store";
import { keysOnTokens } from "./keys-on-tokens.js";

const at = "2026-11-20T09:00:00Z";
const place = "pkcs11:token=Card";

describe("The keys on tokens", () => {
  it("are those on record with a token, whether they were seen yet or not", async () => {
    const store = await openSqliteStore({ path: ":memory:" });
    const owner = { renewal: "r-1", profileId: "acme", account: "MAIN" };
    const made = { ...owner, place, algorithm: "ec-p256", label: "SOFiE" };
    const record = (id: string, value: object) =>
      store.setSetting(`key-owner:${id}`, { ...value }, undefined, at);
    await record("in-store", owner);
    await record("claimed", made);
    await record("seen", { ...made, spkiHash: "5".repeat(64) });
    await record("a-stranger", { ...made, existed: true });
    const rest = { algorithm: "ec-p256", label: "SOFiE", place, profile: "acme", account: "MAIN" };
    assert.deepEqual(await keysOnTokens(store), [
      { id: "claimed", ...rest, renewal: "r-1" },
      { id: "seen", ...rest, renewal: "r-1", spkiHash: "5".repeat(64) },
    ]);
    await store.close();
  });
});
