import assert from "node:assert/strict";
import { requireRig, type ShimFault } from "../rigs/index.js";
import { DigisignOffice, eToken, expiry, otherToken } from "./digisign-office.js";
import { DigisignPerson } from "./digisign-person.js";
import type { RenewalJson } from "./renewal-json.js";
import { waitOf } from "./renewal-person.js";

type Call = `C_${string}`;
type Moment = "before" | "afterwards";

/** A step that uses the token: what is done before it, and at which calls the token is pulled. */
interface Row {
  readonly step: string;
  /** The wait that is answered to come into the step. */
  readonly after: string;
  readonly pulls: readonly (readonly [Call, Moment])[];
  /** What the step ends at. */
  readonly ends: string;
}

const rows: readonly Row[] = [
  {
    step: "select-certificate",
    after: "certificate",
    pulls: [
      ["C_FindObjectsInit", "before"],
      ["C_SignInit", "before"],
    ],
    ends: "date",
  },
  {
    step: "generate-key-pair and create-request",
    after: "subject",
    pulls: [
      ["C_GenerateKeyPair", "before"],
      ["C_SignInit", "before"],
    ],
    ends: "code",
  },
  { step: "send-declaration", after: "sign", pulls: [["C_Login", "before"]], ends: "sign" },
  { step: "send-contract", after: "sign", pulls: [["C_Sign", "afterwards"]], ends: "sign" },
  { step: "send-terms", after: "sign", pulls: [["C_SignInit", "before"]], ends: "identity" },
  { step: "send-identity", after: "sign", pulls: [["C_Login", "afterwards"]], ends: "review" },
  {
    step: "update-token, before the question",
    after: "issuing-date",
    pulls: [["C_Sign", "before"]],
    ends: "install",
  },
  {
    step: "update-token, after the yes",
    after: "install",
    pulls: [
      ["C_CreateObject", "before"],
      ["C_CreateObject", "afterwards"],
      ["C_SignInit", "before"],
    ],
    ends: "remove-token",
  },
  { step: "finish", after: "token", pulls: [["C_SignInit", "before"]], ends: "done" },
];

describe("The token is pulled in each step of a renewal at DigiSign that uses it", function () {
  this.timeout(120_000);
  this.slow(30_000);
  this.bail(true);
  let office: DigisignOffice;
  let person: DigisignPerson;

  before(async function () {
    requireRig(this, DigisignOffice.missing());
    office = await DigisignOffice.open({ other: true, values: { algorithm: "ec-p256" } });
    const subject = "CN=Maria Popescu,C=RO";
    const content = { keyType: "EC:prime256v1", notAfter: expiry, subject };
    await office.enrol(content, office.otherProgram);
    person = new DigisignPerson(office);
  });
  after(() => office?.[Symbol.asyncDispose]());

  /** Runs until the token was pulled in the call. */
  async function pulled([call, moment]: readonly [Call, Moment]): Promise<RenewalJson> {
    const fault: ShimFault = { call, at: 1, do: { remove: moment } };
    const set = await office.shim.fault(fault);
    const renewal = await office.resume();
    assert.ok((await set.counted()) > 0, `${call} was not called: ${JSON.stringify(renewal)}`);
    await set.clear();
    assert.ok(await office.shim.removed(eToken), `${call} did not pull the token`);
    return renewal;
  }

  /** Another token in its place: the right one is waited for, no PIN is asked, nothing changes. */
  async function withAnother(): Promise<void> {
    const before = await office.logins();
    const objects = await office.program.objects();
    await office.shim.insert(otherToken);
    const renewal = await office.resume();
    assert.equal(renewal.wait?.for, "token", JSON.stringify(renewal));
    const refusal = renewal.wait?.refusal?.code;
    if (refusal !== undefined) assert.match(refusal, /^digisign\.(?:other-token|token-swapped)$/);
    assert.equal(await office.logins(), before, "another token was given a PIN");
    assert.deepEqual(await office.program.objects(), objects);
    await office.shim.remove(otherToken);
  }

  for (const { step, after, pulls, ends } of rows) {
    it(`in ${step}: it is waited for, another one is not taken, and it goes on when it is back`, async () => {
      await person.act(await person.go(after));
      for (const pull of pulls) {
        const waiting = await pulled(pull);
        assert.equal(waiting.state, "waiting", JSON.stringify(waiting));
        assert.equal(waiting.wait?.for, "token", JSON.stringify(waiting));
        await office.oldStillSigns();
        if (pull === pulls[0]) await withAnother();
        await office.shim.insert(eToken);
      }
      let renewal = await office.resume();
      if (renewal.error?.code === "token.pin-unattended") {
        // Pulled in a login: nobody knows whether that was a try. A person says that all is well.
        assert.ok(pulls.some(([call]) => call === "C_Login"));
        const said = await office.cli(["tokens", "unblocked", eToken, "--yes"], { pinFile: "" });
        assert.equal(said.code, 0, said.stdout + said.stderr);
        renewal = await office.resume();
      }
      assert.equal(waitOf(renewal), ends, JSON.stringify(renewal));
    });
  }

  it("in the end one order, each document once, one new key, and both pairs on the token", async () => {
    const { counters } = office.simulator.state() as { counters: Record<string, number> };
    assert.equal(counters["orders.accepted"], 1);
    assert.equal(counters["documents.accepted"], 4);
    assert.ok(!Object.keys(counters).some((name) => /refused|duplicate/.test(name)));
    const { id = "" } = (await office.shown()).outputs["generate-key-pair"] as { id?: string };
    for (const ids of Object.values(await office.program.objects())) {
      assert.deepEqual([...ids].toSorted(), [office.old.id, id].toSorted());
    }
    await office.oldStillSigns();
    assert.deepEqual(await office.leaks(), []);
  });
});
