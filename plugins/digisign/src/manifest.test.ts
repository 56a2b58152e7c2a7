import { stepName } from "@perennial/api";
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { digisignRenewal } from "./digisign-renewal.js";
import { defaults } from "./profile.js";
import { manifest } from "./testing/world.js";

const root = new URL("../../", import.meta.url);
const [provider] = manifest.perennial.contributes.providers;
const read = (language: string) =>
  JSON.parse(readFileSync(new URL(`l10n/${language}.json`, root), "utf8")) as Readonly<
    Record<string, string>
  >;
const texts = { en: read("en"), fr: read("fr"), ro: read("ro") };
const all = Object.values(texts);

/** Sources that ship. */
const sources = globSync("src/**/*.ts", { cwd: root })
  .filter((file) => !file.includes("testing") && !file.endsWith(".test.ts"))
  .map((file) => readFileSync(new URL(file, root), "utf8"))
  .join("\n");

describe("The manifest of the DigiSign plugin", () => {
  it("lists the flow's steps, in its order", () => {
    assert.equal(digisignRenewal.provider, provider.id);
    assert.deepEqual(
      provider.steps.map(({ name }) => name),
      digisignRenewal.steps.map(stepName),
    );
  });

  it("has the defaults that the code falls back to", () => {
    for (const [field, value] of Object.entries(defaults)) {
      assert.equal(provider.profile.properties[field]?.default, value, field);
    }
  });

  it("makes a key and a request only through the portal, and only for a new key", () => {
    const conditional = provider.steps.filter(({ when }) => when !== undefined);
    assert.deepEqual(
      conditional.map(({ name, when }) => [name, when]),
      ["generate-key-pair", "create-request"].map((name) => [name, { way: "portal", key: "new" }]),
    );
  });

  it("“our support department is available 24/7 at helpdesk@digisign.ro or telephone 031.620.2000”", () => {
    assert.deepEqual(
      provider.contacts?.map(({ email, phone }) => [email, phone?.replaceAll(/\D/g, "")]),
      [["helpdesk@digisign.ro", "40316202000"]],
    );
    assert.equal(defaults.helpdeskPhone.replaceAll(".", ""), "0316202000");
  });

  it("matches certificates issued by DIGISIGN S.A.", () => {
    assert.deepEqual(provider.matches, { issuer: "*DIGISIGN*" });
  });

  it("takes the site's address as https and a host alone, as the code uses it", () => {
    const pattern = new RegExp(provider.profile.properties["portalUrl"]?.pattern ?? "", "u");
    for (const url of ["https://www.digisign.ro/", "https://127.0.0.1:47100"]) {
      assert.match(url, pattern);
    }
    for (const url of ["https://a/portal", "http://a.ro/", "https://u@a/", "https://a/?b"]) {
      assert.doesNotMatch(url, pattern);
    }
  });
});

describe("The texts of the DigiSign plugin", () => {
  it("have the manual's own terms", () => {
    const { en, ro } = texts;
    for (const term of ["Trimite"]) {
      assert.match(en["digisign.order.send"] ?? "", new RegExp(`“${term}” \\(Send\\)`));
      assert.match(ro["digisign.order.send"] ?? "", new RegExp(`„${term}”`));
    }
    assert.match(ro["digisign.order.open"] ?? "", /„Reînnoire online”/);
    assert.match(en["digisign.order.open"] ?? "", /“certificate validity”.*“Online Renewal”/);
    for (const term of ["Contract", "Declarație", "Condiții Generale", "Factura proforma"]) {
      assert.ok(ro["digisign.ordered"]?.includes(term), term);
    }
    assert.match(en["digisign.ordered"] ?? "", /Contract, Declaratie, Conditii Generale, Factura/);
  });

  it("are written in Romanian with a comma below, never with a cedilla, and with Romanian quotes", () => {
    for (const [key, text] of Object.entries(texts.ro)) {
      assert.doesNotMatch(text, /[şţŞŢ]/u, key);
      assert.doesNotMatch(text, /["“]/u, key);
      assert.equal(text, text.normalize("NFC"), key);
    }
  });

  it("count in Romanian as its grammar does: one, few, and other with “de”", () => {
    let plurals = 0;
    for (const [key, text] of Object.entries(texts.ro)) {
      for (const [, forms = ""] of text.matchAll(/, plural, ((?:\w+ \{[^{}]*\}\s*)+)/g)) {
        plurals += 1;
        assert.match(forms, /one \{.*few \{.*other \{/s, key);
        assert.match(forms, /other \{.*# de /s, key);
      }
    }
    assert.ok(plurals > 5);
  });

  it("are there for every code that is thrown or refused with, and say what to do next", () => {
    const thrown = [
      ...sources.matchAll(/(?:new PerennialError\(\s*|code: |: )"(digisign\.[^"]+)"/g),
    ].map(([, code = ""]) => code);
    const known = /const known[^=]*= new Set\(\[(.*?)\]\)/s.exec(sources)?.[1] ?? "";
    const portal = [...known.matchAll(/"([a-z.-]+)"/g)].map(([, code]) => `digisign.${code}`);
    assert.ok(portal.length > 20 && thrown.length > 20, "the search finds the codes");
    const isError = (code: string) => `error.${code}` in texts.en || !(code in texts.en);
    for (const code of [...thrown, ...portal].filter(isError)) {
      for (const catalogue of all) {
        assert.ok(catalogue[`error.${code}`], code);
        assert.ok(catalogue[`error.${code}.next`], `${code}.next`);
      }
    }
  });

  it("are there in every language alike", () => {
    for (const catalogue of all) {
      assert.deepEqual(Object.keys(catalogue).toSorted(), Object.keys(texts.en).toSorted());
    }
  });
});
