import assert from "node:assert/strict";
import { formOf, refusedWith, said, waitOf } from "../testing/expect.js";
import { ActivationStage, allMarked, mailbox, organization } from "../testing/activation-stage.js";
import type { CertificateDataChosen } from "./certificate-data.js";

describe("CERTIFICATE DATA: “choose Common name (organisation or mailbox); choose fields O, L, SP, E”", () => {
  for (const way of ["portal", "assisted"] as const) {
    describe(`(${way})`, () => {
      const open = async () => {
        const stage = new ActivationStage({ way });
        return { stage, rest: await stage.world.run(stage.renewal) };
      };
      const chosen = ({ renewal }: ActivationStage) =>
        renewal.outputs.get("certificate-data") as CertificateDataChosen;

      it("offers the organization and the mailbox as common name and nothing else", async () => {
        const { rest } = await open();
        const { commonName } = formOf(rest).properties;
        assert.deepEqual([...(commonName?.enum ?? [])].toSorted(), ["mailbox", "organization"]);
        assert.deepEqual(formOf(rest).required, ["commonName"]);
        assert.ok(said(rest).includes("certum.certificate-data.common-name.mailbox"));
      });

      for (const field of ["E", "O", "organizationIdentifier"]) {
        it(`“mandatory fields cannot be unmarked”: ${field} is refused by name`, async () => {
          const { stage } = await open();
          const answer = { ...allMarked, [field]: false };
          const rest = await stage.world.give(stage.renewal, "certificate-data", answer);
          assert.equal(refusedWith(rest), "certum.field-mandatory");
          assert.deepEqual(waitOf(rest).refusal?.params["fields"], [
            { key: `certum.certificate-field.${field}` },
          ]);
          // Nothing is lost: what was given stands in the form again.
          const wait = waitOf(rest);
          assert.ok(wait.for === "person" && wait.question.type === "form");
          assert.equal(wait.question.values?.["commonName"], "mailbox");
          assert.equal(wait.question.values?.[field], true);
        });
      }

      it("leaves out what was unmarked and may be", async () => {
        const { stage } = await open();
        const answer = { commonName: "organization", L: false, SP: false };
        await stage.world.give(stage.renewal, "certificate-data", answer);
        const { commonNameValue, fields } = chosen(stage);
        assert.equal(commonNameValue, organization);
        assert.deepEqual(Object.keys(fields).toSorted(), ["C", "E", "O", "organizationIdentifier"]);
        assert.equal(fields.organizationIdentifier, "NTRPL-0000012345");
        assert.equal(fields.E, mailbox);
      });

      it("refuses a common name that is neither", async () => {
        const { stage } = await open();
        const answer = { commonName: "somebody" };
        const rest = await stage.world.give(stage.renewal, "certificate-data", answer);
        assert.equal(refusedWith(rest), "certum.common-name");
      });
    });
  }

  it("asks the panel what it offers, and says in words where it is another one", async () => {
    const stage = new ActivationStage();
    stage.world.panel.routes.set("panel/certificate-data", (request) => ({
      status: 200,
      url: request.url,
      headers: { "content-type": "application/json" },
      body: Buffer.from('{"commonNames":[],"fields":[{"name":"OU"}]}').toString("base64"),
    }));
    const rest = await stage.world.run(stage.renewal);
    assert.ok(rest.state === "failed" && rest.error.code === "certum.portal-changed");
  });

  it("leaves the organizationIdentifier to Certum where a document was given", async () => {
    const stage = new ActivationStage({ way: "assisted" });
    const data = stage.renewal.outputs.get("data-verification") as object;
    stage.renewal.outputs.set("data-verification", { ...data, registration: null });
    const rest = await stage.world.run(stage.renewal);
    assert.ok(!("organizationIdentifier" in formOf(rest).properties));
  });

  it("of a partner: country and locality are mandatory too", async () => {
    const stage = new ActivationStage({ role: "partner" });
    await stage.world.run(stage.renewal);
    for (const field of ["C", "L"]) {
      const answer = { ...allMarked, [field]: false };
      const rest = await stage.world.give(stage.renewal, "certificate-data", answer);
      assert.equal(refusedWith(rest), "certum.field-mandatory");
    }
  });
});
