import assert from "node:assert/strict";
import { requireTool } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";
import { AssistedPerson } from "./certum-assisted-person.js";
import { CertumOffice, orderNumber, type CertumOfficeOptions } from "./certum-office.js";
import { PartnerPerson } from "./certum-partner-person.js";
import { CertumPerson, organizationData } from "./certum-person.js";
import { allTexts, LeftInEnglish } from "./left-in-english.js";
import { hour } from "./renewal-office.js";

/** A renewal in one language. */
interface Run {
  readonly title: string;
  readonly language: "pl" | "fr";
  readonly options: CertumOfficeOptions;
  readonly person: (office: CertumOffice) => CertumPerson;
  /** Wrong answers, by the first word of the wait in which they are given first. */
  readonly wrong?: Readonly<Record<string, unknown>>;
  /** Said at the wait, by its first word, in words of that language. */
  readonly said: Readonly<Record<string, RegExp>>;
}

const texts = { pl: ["plugins/certum/l10n/"], fr: allTexts } as const;

const { verification: _, ...partnerData } = organizationData;

const runs: readonly Run[] = [
  {
    title: "in Polish, in the panel",
    language: "pl",
    options: {},
    person: (office) => new CertumPerson(office),
    wrong: { data: { ...organizationData, registrationType: "XYZ" } },
    said: {
      order: /zamówieni/,
      data: /organizacji/,
      verification: /od 1 do 7 dni|weryfikacj/,
      "email-verification": /wiadomoś/,
      "certificate-data": /certyfikatu/,
      "key-method": /pary? kluczy|CSR/,
      certificate: /certyfikat/,
      install: /certyfikat/,
      done: /stary klucz|starego klucza/i,
    },
  },
  {
    title: "in Polish, as a partner",
    language: "pl",
    options: { values: { role: "partner" } },
    person: (office) => new PartnerPerson(office),
    wrong: { data: { ...partnerData, country: "AA" }, "email-code": { code: "AAAAAAAAAA" } },
    said: { "order-kind": /odnow/, "email-code": /kod/, order: /zamówieni/, done: /certyfikat/ },
  },
  {
    title: "in French, the assisted way, with a card",
    language: "fr",
    options: { card: true, mails: true, values: { way: "assisted", keyMethod: "card" } },
    person: (office) => {
      const person = new AssistedPerson(office);
      person.method = "card";
      return person;
    },
    wrong: { data: { ...organizationData, country: "AA" } },
    said: {
      order: /commande/,
      entered: /KRS/,
      verification: /vérifi/,
      "email-link": /24 heures/,
      algorithm: /carte/,
      activate: /demande de certificat|CSR/,
      done: /ancienne clé/,
    },
  },
];

for (const { title, language, options, person: makePerson, wrong = {}, said } of runs) {
  describe(`A renewal at Certum ${title}`, function () {
    this.timeout(240_000);
    this.slow(90_000);
    let office: CertumOffice;
    const english = new LeftInEnglish(language, texts[language]);

    before(async function () {
      if (options.card === true) requireRig(this, CertumOffice.cardMissing());
      requireTool(this, "openssl", "version");
      office = await CertumOffice.open(options);
    });
    after(() => office?.[Symbol.asyncDispose]());

    /** What a command prints in that language. */
    async function printed(...args: readonly string[]): Promise<string> {
      const { stdout, stderr, code } = await office.cli([...args, "--lang", language]);
      assert.notEqual(code, 1, stdout + stderr);
      english.assertNone(stdout + stderr);
      return (stdout + stderr).replaceAll(/\s+/g, " ");
    }

    it("status, plan, plugin and profile leave no sentence of the plugin’s in English", async () => {
      for (const args of [
        ["status"],
        ["renew", "anna", "--plan"],
        ["plugins", "show", "certum"],
        ["profile", "show", "anna"],
      ]) {
        await printed(...args);
      }
    });

    it("every question, wait, refusal and note is said in it", async () => {
      const person = makePerson(office);
      const told = new Map<string, string>();
      const tried = new Set<string>();
      person.after = async () => {
        const word = person.waits.at(-1) ?? "";
        told.set(word, (told.get(word) ?? "") + (await printed("show", "anna")));
        if (!(word in wrong) || tried.has(word)) return;
        tried.add(word);
        const { wait } = await office.shown();
        const refused = await office.answer(wait?.key ?? "", wrong[word]);
        assert.ok(refused.wait?.refusal, `${word} was taken`);
        await printed("show", "anna");
      };
      if (language === "pl" && !(person instanceof PartnerPerson)) {
        const looks = [
          () => office.simulator.review.rejectData(orderNumber, "Zły numer."),
          () => office.simulator.review.approveData(orderNumber),
        ];
        person.instead.set("verification", async () => {
          looks.shift()?.();
          await office.pass(hour);
        });
      }
      const ended = await person.go();
      assert.equal(ended.state, "done", JSON.stringify(ended));
      for (const [word, words] of Object.entries(said)) assert.match(told.get(word) ?? "", words);
      assert.deepEqual([...tried].toSorted(), Object.keys(wrong).toSorted());
      await printed("status");
      await printed("list", "--all");
    });
  });
}
