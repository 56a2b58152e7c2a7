import { stepName } from "@perennial/api";
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { defaults } from "./profile.js";
import { sofieRenewal } from "./sofie-renewal.js";
import { manifest } from "./testing/world.js";

const root = new URL("../../", import.meta.url);
const [provider] = manifest.perennial.contributes.providers;
const texts = (language: string) =>
  JSON.parse(readFileSync(new URL(`l10n/${language}.json`, root), "utf8")) as Readonly<
    Record<string, string>
  >;
const [en, fr] = [texts("en"), texts("fr")];
const plain = (text: string | undefined) => (text ?? "").replaceAll(/[\u00A0\u202F]/g, " ");

/** Sources that ship. */
const sources = globSync("src/**/*.ts", { cwd: root })
  .filter((file) => !file.includes("testing") && !file.endsWith(".test.ts"))
  .map((file) => readFileSync(new URL(file, root), "utf8"))
  .join("\n");

describe("The manifest of the LuxTrust plugin", () => {
  it("lists the flow's steps, in its order", () => {
    assert.equal(sofieRenewal.provider, provider.id);
    assert.deepEqual(
      provider.steps.map(({ name }) => name),
      sofieRenewal.steps.map(stepName),
    );
  });

  it("has the defaults that the code falls back to", () => {
    for (const [field, value] of Object.entries(defaults)) {
      assert.equal(provider.profile.properties[field]?.default, value, field);
    }
  });

  it("“business” has one account, “sort” has CRYPT and TRANSPORT", () => {
    assert.deepEqual(provider.accounts, {
      by: "contract",
      values: { business: ["MAIN"], sort: ["CRYPT", "TRANSPORT"] },
    });
  });

  it("does itself through the portal what the person does otherwise", () => {
    const byPortal = provider.steps.flatMap(({ name, actor, variants = [] }) =>
      variants.map((variant) => [name, actor, variant.when["way"], variant.actor]),
    );
    assert.deepEqual(byPortal, [
      ["order-certificate", "person", "portal", "host"],
      ["upload-certificate", "person", "portal", "host"],
      ["declare-to-cssf", "person", "portal", "host"],
    ]);
  });

  it("“Less than one month: notice”", () => {
    assert.equal(provider.notice.before, "P1M");
  });

  it("takes the pages' addresses as https and a host alone, as the code uses them", () => {
    const manifest = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
    ) as {
      perennial: {
        contributes: {
          providers: [{ profile: { properties: { [name: string]: { pattern: string } } } }];
        };
      };
    };
    const { properties } = manifest.perennial.contributes.providers[0].profile;
    for (const name of ["orderUrl", "sofieUrl", "cssfUrl"]) {
      const pattern = new RegExp(properties[name]?.pattern ?? "");
      for (const url of ["https://www.easyssl.lu/", "https://127.0.0.1:47100"]) {
        assert.match(url, pattern);
      }
      for (const url of [
        "https://127.0.0.1:47100/ssl-certificate",
        "http://a.lu/",
        "https://a/?b",
      ]) {
        assert.doesNotMatch(url, pattern);
      }
    }
  });

  it("has the contacts of both contracts", () => {
    const of = (contract: string) =>
      (provider.contacts ?? [])
        .filter(({ when }) => when?.["contract"] === contract)
        .map(({ phone, email }) => `${phone} ${email}`);
    const technical = "(+352) 355 66 600 helpdesk.lux@six-payment-services.com";
    assert.deepEqual(of("business"), [technical]);
    assert.deepEqual(of("sort"), ["(+352) 355 66 424 reporting@cetrel-securities.lu", technical]);
  });
});

describe("The texts of the LuxTrust plugin", () => {
  it("has the manuals' exact words", () => {
    for (const [key, english, french] of [
      [
        "luxtrust.step.confirm-personal-data",
        "[J03] Personal Information",
        "[J03] Informations personnelles",
      ],
      ["luxtrust.field.name", "[C10] Name", "[C10] Nom"],
      ["luxtrust.field.email", "[C11] E-Mail", "[C11] E-mail"],
      ["luxtrust.field.company", "[C12] Company", "[C12] Société"],
      ["luxtrust.field.department", "[C13] Department (optional)", "[C13] Département (optionnel)"],
      ["luxtrust.field.city", "[C14] City", "[C14] Ville"],
      ["luxtrust.field.country", "[C15] Country", "[C15] Pays"],
      ["luxtrust.yes", "YES", "OUI"],
      ["luxtrust.cancel", "Cancel", "Annuler"],
      [
        "luxtrust.congratulations",
        "Congratulations, the renewal process of your certificate is complete!",
        "Félicitations, la procédure de renouvellement de votre certificat est maintenant terminée !",
      ],
    ] as const) {
      assert.equal(en[key], english);
      assert.equal(fr[key], french);
    }
    assert.match(plain(en["luxtrust.provider"]), /Tools > Keys renewal/);
    assert.match(plain(fr["luxtrust.provider"]), /Outils > Renouvellement des clés/);
    assert.match(plain(en["luxtrust.personal-data"]), /“Next”.*“Previous” and “Cancel”/);
    assert.match(plain(fr["luxtrust.personal-data"]), /« Suivant ».*« Précédent » et « Annuler »/);
    assert.match(plain(en["luxtrust.pending"]), /Cancel = carry on working, OK = install/);
    assert.match(plain(fr["luxtrust.cssf.mandatory"]), /\[201,451\]/);
  });

  it("has a text, and what to do next, for every code that is thrown or refused with", () => {
    const thrown = [...sources.matchAll(/(?:new PerennialError\(\s*|code: )"(luxtrust\.[^"]+)"/g)];
    const known = /const known[^=]*= \{(.*?)\n\};/s.exec(sources)?.[1] ?? "";
    const portal = [...known.matchAll(/"([a-z]+\.[a-z-]+)"/g)].map(
      ([, code]) => `luxtrust.${code}`,
    );
    const codes = [...thrown.map(([, code]) => code ?? ""), ...portal];
    assert.ok(codes.length > 40, "the search finds the codes");
    for (const code of codes) {
      for (const catalogue of [en, fr]) {
        assert.ok(catalogue[`error.${code}`], code);
        assert.ok(catalogue[`error.${code}.next`], `${code}.next`);
      }
    }
  });

  it("has a text for every message, in both languages alike, and none that nobody shows", () => {
    const shown = new Set(
      [...sources.matchAll(/"(luxtrust\.[a-z0-9.-]+)"/g)].map(([, key]) => key),
    );
    const inManifest = JSON.stringify(manifest);
    assert.deepEqual(Object.keys(fr), Object.keys(en));
    const computed = /^luxtrust\.(upload\.(uploaded|not-asked|refused)|field\.\w+)$/;
    for (const key of Object.keys(en)) {
      const bare = key.replace(/^error\./, "").replace(/\.next$/, "");
      const used =
        shown.has(bare) ||
        inManifest.includes(`"${key}"`) ||
        inManifest.includes(`%${key}%`) ||
        computed.test(key) ||
        sources.includes(`"${bare.replace("luxtrust.", "")}"`);
      assert.ok(used, key);
    }
  });
});
