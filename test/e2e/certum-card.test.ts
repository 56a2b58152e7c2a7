import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { requireRig } from "../rigs/index.js";
import { begin, cardLabel, CertumOffice } from "./certum-office.js";
import { CertumPerson } from "./certum-person.js";
import { codesShown } from "./refusals-shown.js";
import type { RenewalJson, ShownRenewal } from "./renewal-json.js";
import { waitOf } from "./renewal-person.js";

interface Choice {
  readonly question: {
    readonly options: readonly { readonly value: string; readonly labelRendered: string }[];
  };
}

describe("A renewal of a customer in Certum’s panel with the key pair on a card", function () {
  this.timeout(180_000);
  this.slow(60_000);
  this.bail(true);
  let office: CertumOffice;
  let person: CertumPerson;
  let ended: RenewalJson;
  let shown: ShownRenewal;

  before(async function () {
    requireRig(this, CertumOffice.missing() ?? CertumOffice.cardMissing());
    office = await CertumOffice.open({ card: true, values: { keyMethod: "card" } });
    person = new CertumPerson(office);
    person.method = "card";
    person.after = () => office.program.signsWith(office.old);
  });
  after(() => office?.[Symbol.asyncDispose]());

  async function options(): Promise<Choice["question"]["options"]> {
    const { wait } = await office.shown();
    return (wait as unknown as Choice).question.options;
  }

  it("no reader: explained", async () => {
    const waiting = await person.go("card", { drivers: [] });
    assert.equal(waitOf(waiting), "card");
    assert.match(await office.prose(), /No card reader/i);
  });

  it("no card in the reader: explained, and it goes on when one is in", async () => {
    await office.shim.remove(cardLabel);
    person.after = undefined;
    assert.equal(waitOf(await office.answer("card", "true")), "card");
    assert.match(await office.prose(), /Insert the card/i);
    assert.equal((await office.shim.calls("C_Login")).length, 0);
  });

  it("a card without a common profile: explained with what to do, and never tried", async () => {
    await office.shim.insert(cardLabel);
    await office.shim.set({
      tokens: { [cardLabel]: { flags: { clear: ["USER_PIN_INITIALIZED"] } } },
    });
    assert.equal(waitOf(await office.answer("card", "true")), "card");
    assert.deepEqual(await codesShown(office), ["certum.card.not-ready"]);
    const text = await office.prose();
    assert.match(text, /common profile/);
    assert.match(text, /PIN and PUK/);
    assert.equal((await office.shim.calls("C_Login")).length, 0);
  });

  it("a locked PIN: explained, and never tried", async () => {
    await office.shim.set({ tokens: { [cardLabel]: { flags: { set: ["USER_PIN_LOCKED"] } } } });
    assert.equal(waitOf(await office.answer("card", "true")), "card");
    assert.match(await office.prose(), /PUK/);
    assert.equal((await office.shim.calls("C_Login")).length, 0);
    await office.shim.set({ tokens: {} });
  });

  it("offers the algorithms that the card can make, and says that it may take minutes", async () => {
    assert.equal(waitOf(await office.answer("card", "true")), "algorithm");
    const values = (await options()).map(({ value }) => value);
    assert.ok(values.includes("rsa-2048") && values.includes("ec-p384"), values.join());
    assert.equal(values[0], "ec-p256");
    assert.match(await office.prose(), /several minutes/);
    assert.equal(waitOf(await office.answer("algorithm", "rsa-2048")), "place");
    const [card, ...others] = await options();
    assert.ok(card !== undefined && card.labelRendered.includes(cardLabel));
    assert.deepEqual(others, []);
    person.instead.set("place", ({ wait }) => office.say(wait?.key ?? "", card.value));
  });

  it("a wrong PIN: one try, and none by ourselves", async () => {
    await office.writePin("wrong-pin", "11112222");
    person.after = undefined;
    const choosing = await office.shown();
    await person.act(choosing);
    const failed = await office.resume({ pinFile: "wrong-pin" });
    assert.equal(failed.error?.code, "token.pin-wrong");
    for (const pinFile of ["wrong-pin", "pin"]) {
      const { error } = await office.resume({ pinFile });
      assert.equal(error?.code, "token.pin-unattended");
    }
    assert.equal((await office.shim.calls("C_Login")).length, 1);
    assert.deepEqual(await office.leaks(["11112222"]), []);
    const said = await office.cli(["tokens", "unblocked", cardLabel, "--yes"], { pinFile: "" });
    assert.equal(said.code, 0, said.stdout + said.stderr);
  });

  it("a full card: said, and the old pair is untouched", async () => {
    const full = await office.shim.fault({
      call: "C_GenerateKeyPair",
      do: { return: "CKR_DEVICE_MEMORY" },
    });
    const failed = await office.resume();
    assert.equal(failed.error?.code, "token.full");
    await full.clear();
    await office.program.signsWith(office.old);
    assert.deepEqual((await office.program.objects()).private, [office.old.id]);
  });

  it("makes the key on the card that was chosen, and comes to its end", async () => {
    person.after = () => office.program.signsWith(office.old);
    ended = await person.go();
    shown = await office.shown();
    assert.equal(ended.state, "done", JSON.stringify(ended));
  });

  it("left the old pair on the card, and put the new one and the issuing authority’s certificate beside it", async () => {
    const { id = "" } = shown.outputs["generate-key-pair"] as { id?: string };
    const objects = await office.program.objects();
    assert.deepEqual(objects.private.toSorted(), [office.old.id, id].toSorted());
    assert.deepEqual(objects.public.toSorted(), [office.old.id, id].toSorted());
    assert.equal(objects.certificate.length, 3);
    const old = await office.program.certificate(office.old.id);
    assert.equal(old.toString(), new X509Certificate(office.old.pem).toString());
    const fresh = await office.program.certificate(id);
    const { pem } = shown.outputs["save-certificate"] as unknown as { pem: string };
    assert.equal(fresh.toString(), new X509Certificate(await readFile(pem)).toString());
    assert.ok(Date.parse(fresh.validFrom) > begin.getTime());
    const [issuer = ""] = objects.certificate.filter((one) => one !== id && one !== office.old.id);
    const issuing = await office.program.certificate(issuer);
    assert.equal(
      issuing.toString(),
      new X509Certificate(office.simulator.roots.issuing).toString(),
    );
  });

  it("both pairs sign, by another program", async () => {
    const { id = "" } = shown.outputs["generate-key-pair"] as { id?: string };
    await office.program.signsWith(office.old);
    await office.program.signsWith({ id, pem: (await office.program.certificate(id)).toString() });
  });

  it("keeps the key out of the home, and the PIN nowhere", async () => {
    assert.deepEqual(await office.leaks(), []);
    const { id = "" } = shown.outputs["generate-key-pair"] as { id?: string };
    const out = office.folder.file("never.p12");
    const refused = await office.json(["keys", "export", id, "--out", out, "--yes"]);
    assert.equal(refused.data.error?.code, "keys.not-exportable");
  });
});
