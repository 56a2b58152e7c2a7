import assert from "node:assert/strict";
import { PerennialError, type SeenToken } from "@perennial/api";
import { ActivationStage, allMarked, card } from "../testing/activation-stage.js";
import { certificateText } from "../testing/fake-certificates.js";
import { failedWith, refusedWith, said, sentence, waitOf } from "../testing/expect.js";
import { refusal } from "../testing/panel-pages.js";
import { base64, hash } from "../testing/hash.js";

const intermediate = certificateText({
  subject: "CN=Certum SMIME CA",
  issuer: "CN=Certum Trusted Network CA",
  serial: "01",
  spkiHash: hash("subordinate"),
  isCa: true,
});

describe("ISSUED: “certificate by mail or from the details, PEM or DER”", () => {
  let stage: ActivationStage;
  const open = async (way: "portal" | "assisted" = "portal") => {
    stage = new ActivationStage({ way });
    const rest = await stage.choose("csr");
    return way === "portal" ? rest : stage.world.give(stage.renewal, "activate", true);
  };
  const run = () => stage.world.run(stage.renewal);
  const mail = (text: string) => stage.world.files.give("0c0d0e.cer", text);

  it("polls the panel, takes the mailed file as well, and says where it comes from", async () => {
    const wait = waitOf(await open());
    assert.ok(wait.for === "poll" && wait.orFile?.names.includes("*.cer"));
    assert.equal(wait.text.key, "certum.certificate-wait");
    stage.issue();
    const install = waitOf(await run());
    assert.equal(install.key, "install");
    assert.equal(install.text.args?.["subject"], "anna@przyklad.example", "by its name alone");
  });

  it("assisted: waits for the mail", async () => {
    const wait = waitOf(await open("assisted"));
    assert.ok(
      wait.for === "mail" && wait.subjects.some((subject) => subject.includes("0000123456")),
    );
    const rest = await stage.world.give(stage.renewal, "certificate", mail(stage.issue()));
    assert.equal(waitOf(rest).key, "install");
  });

  it("“whose key is not ours” is refused, and the wait goes on", async () => {
    await open();
    stage.issue({ spkiHash: hash("somebody's") });
    const rest = await run();
    assert.equal(refusedWith(rest), "certum.certificate-for-other-key");
    assert.equal(waitOf(rest).for, "poll");
    stage.issue();
    assert.equal(waitOf(await run()).key, "install");
  });

  it("the old certificate again is named as such", async () => {
    await open();
    stage.renewal.current = { spkiHash: hash("old") } as NonNullable<typeof stage.renewal.current>;
    const rest = await stage.world.give(
      stage.renewal,
      "certificate",
      mail(certificateText({ spkiHash: hash("old") })),
    );
    assert.equal(refusedWith(rest), "certum.certificate-is-the-old-one");
  });

  const rules = [
    "subject-missing.organizationIdentifier",
    "subject-pattern.organizationIdentifier",
    "subject.O",
    "subject.common-name",
    "san.mailbox-missing",
    "san.mailboxes",
    "key.rsa-too-short",
    "key.rsa-length",
    "key.curve",
    "validity.too-long",
    "extended-key-usage.email-protection",
    "forbidden-extended-key-usage.server-auth",
    "forbidden-extended-key-usage.any-extended-key-usage",
    "basic-constraints.ca",
    "signature.weak",
  ];
  for (const rule of rules) {
    it(`“whose profile breaks a rule above” (${rule}): refused, named, never installed`, async () => {
      await open();
      stage.issue();
      stage.world.certificates.findings = [{ rule, params: {} }];
      const rest = await run();
      assert.equal(refusedWith(rest), "certum.certificate-refused");
      const named = waitOf(rest).refusal?.params["rules"] as { args: { rule: string } }[];
      assert.equal(named[0]?.args.rule, rule);
      assert.equal(waitOf(rest).for, "poll");
      assert.deepEqual(stage.world.certificates.installed, []);
    });
  }

  it("holds the certificate to the organizationIdentifier of the panel, and only to its form otherwise", async () => {
    for (const way of ["portal", "assisted"] as const) {
      await open(way);
      const text = stage.issue();
      if (way === "assisted") await stage.world.give(stage.renewal, "certificate", mail(text));
      else await run();
      const subject = stage.world.certificates.asked[0]?.subject ?? {};
      assert.equal("organizationIdentifier" in subject, way === "portal");
    }
  });

  describe("an organization that Certum spells as its register does, the assisted way", () => {
    const spelled = "PRZYKŁAD SPÓŁKA Z O.O.";
    const subject = `CN=anna@przyklad.example,O=${spelled},C=PL`;
    /** What comes is asked about, for the organization alone was another one. */
    const asked = async () => {
      await open("assisted");
      stage.world.certificates.judge = (rules) =>
        rules.subject?.["O"] === spelled ? [] : [{ rule: "subject.O", params: {} }];
      const rest = await stage.world.give(
        stage.renewal,
        "certificate",
        mail(stage.issue({ subject })),
      );
      const { key, text } = waitOf(rest);
      assert.equal(text.key, "certum.organization-differs");
      assert.deepEqual(text.args, { stated: spelled, given: "Przykład sp. z o.o." });
      return key;
    };

    it("is taken once the person says that it is theirs", async () => {
      const key = await asked();
      assert.equal(waitOf(await stage.world.give(stage.renewal, key, true)).key, "install");
    });

    it("is refused if it is not, and asked about again when the certificate is given again", async () => {
      const key = await asked();
      const rest = await stage.world.give(stage.renewal, key, false);
      assert.equal(waitOf(rest).for, "mail", "another file may be given");
      const file = mail(stage.issue({ subject }));
      const again = await stage.world.give(stage.renewal, waitOf(rest).key, file);
      assert.equal(waitOf(again).text.key, "certum.organization-differs");
      assert.deepEqual(stage.world.certificates.installed, []);
    });

    it("is not asked about where another rule is broken", async () => {
      await open("assisted");
      stage.world.certificates.findings = [{ rule: "key.curve", params: {} }];
      const file = mail(stage.issue({ subject }));
      const rest = await stage.world.give(stage.renewal, "certificate", file);
      assert.equal(refusedWith(rest), "certum.certificate-refused");
    });
  });

  it("a file that is no certificate is refused, and the wait goes on", async () => {
    await open();
    const rest = await stage.world.give(stage.renewal, "certificate", mail("hello"));
    assert.equal(refusedWith(rest), "certificates.none-found");
  });

  describe("“the subordinate (intermediate) certificates”", () => {
    /** The chain is complete once the subordinate authority is among what was given. */
    const needSubordinate = () => {
      stage.world.certificates.chain = async ({ der, intermediates }) => {
        if (!intermediates.includes(base64(intermediate))) {
          throw new PerennialError("certificates.chain-incomplete", { issuer: "CN=Certum" });
        }
        return { chain: [der, base64(intermediate), base64("root")] };
      };
    };

    it("are fetched from the panel, and saved", async () => {
      await open();
      needSubordinate();
      stage.issuers = intermediate;
      stage.issue();
      assert.equal(waitOf(await run()).key, "install");
      assert.ok(stage.world.files.names().includes("0c0d0e-issuers.pem"));
    });

    it("are asked for as a file where they cannot be fetched", async () => {
      await open("assisted");
      needSubordinate();
      const file = mail(stage.issue());
      const asked = await stage.world.give(stage.renewal, "certificate", file);
      assert.equal(waitOf(asked).key, "issuers");
      assert.equal(refusedWith(asked), undefined);
      const wrong = await stage.world.give(stage.renewal, "issuers", mail("hello"));
      assert.equal(refusedWith(wrong), "certificates.chain-incomplete");
      const right = stage.world.files.give("issuers.pem", intermediate);
      assert.equal(waitOf(await stage.world.give(stage.renewal, "issuers", right)).key, "install");
    });

    it("are still asked for, without a word of blame, when the mail’s other file of the certificate is seen", async () => {
      await open("assisted");
      needSubordinate();
      const file = mail(stage.issue());
      await stage.world.give(stage.renewal, "certificate", file);
      const again = await stage.world.give(stage.renewal, "issuers", file);
      assert.equal(waitOf(again).key, "issuers");
      assert.equal(refusedWith(again), undefined);
    });

    it("are asked for as a file where the mail came before the panel has them", async () => {
      await open();
      needSubordinate();
      stage.world.panel.routes.set("panel/certificate/issuers", (request) =>
        refusal(request, 409, "certificate.not-issued"),
      );
      const asked = await stage.world.give(stage.renewal, "certificate", mail(stage.issue()));
      assert.equal(waitOf(asked).key, "issuers");
    });

    it("a chain that does not hold leads to no installation", async () => {
      await open();
      stage.world.certificates.broken = new PerennialError("certificates.chain-invalid", {});
      stage.issue();
      const rest = await run();
      assert.equal(refusedWith(rest), "certificates.chain-invalid");
      assert.deepEqual(stage.world.certificates.installed, []);
    });
  });

  describe("where Certum refuses to issue", () => {
    it("says why, and activates again under another reference once the person says so", async () => {
      await open();
      stage.reject("the organization has another name");
      const rest = await run();
      assert.equal(refusedWith(rest), "certum.activation-rejected");
      assert.equal(
        sentence(rest, "certum.rejected").args?.["reason"],
        "the organization has another name",
      );
      const fields = await stage.world.give(stage.renewal, "rejected:1", true);
      assert.equal(waitOf(fields).key, "fields:2");
      const answer = { ...allMarked, SP: false };
      const waits = await stage.world.give(stage.renewal, "fields:2", answer);
      assert.equal(waitOf(waits).for, "poll");
      assert.deepEqual(
        stage.activations.map(({ reference }) => reference),
        ["anna-main-1-activation-1", "anna-main-1-activation-2"],
      );
      stage.issue();
      assert.equal(waitOf(await run()).key, "install");
      assert.equal(stage.activations.length, 2);
    });

    it("can be refused again, and asks again", async () => {
      await open();
      stage.reject("one");
      await run();
      await stage.world.give(stage.renewal, "rejected:1", true);
      await stage.world.give(stage.renewal, "fields:2", allMarked);
      stage.reject("two");
      assert.equal(waitOf(await run()).key, "rejected:2");
    });
  });
});

describe("The certificate's files and its installation", () => {
  const issued = async (stage: ActivationStage) => {
    stage.issuers = intermediate;
    stage.issue();
    return stage.world.run(stage.renewal);
  };

  it("are saved in PEM and DER under the serial number, beside other files of that name", async () => {
    const stage = new ActivationStage();
    await stage.choose("csr");
    await stage.world.files.save({
      folder: "documentsFolder",
      name: "0c0d0e.pem",
      content: base64("another"),
    });
    await issued(stage);
    const names = stage.world.files.names().toSorted();
    assert.ok(names.includes("0c0d0e.cer"));
    assert.ok(
      names.some((name) => /^[0-9a-f]{8}-0c0d0e\.pem$/.test(name)),
      names.join(),
    );
    assert.equal(stage.world.files.saved("0c0d0e.pem"), base64("another"));
  });

  it("CSR generated: installs after the yes, offers a backup, and says how PFX comes out", async () => {
    const stage = new ActivationStage();
    stage.renewal.current = { spkiHash: hash("old") } as NonNullable<typeof stage.renewal.current>;
    await stage.choose("csr");
    const rest = await issued(stage);
    assert.ok(said(rest).includes("certum.install.old-stays"));
    assert.equal(stage.world.certificates.installed.length, 0);
    const backUp = await stage.world.give(stage.renewal, "install", true);
    assert.equal(waitOf(backUp).key, "back-up");
    assert.equal(stage.world.certificates.installed.length, 1);
    assert.equal((await stage.world.give(stage.renewal, "back-up", true)).state, "done");
    const keys = stage.world.notes.get("back-up")?.map(({ key }) => key) ?? [];
    assert.ok(keys.includes("certum.finished.old-key") && keys.includes("certum.finished.csr"));
  });

  it("the backup has the old key, although another certificate is the current one by then", async () => {
    const stage = new ActivationStage();
    type Current = NonNullable<typeof stage.renewal.current>;
    stage.renewal.current = { spkiHash: hash("old"), keyId: "old-key" } as Current;
    const asked: unknown[] = [];
    const { files } = stage.world;
    const backUp = files.backUp.bind(files);
    files.backUp = async (request: {
      label: string;
      paths: readonly string[];
      keyIds?: unknown;
    }) => {
      asked.push(request.keyIds);
      return backUp(request);
    };
    await stage.choose("csr");
    await issued(stage);
    const offered = await stage.world.give(stage.renewal, "install", true);
    assert.ok(said(offered).includes("certum.back-up.old-key"));
    stage.renewal.current = { spkiHash: hash("new"), keyId: "new-key" } as Current;
    await stage.world.give(stage.renewal, "back-up", true);
    const [keyIds] = asked as readonly (readonly string[])[];
    assert.equal(keyIds?.length, 2);
    assert.equal(keyIds[1], "old-key");
  });

  it("says nothing of an old certificate where there is none", async () => {
    const stage = new ActivationStage();
    await stage.choose("csr");
    assert.ok(!said(await issued(stage)).includes("certum.install.old-stays"));
    await stage.world.give(stage.renewal, "install", true);
    await stage.world.give(stage.renewal, "back-up", false);
    const keys = stage.world.notes.get("back-up")?.map(({ key }) => key) ?? [];
    assert.ok(keys.includes("certum.finished") && !keys.includes("certum.finished.old-key"));
  });

  it("nothing is installed after a no", async () => {
    const stage = new ActivationStage();
    await stage.choose("csr");
    await issued(stage);
    const rest = await stage.world.give(stage.renewal, "install", false);
    assert.equal(waitOf(rest).key, "install");
    assert.deepEqual(stage.world.certificates.installed, []);
  });

  it("own CSR: records the certificate with the request that was submitted, and makes no backup", async () => {
    const stage = new ActivationStage();
    await stage.choose("own-csr");
    const own = stage.world.files.give("own.csr", `REQUEST ${"5".repeat(64)} CN=x\n`);
    const correct = await stage.world.give(stage.renewal, "own-request", own);
    await stage.world.give(stage.renewal, waitOf(correct).key, true);
    let recorded: string | undefined;
    const { certificates } = stage.world;
    const record = certificates.record.bind(certificates);
    certificates.record = async (request: { der: string; request?: string }) => {
      recorded = request.request;
      return record(request);
    };
    const rest = await issued(stage);
    assert.ok(said(rest).includes("certum.install.own-csr"));
    assert.equal((await stage.world.give(stage.renewal, "install", true)).state, "done");
    assert.match(recorded ?? "", /^REQUEST 5+ /);
    const keys = stage.world.notes.get("back-up")?.map(({ key }) => key) ?? [];
    assert.ok(keys.includes("certum.finished.own-csr"));
    assert.equal(stage.world.files.backups.size, 0);
  });

  it("on card: the issuers go on the card too, and what did not fit is told", async () => {
    const stage = new ActivationStage({ keyPlace: "pkcs11:token=Anna" });
    const tokens: readonly SeenToken[] = [card()];
    stage.world.tokens.seen = { tokens, certificates: [], readers: 1, problems: [] };
    await stage.choose("card");
    await stage.world.give(stage.renewal, "algorithm", "rsa-2048");
    const asked: unknown[] = [];
    const { certificates } = stage.world;
    const install = certificates.install.bind(certificates);
    certificates.install = async (request: { der: string; issuersOnToken?: boolean }) => {
      asked.push(request.issuersOnToken);
      return { ...(await install(request)), issuers: { onToken: 1, leftOut: 1 } };
    };
    await issued(stage);
    assert.equal((await stage.world.give(stage.renewal, "install", true)).state, "done");
    assert.deepEqual(asked, [true]);
    const notes = stage.world.notes.get("install-certificate") ?? [];
    assert.deepEqual(notes.find(({ key }) => key === "certum.installed.issuers")?.args, {
      onToken: 1,
      leftOut: 1,
    });
  });

  for (const code of ["token.full", "token.pin-wrong", "token.pin-locked"]) {
    it(`${code} is the host's to explain, and nothing is lost`, async () => {
      const stage = new ActivationStage({ keyPlace: "pkcs11:token=Anna" });
      stage.world.tokens.seen = { tokens: [card()], certificates: [], readers: 1, problems: [] };
      await stage.choose("card");
      const { keys } = stage.world;
      const generate = keys.generate.bind(keys);
      keys.generate = async () => {
        throw new PerennialError(code, {}, { effect: "none" });
      };
      const rest = await stage.world.give(stage.renewal, "algorithm", "rsa-2048");
      assert.equal(failedWith(rest), code);
      keys.generate = generate;
      assert.equal(waitOf(await stage.world.run(stage.renewal)).key, "certificate");
      assert.equal(keys.made.length, 1);
    });
  }
});
