import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import {
  ActivationStage,
  allMarked,
  card,
  mailbox,
  orderNumber,
} from "../testing/activation-stage.js";
import { Crashed } from "../testing/fake-renewal.js";
import { failedWith, refusedWith, said, sentence, waitOf } from "../testing/expect.js";
import type { Submitted } from "./activation-desk.js";

const submittedOf = ({ renewal }: ActivationStage) => renewal.outputs.get("activate") as Submitted;

describe("SUBMITTED, in the panel", () => {
  let stage: ActivationStage;
  beforeEach(() => {
    stage = new ActivationStage();
  });
  const submit = () => stage.choose("csr", "activate");

  it("posts the chosen common name and fields with the CSR, under a reference of its own", async () => {
    await submit();
    const [posted] = stage.activations;
    assert.equal(posted?.["number"], orderNumber);
    assert.equal(posted?.["commonName"], "mailbox");
    assert.equal(posted?.["fields"], "E,O,organizationIdentifier,L,SP,C");
    assert.equal(posted?.["reference"], "anna-main-1-activation-1");
    const { order, way, reference } = submittedOf(stage);
    assert.deepEqual([order, way, reference], [orderNumber, "portal", "anna-main-1-activation-1"]);
  });

  it("makes the CSR of the fields that were chosen, with the mailbox", async () => {
    await submit();
    assert.deepEqual(stage.world.requests.subjects, [
      {
        commonName: mailbox,
        email: mailbox,
        organization: "Przykład sp. z o.o.",
        organizationIdentifier: "NTRPL-0000012345",
        locality: "Warszawa",
        state: "mazowieckie",
        country: "PL",
      },
    ]);
  });

  it("submits no CSR of ours that breaks a rule", async () => {
    stage.world.requests.findings = [{ rule: "key.rsa-length", params: { bits: 2047 } }];
    assert.equal(failedWith(await submit()), "certum.request-refused");
    assert.equal(stage.activations.length, 0);
  });

  for (const at of ["before-perform", "after-perform"] as const) {
    it(`submits once where the machine stops ${at}`, async () => {
      stage.renewal.crash = { key: /^activate:/, at };
      await assert.rejects(submit(), Crashed);
      await stage.world.run(stage.renewal, "activate");
      assert.equal(stage.activations.length, 1);
      assert.equal(submittedOf(stage).reference, "anna-main-1-activation-1");
    });
  }

  it("submits once where the answer is lost", async () => {
    let lost = 0;
    stage.world.panel.loseAnswer = (_request, path) => {
      if (path !== "panel/activation" || lost > 0) return undefined;
      lost += 1;
      return new PerennialError("http.connection-lost", { host: "panel" }, { retry: {} });
    };
    assert.equal(failedWith(await submit()), "http.connection-lost");
    await stage.world.run(stage.renewal, "activate");
    assert.equal(stage.activations.length, 1);
    assert.ok(submittedOf(stage));
  });

  for (const code of ["field.mandatory", "field.unknown", "common-name.missing"]) {
    it(`asks for the fields again after ${code}, and goes on with what is chosen then`, async () => {
      stage.refuseActivation = { code, detail: "O" };
      const rest = await submit();
      assert.equal(refusedWith(rest), `certum.${code}`);
      assert.equal(waitOf(rest).key, "fields:1");
      const answer = { ...allMarked, L: false };
      await stage.world.give(stage.renewal, "fields:1", answer, "activate");
      assert.equal(stage.activations[0]?.["fields"], "E,O,organizationIdentifier,SP,C");
    });
  }

  it("refuses by name to leave out a mandatory field then, too", async () => {
    stage.refuseActivation = { code: "field.unknown", detail: "OU" };
    await submit();
    const rest = await stage.world.give(stage.renewal, "fields:1", { ...allMarked, O: false });
    assert.equal(refusedWith(rest), "certum.field-mandatory");
    assert.equal(stage.activations.length, 0);
  });

  for (const code of ["csr.key-used", "csr.subject-mismatch", "csr.weak-key", "csr.wrong-curve"]) {
    it(`${code}: says so, and nothing was submitted`, async () => {
      stage.refuseActivation = { code, detail: "O" };
      assert.equal(failedWith(await submit()), `certum.${code}`);
      assert.equal(stage.renewal.openEffect(), undefined);
    });
  }

  it("“a step out of order” is refused with a clear message, nothing lost", async () => {
    stage.order.steps.activation = "not-available";
    assert.equal(failedWith(await submit()), "certum.step.not-open");
    stage.order.steps.activation = "awaiting-data";
    await stage.world.run(stage.renewal, "activate");
    assert.equal(stage.activations.length, 1);
  });

  it("takes no activation for its own that is for another key", async () => {
    stage.renewal.crash = { key: /^activate:/, at: "after-perform" };
    await assert.rejects(submit(), Crashed);
    const { activation } = stage.order;
    assert.ok(activation);
    stage.order.activation = { ...activation, spkiHash: "0".repeat(64) };
    const rest = await stage.world.run(stage.renewal);
    assert.equal(failedWith(rest), "certum.activation-for-other-request");
  });
});

describe("SUBMITTED, by the person (assisted)", () => {
  const open = async () => {
    const stage = new ActivationStage({ way: "assisted", keyPlace: "pkcs11:token=Anna" });
    return { stage, rest: await stage.choose("csr") };
  };

  it("names each click: the tile, the common name, the fields, the method, the text to paste", async () => {
    const { rest } = await open();
    assert.deepEqual(said(rest), [
      "certum.activate",
      "certum.activate.open",
      "certum.activate.common-name",
      "certum.activate.fields",
      "certum.activate.method",
      "certum.activate.paste",
      "certum.activate.submit",
      "certum.activate.refused-ours",
      "certum.contact",
    ]);
    const { path, pem } = sentence(rest, "certum.activate.paste").args ?? {};
    assert.match(String(path), /anna-main-1\.csr\.pem$/);
    assert.match(String(pem), /^REQUEST /);
    assert.equal(sentence(rest, "certum.activate.common-name").args?.["name"], mailbox);
  });

  it("names what to unmark", async () => {
    const stage = new ActivationStage({ way: "assisted" });
    await stage.world.run(stage.renewal);
    await stage.world.give(stage.renewal, "certificate-data", { ...allMarked, SP: false });
    const rest = await stage.world.give(stage.renewal, "key-method", "csr");
    assert.deepEqual(sentence(rest, "certum.activate.unmark").args?.["fields"], [
      { key: "certum.certificate-field.SP" },
    ]);
  });

  it("goes on once the person has submitted it", async () => {
    const { stage } = await open();
    await stage.world.give(stage.renewal, "activate", true);
    assert.equal(submittedOf(stage).order, orderNumber);
    assert.equal(submittedOf(stage).way, "assisted");
  });

  it("says that the CSR method is chosen also where the key is on the card already", async () => {
    const stage = new ActivationStage({ way: "assisted", keyPlace: "pkcs11:token=Anna" });
    stage.world.tokens.seen = { tokens: [card()], certificates: [], readers: 1, problems: [] };
    await stage.choose("card");
    const rest = await stage.world.give(stage.renewal, "algorithm", "rsa-3072");
    assert.ok(said(rest).includes("certum.activate.method.card"), said(rest).join());
  });
});
