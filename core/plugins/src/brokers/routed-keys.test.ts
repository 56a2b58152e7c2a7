import assert from "node:assert/strict";
import type { Message } from "@perennial/api";
import type { HardwareKeys } from "./hardware-keys.js";
import { RoutedKeys } from "./routed-keys.js";
import { FakeTokens } from "./testing/fake-tokens.js";

const id = "a".repeat(32);
const place = "pkcs11:token=Card";

describe("Keys in two stores", () => {
  let tokens: FakeTokens;
  let made: string[];
  const routed = (placeOf: string | undefined) => {
    const ref = { id, algorithm: "ec-p256", spki: "c29mdA==", spkiHash: "6".repeat(64) } as const;
    const software = {
      newId: () => Promise.resolve(id),
      generate: (request: { id: string }) => {
        made.push(request.id);
        return Promise.resolve(ref);
      },
      find: () => Promise.resolve(made.includes(id) ? ref : null),
    } as unknown as HardwareKeys;
    const places = {
      of: () => Promise.resolve(placeOf),
      token: () => Promise.resolve({ identity: tokens.identity }),
      tokensAt: () => Promise.resolve([]),
      onToken: (ckaId: string) => Promise.resolve({ ckaId }),
    };
    return new RoutedKeys(() => Promise.resolve(software), tokens.places, places);
  };
  const request = { renewal: "r-1", id, algorithm: "ec-p256", label: "MAIN" } as const;
  beforeEach(() => {
    tokens = new FakeTokens();
    made = [];
  });

  it("are made where the request says, and say so themselves on a token only", async () => {
    tokens.pins = ["123456"];
    const onToken = await routed(place).generate({ ...request, place });
    assert.equal(onToken.place, place);
    assert.deepEqual([...tokens.keys.keys()], [id]);
    assert.deepEqual(made, []);
    const inStore = await routed(undefined).generate(request);
    assert.ok(!("place" in inStore));
    assert.deepEqual(made, [id]);
  });

  it("are found where the record says, whatever is in the other store", async () => {
    tokens.pins = ["123456"];
    await routed(place).generate({ ...request, place });
    assert.equal((await routed(place).find(id))?.place, place);
    assert.equal(await routed(undefined).find(id), null);
  });

  it("are not asked for by PIN when the token cannot make them", async () => {
    const wanted = { id, algorithm: "rsa-4096", place } as const;
    await assert.rejects(routed(place).isTaken(wanted), { code: "token.algorithm-missing" });
    assert.equal(tokens.asked, 0);
  });

  it("tell how long a token takes to make one", async () => {
    tokens.pins = ["123456"];
    const told: Message[] = [];
    const progress = (text: Message) => told.push(text);
    await routed(place).generate({ ...request, place, progress });
    assert.deepEqual(told, [{ key: "keys.generating-on-token", args: { seconds: 61 } }]);
  });

  it("have their certificate beside them on a token, under the key's name, and nowhere else", async () => {
    tokens.pins = ["123456"];
    await routed(place).generate({ ...request, place });
    assert.equal(await routed(place).keepCertificate({ id, der: "AA==" }), true);
    assert.deepEqual(tokens.certificates, [`${id} MAIN`]);
    assert.equal(await routed(undefined).keepCertificate({ id, der: "AA==" }), false);
  });

  it("have the issuers' certificates on their token, and nowhere else", async () => {
    tokens.pins = ["123456"];
    await routed(place).generate({ ...request, place });
    const wish = { id, ders: ["AA==", "AQ=="] };
    assert.deepEqual(await routed(place).keepIssuers(wish), { onToken: 2, leftOut: 0 });
    assert.deepEqual(
      tokens.issuers.map((der) => [...der]),
      [[0], [1]],
    );
    assert.equal(tokens.asked, 1);
    assert.deepEqual(await routed(undefined).keepIssuers(wish), { onToken: 0, leftOut: 0 });
  });

  it("that are gone from the token get no certificate", async () => {
    tokens.pins = ["123456"];
    const kept = routed(place).keepCertificate({ id, der: "AA==" });
    await assert.rejects(kept, { code: "keys.not-found" });
  });
});
