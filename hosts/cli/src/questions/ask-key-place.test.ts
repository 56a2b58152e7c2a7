import assert from "node:assert/strict";
import { engineCatalogue } from "@perennial/engine";
import { someone } from "../testing/someone.js";
import { askForm } from "./ask-form.js";

describe("where a key is to live", () => {
  const token = { value: "pkcs11:token=Card", label: "the token “Card”" };

  async function place(
    typed: readonly string[],
    current?: string,
    tokens = [token],
    preset: { default?: string; pattern?: string } = { default: "software" },
  ) {
    const lines = [...typed];
    const answer = (prompt: string) => {
      const line = lines.shift();
      return line === undefined ? Promise.reject(new Error(prompt)) : Promise.resolve(line);
    };
    const { asking, screen } = someone(answer, engineCatalogue);
    const schema = {
      type: "object",
      properties: {
        place: { type: "string", title: "Place", format: "key-place", ...preset },
      },
    } as const;
    const values = current === undefined ? {} : { place: current };
    const answers = await askForm(
      { ...asking, keyPlaces: () => Promise.resolve(tokens) },
      { schema, values, cwd: "/" },
    );
    return { place: answers["place"], screen: screen.text };
  }

  it("is the store with Enter, a token that is there by its number, another by its URI", async () => {
    const { place: kept, screen } = await place([""]);
    assert.equal(kept, "software");
    assert.match(
      screen,
      /1\. Perennial’s own store.*\n.*2\. the token “Card”.*\n.*3\. a token that/,
    );
    assert.equal((await place(["2"])).place, token.value);
    assert.equal((await place(["3", "pkcs11:token=Other"])).place, "pkcs11:token=Other");
  });

  it("is left open with Enter where the field has no value of its own", async () => {
    const { place: open, screen } = await place([""], undefined, [token], {});
    assert.equal(open, undefined);
    assert.doesNotMatch(screen, /Give a number/);
  });

  it("offers Perennial’s own store only where the field takes it", async () => {
    const { place: chosen, screen } = await place(["1"], undefined, [token], {
      pattern: "^pkcs11:",
    });
    assert.equal(chosen, token.value);
    assert.doesNotMatch(screen, /own store/);
  });

  it("stays on a token that is not there now", async () => {
    assert.equal((await place([""], "pkcs11:token=Away")).place, "pkcs11:token=Away");
  });

  it("is asked again where the URI names no token, or holds a PIN", async () => {
    for (const bad of ["pkcs11:id=%01", "pkcs11:token=Card?pin-value=1234"]) {
      assert.equal((await place(["2", bad, "1"], undefined, [])).place, "software");
    }
  });
});
