import assert from "node:assert/strict";
import { Browser } from "../testing/browser.js";
import { obtainCertificate } from "../testing/visits.js";
import { startLuxtrustSimulator, type LuxtrustSimulator } from "./index.js";

describe("The simulated CSSF", () => {
  let simulator: LuxtrustSimulator;
  let browser: Browser;
  const send = (reference: string, file: Uint8Array | string) =>
    browser.post(`${simulator.addresses.cssfUrl}certificates`, {
      reference,
      user: "999900002",
      certificate: new Blob([typeof file === "string" ? file : new Uint8Array(file)]),
    });

  beforeEach(async () => {
    simulator = await startLuxtrustSimulator();
    browser = new Browser(simulator.roots.tls);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  it("registers a CRYPT certificate once", async () => {
    const { certificate, request } = await obtainCertificate(simulator, { account: "CRYPT" });
    const answer = await send("R-1", certificate);
    assert.deepEqual([answer.status, answer.receipt], [200, "C-000001"]);
    const again = await send("R-2", certificate);
    assert.deepEqual(
      [again.status, again.code, again.detail],
      [409, "declaration.duplicate", "C-000001"],
    );
    const url = `${simulator.addresses.cssfUrl}certificates?spki=${request.spkiHash}`;
    const { declarations } = (await browser.json(url)) as { declarations: { reference: string }[] };
    assert.deepEqual(
      declarations.map(({ reference }) => reference),
      ["R-1"],
    );
    assert.equal(simulator.world.counters.get("declarations.accepted"), 1);
    assert.equal(simulator.world.counters.get("declarations.duplicates"), 1);
  });

  it('refuses a TRANSPORT certificate ("The TRANSPORT certificate shall not be sent")', async () => {
    const { certificate } = await obtainCertificate(simulator, { account: "TRANSPORT" });
    const answer = await send("R-1", certificate);
    assert.deepEqual([answer.status, answer.code], [400, "certificate.transport"]);
  });

  it("refuses a reference that was used, a missing field, and what is no certificate", async () => {
    const first = await obtainCertificate(simulator, { account: "CRYPT" });
    const second = await obtainCertificate(simulator, { account: "CRYPT" });
    await send("R-1", first.certificate);
    assert.equal((await send("R-1", second.certificate)).code, "declaration.duplicate");
    assert.equal((await send("", second.certificate)).code, "declaration.missing-field");
    assert.equal((await send("R-2", "no certificate")).code, "certificate.unreadable");
  });
});
