import assert from "node:assert/strict";
import type { FaultSpec, MulticertSimulator } from "./index.js";
import { CscClient } from "./testing/csc-client.js";
import { askOffice, loggedIn, obtainSad, startFriday } from "./testing/multicert-visits.js";

describe("Faults of Multicert's simulator", () => {
  let simulator: MulticertSimulator;

  beforeEach(async () => {
    simulator = await startFriday();
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const renew = () =>
    askOffice(simulator, "POST", "certificates/CERT-1/renewals", { reference: "R-1" });
  const find = async (): Promise<readonly { id: string; state: string }[]> => {
    const { json } = await askOffice(simulator, "GET", "renewals?reference=R-1");
    return json["renewals"] as { id: string; state: string }[];
  };

  it("a renewal whose answer was lost is found by its reference", async () => {
    simulator.addFault({ endpoint: "office.renew", kind: "reset", processed: true });
    await assert.rejects(renew());
    assert.deepEqual(
      (await find()).map(({ state }) => state),
      ["open"],
    );
    assert.equal((await renew()).refused, "renewal.duplicate (REN-000001)");
  });

  it("a renewal that was not carried out is not found", async () => {
    simulator.addFault({ endpoint: "office.renew", kind: "reset" });
    await assert.rejects(renew());
    assert.deepEqual(await find(), []);
  });

  it("an authorisation whose answer was lost is found completed, and begins no second grant", async () => {
    await renew();
    const body = { credentialId: "CRED-1001", sad: await obtainSad(simulator) };
    const send = () => askOffice(simulator, "POST", "renewals/REN-000001/authorization", body);
    simulator.addFault({ endpoint: "office.authorization", kind: "500", processed: true });
    assert.deepEqual([(await send()).status, (await find())[0]?.state], [500, "completed"]);
    assert.equal((await send()).refused, "renewal.not-open (completed)");
    assert.equal(simulator.world.counters.get("office.grants.renewed"), 1);
  });

  for (const [fault, expected] of [
    [{ endpoint: "trust.info", kind: "500" }, "server_error: The portal has failed."],
    [
      { endpoint: "trust", kind: "503", retryAfter: 7 },
      "temporarily_unavailable: Too many requests. Please try again later.",
    ],
  ] as const satisfies readonly (readonly [FaultSpec, string])[])
    it(`the CSC API says ${expected.split(":")[0]} with ${fault.kind}`, async () => {
      simulator.addFault(fault);
      const client = new CscClient(simulator);
      const answer = await client.call("info", {});
      assert.deepEqual([answer.status, answer.refused], [Number(fault.kind), expected]);
      assert.equal((await client.call("info", {})).status, 200);
    });

  it("each side can be down alone", async () => {
    simulator.addFault({ endpoint: "office", kind: "reset" });
    assert.equal((await new CscClient(simulator).call("info", {})).status, 200);
    await assert.rejects(askOffice(simulator, "GET", "me"));
    simulator.addFault({ endpoint: "trust", kind: "wrong-certificate" });
    assert.equal((await askOffice(simulator, "GET", "me")).status, 200);
    await assert.rejects(new CscClient(simulator).call("info", {}), /altnames/);
  });

  it("a code whose answer was lost is in the mailbox all the same", async () => {
    const client = await loggedIn(simulator);
    simulator.addFault({ endpoint: "trust.credentials-sendOTP", kind: "reset", processed: true });
    await assert.rejects(client.call("credentials/sendOTP", { credentialID: "CRED-1001" }));
    assert.equal(simulator.mailbox.list().length, 1);
  });
});
