import assert from "node:assert/strict";
import { catalogue } from "../l10n/index.js";
import { packageCatalogues } from "../texts/package-catalogues.js";
import { concernsAuthority } from "./concerns-authority.js";

describe("whether the authority's contacts can help", () => {
  it("they can with what the plugin and the portals say", () => {
    for (const code of [
      ...["luxtrust.order-rejected", "http.timeout", "order.unknown-outcome"],
      "certificate.profile-broken",
    ]) {
      assert.ok(concernsAuthority({ code }), code);
    }
  });

  it("they cannot with tokens, PINs, keys and files here", () => {
    for (const code of ["token.pin-wrong", "keys.wrong-passphrase", "files.not-found"]) {
      assert.ok(!concernsAuthority({ code }), code);
    }
  });

  it("knows every family of codes that Perennial itself has", async () => {
    const families = new Set<string>();
    for (const source of [catalogue, ...(await packageCatalogues())]) {
      const { default: texts } = await source.en();
      for (const key of Object.keys(texts)) {
        const [, family] = /^error\.([^.]+)\./.exec(key) ?? [];
        if (family !== undefined) families.add(family);
      }
    }
    const theirs = [...families].filter((family) => concernsAuthority({ code: `${family}.x` }));
    assert.deepEqual(theirs.toSorted(), ["http", "order"]);
  });
});
