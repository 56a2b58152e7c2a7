import { stepName } from "@perennial/api";
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { certumRenewal } from "./certum-renewal.js";
import { defaults } from "./profile.js";
import { manifest } from "./testing/world.js";

const root = new URL("../../", import.meta.url);
const [provider] = manifest.perennial.contributes.providers;
const read = (language: string) =>
  JSON.parse(readFileSync(new URL(`l10n/${language}.json`, root), "utf8")) as Readonly<
    Record<string, string>
  >;
const texts = { en: read("en"), fr: read("fr"), pl: read("pl") };
const all = Object.values(texts);

/** Sources that ship. */
const sources = globSync("src/**/*.ts", { cwd: root })
  .filter((file) => !file.includes("testing") && !file.endsWith(".test.ts"))
  .map((file) => readFileSync(new URL(file, root), "utf8"))
  .join("\n");

describe("The manifest of the Certum plugin", () => {
  it("lists the flow's steps, in its order", () => {
    assert.equal(certumRenewal.provider, provider.id);
    assert.deepEqual(
      provider.steps.map(({ name }) => name),
      certumRenewal.steps.map(stepName),
    );
  });

  it("has the defaults that the code falls back to, and none for a partner's product", () => {
    for (const [field, value] of Object.entries(defaults)) {
      assert.equal(provider.profile.properties[field]?.default, value, field);
    }
    for (const field of ["productCode", "renewalProductCode", "partnerCustomer"]) {
      assert.equal(provider.profile.properties[field]?.default, undefined, field);
    }
  });

  it("asks nothing that is required as advanced", () => {
    for (const field of provider.profile.required ?? []) {
      assert.notEqual(provider.profile.properties[field]?.advanced, true, field);
    }
  });

  it("verifies data and mailbox in steps of a customer, and code and order in those of a partner", () => {
    const conditional = provider.steps.filter(({ when }) => when !== undefined);
    assert.deepEqual(
      conditional.map(({ name, when }) => [name, when?.["role"]]),
      [
        ["data-verification", "customer"],
        ["email-address", "customer"],
        ["email-verification", "customer"],
        ["confirm-email", "partner"],
        ["order-verification", "partner"],
      ],
    );
  });

  it("“The verification usually takes from 1 to 7 days”", () => {
    const step = provider.steps.find(({ name }) => name === "data-verification");
    assert.deepEqual(step?.takes, ["P1D", "P7D"]);
  });

  it("matches certificates issued by Certum", () => {
    assert.deepEqual(provider.matches, { issuer: "*Certum*" });
  });

  it("takes the panel's address as https and a host alone, and the partner's with a path", () => {
    const pattern = (field: string) =>
      new RegExp(provider.profile.properties[field]?.pattern ?? "", "u");
    for (const url of ["https://panel.certum.pl/", "https://127.0.0.1:47100"]) {
      assert.match(url, pattern("portalUrl"));
    }
    for (const url of ["https://a/panel", "http://a.pl/", "https://u@a/", "https://a/?b"]) {
      assert.doesNotMatch(url, pattern("portalUrl"));
    }
    assert.match(defaults.partnerUrl, pattern("partnerUrl"));
    assert.doesNotMatch("http://gs.certum.pl/service", pattern("partnerUrl"));
  });
});

describe("The texts of the Certum plugin", () => {
  it("have the manual's own terms", () => {
    const { en } = texts;
    assert.match(en["certum.enter-data.open"] ?? "", /“Data verification”.*“Provide the data”/);
    assert.match(en["certum.enter-data.summary"] ?? "", /summary.*statements.*“Success!”/);
    assert.match(en["certum.data-waiting"] ?? "", /usually takes 1 to 7 days/);
  });

  it("have Certum's own terms in Polish", () => {
    const pl = Object.values(texts.pl).join("\n");
    for (const term of [
      "zamówienie",
      "weryfikacja danych",
      "weryfikacja adresu e-mail",
      "nazwa powszechna",
      "żądani",
      "kart",
      "profilu zwykłego",
      "klucz prywatny",
    ]) {
      assert.ok(pl.toLowerCase().includes(term), term);
    }
  });

  it("are written in Polish with Polish quotes, and composed letters", () => {
    for (const [key, text] of Object.entries(texts.pl)) {
      assert.doesNotMatch(text, /["“]/u, key);
      assert.equal(text, text.normalize("NFC"), key);
    }
  });

  it("count in Polish as its grammar does: one, few, many and other", () => {
    for (const [key, text] of Object.entries(texts.pl)) {
      for (const [, forms = ""] of text.matchAll(
        /, plural, ((?:(?:=-?\d+|\w+) \{[^{}]*\}\s*)+)/g,
      )) {
        assert.match(forms, /one \{.*few \{.*many \{.*other \{/s, key);
      }
    }
  });

  it("are there for every code that is thrown or refused with, and say what to do next", () => {
    const thrown = [
      ...sources.matchAll(/(?:new PerennialError\(\s*|code: |: )"(certum\.[^"]+)"/g),
    ].map(([, code = ""]) => code);
    const known = /const known[^=]*= new Map\((.*?)\n\);/s.exec(sources)?.[1] ?? "";
    const portal = [...known.matchAll(/"([a-z.-]+)": \{/g)].map(([, code]) => `certum.${code}`);
    assert.ok(portal.length > 25 && thrown.length > 25, "the search finds the codes");
    const isError = (code: string) => `error.${code}` in texts.en || !(code in texts.en);
    for (const code of [...thrown, ...portal].filter(isError)) {
      for (const catalogue of all) {
        assert.ok(catalogue[`error.${code}`], code);
        assert.ok(catalogue[`error.${code}.next`], `${code}.next`);
      }
    }
  });

  it("are there for every message that is said by a fixed key", () => {
    const said = [...sources.matchAll(/message\(\s*"(certum\.[^"]+)"/g)].map(([, key = ""]) => key);
    assert.ok(said.length > 60, "the search finds the keys");
    for (const key of said) assert.ok(key in texts.en, key);
  });

  it("are there in every language alike", () => {
    for (const catalogue of all) {
      assert.deepEqual(Object.keys(catalogue).toSorted(), Object.keys(texts.en).toSorted());
    }
  });
});
