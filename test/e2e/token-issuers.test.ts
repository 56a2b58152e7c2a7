import assert from "node:assert/strict";
import { requireRig } from "../rigs/index.js";
import { cardLabel, CertumOffice } from "./certum-office.js";
import { CertumPerson } from "./certum-person.js";

describe("The issuer’s certificate on the card of a renewal", function () {
  this.timeout(180_000);
  this.slow(60_000);
  let office: CertumOffice;
  let person: CertumPerson;

  beforeEach(async function () {
    requireRig(this, CertumOffice.missing() ?? CertumOffice.cardMissing());
    office = await CertumOffice.open({ card: true, values: { keyMethod: "card" } });
    person = new CertumPerson(office);
    person.method = "card";
    await person.go("install");
    await office.shim.clearCalls();
  });
  afterEach(() => office?.[Symbol.asyncDispose]());

  /** Certificates that a call wrote, and how many there are on the card. */
  async function certificates(): Promise<readonly [number, number]> {
    const calls = await office.shim.calls("C_CreateObject");
    const written = calls.filter(({ result }) => result === 0).length;
    return [written, (await office.program.objects()).certificate.length];
  }

  it("is missing where the card is full, and the renewal says so and comes to its end", async () => {
    await office.shim.fault({ call: "C_CreateObject", at: 2, do: { return: "CKR_DEVICE_MEMORY" } });
    const ended = await person.go();
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.deepEqual(await certificates(), [1, 2]);
    const { issuers } = (await office.shown()).outputs["install-certificate"] as {
      issuers?: unknown;
    };
    assert.deepEqual(issuers, { onToken: 0, leftOut: 1 });
  });

  it("is put there when the card is back that was pulled between it and the certificate", async () => {
    await office.shim.fault({ call: "C_CreateObject", at: 2, do: { remove: "before" } });
    const stopped = await office.answer("install", "true");
    assert.equal(stopped.wait?.for, "token");
    assert.deepEqual(await certificates(), [1, 2]);
    await office.shim.insert(cardLabel);
    const ended = await person.go();
    assert.equal(ended.state, "done", JSON.stringify(ended));
    assert.deepEqual(await certificates(), [2, 3]);
  });
});
