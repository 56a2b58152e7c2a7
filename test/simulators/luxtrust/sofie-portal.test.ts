import assert from "node:assert/strict";
import { toPem } from "../pki/pem.js";
import { Browser } from "../testing/browser.js";
import { logIn, obtainCertificate, upload } from "../testing/visits.js";
import { defaultUsers, startLuxtrustSimulator, type LuxtrustSimulator } from "./index.js";
import type { SofieUser } from "./users.js";

describe("The simulated SOFiE portal", () => {
  let simulator: LuxtrustSimulator;
  const [business, sort, alone] = defaultUsers as readonly [SofieUser, SofieUser, SofieUser];
  const page = (path: string): string => `${simulator.addresses.sofieUrl}sofie/luxtrust${path}`;

  beforeEach(async () => {
    simulator = await startLuxtrustSimulator();
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  it('takes only the new password when connected ("only the new defined password is allowed")', async () => {
    const wrong = await logIn(simulator, business, business.envelopePassword);
    assert.deepEqual([wrong.answer.status, wrong.answer.code], [401, "login.wrong-password"]);
    const right = await logIn(simulator, business, business.newPassword);
    assert.deepEqual(
      [right.answer.status, right.answer.headers.location],
      [303, "/sofie/luxtrust/upload"],
    );
  });

  it('takes only the password of the envelope when stand-alone ("use the password received with the envelope if no network connection was selected")', async () => {
    const wrong = await logIn(simulator, alone, alone.newPassword);
    assert.deepEqual([wrong.answer.status, wrong.answer.code], [401, "login.wrong-password"]);
    const right = await logIn(simulator, alone, alone.envelopePassword);
    assert.equal(right.answer.status, 303);
  });

  it("closes a user after three wrong passwords, until the operator opens it", async () => {
    const results: unknown[] = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const { answer } = await logIn(simulator, business, "Wrong1Password");
      results.push([answer.status, answer.code, answer.detail]);
    }
    assert.deepEqual(results, [
      [401, "login.wrong-password", "2"],
      [401, "login.wrong-password", "1"],
      [423, "login.closed", ""],
    ]);
    assert.equal((await logIn(simulator, business, business.newPassword)).answer.status, 423);
    assert.equal((await logIn(simulator, sort, sort.newPassword)).answer.status, 303);
    simulator.world.users.reopen(business.user);
    assert.equal((await logIn(simulator, business, business.newPassword)).answer.status, 303);
  });

  it("counts wrong passwords anew after a right one", async () => {
    for (const password of ["Wrong1Word", "Wrong1Word", business.newPassword, "Wrong1Word"])
      await logIn(simulator, business, password);
    const { answer } = await logIn(simulator, business, "Wrong1Word");
    assert.deepEqual([answer.code, answer.detail], ["login.wrong-password", "1"]);
  });

  it("answers an unknown user as it answers a wrong password", async () => {
    const { answer } = await logIn(simulator, { user: "nobody" }, "Wrong1Password");
    assert.deepEqual([answer.code, answer.detail], ["login.wrong-password", "2"]);
  });

  it("gives a new session identifier at the login", async () => {
    const browser = new Browser(simulator.roots.tls);
    const { csrf } = await browser.get(page(""));
    const before = browser.cookies.get("sofie_session");
    const { user, newPassword } = business;
    await browser.submit(page("/login"), { csrf, user, password: newPassword });
    const thief = new Browser(simulator.roots.tls);
    thief.setCookie("sofie_session", before ?? "");
    assert.equal((await thief.get(page("/upload"))).status, 303);
    assert.equal((await browser.get(page("/upload"))).status, 200);
  });

  it("takes a certificate and gives a receipt for it", async () => {
    const { certificate, request } = await obtainCertificate(simulator);
    const { browser } = await logIn(simulator, business, business.newPassword);
    const answer = await upload(simulator, browser, certificate);
    assert.deepEqual([answer.status, answer.receipt], [200, "U-000001"]);
    const found = (await browser.json(page(`/uploads?spki=${request.spkiHash}`))) as {
      uploads: Record<string, unknown>[];
    };
    const { at, ...entry } = found.uploads[0] ?? {};
    assert.deepEqual(entry, { receipt: "U-000001", spkiHash: request.spkiHash, account: "MAIN" });
    assert.ok(!Number.isNaN(Date.parse(String(at))));
  });

  it("takes the certificate as it was mailed, PEM with its chain, CRLF, a mark and text before", async () => {
    const { number } = await obtainCertificate(simulator);
    const sent = await simulator.orders.mail(number, {
      crlf: true,
      bom: true,
      leadingText: "Subject: Ada Weber\n\n",
      blocks: "reversed",
    });
    const { browser } = await logIn(simulator, business, business.newPassword);
    const file = sent.attachments[0]?.content ?? Buffer.alloc(0);
    assert.equal((await upload(simulator, browser, file)).status, 200);
  });

  it('wants a new session for every upload ("start a new session before each certificate upload")', async () => {
    const crypt = await obtainCertificate(simulator, { account: "CRYPT" });
    const first = await logIn(simulator, business, business.newPassword);
    const refused = await upload(simulator, first.browser, crypt.certificate);
    assert.equal(refused.code, "certificate.unknown-user");
    const main = await obtainCertificate(simulator);
    assert.equal((await upload(simulator, first.browser, main.certificate)).status, 200);
    const next = await obtainCertificate(simulator);
    const reused = await upload(simulator, first.browser, next.certificate);
    assert.deepEqual([reused.status, reused.code], [409, "session.used"]);
    const second = await logIn(simulator, business, business.newPassword);
    assert.equal((await upload(simulator, second.browser, next.certificate)).status, 200);
  });

  it("refuses the same certificate twice, and counts it", async () => {
    const { certificate } = await obtainCertificate(simulator);
    for (const expected of ["", "upload.duplicate"]) {
      const { browser } = await logIn(simulator, business, business.newPassword);
      assert.equal((await upload(simulator, browser, certificate)).code, expected);
    }
    assert.equal(simulator.world.counters.get("uploads.accepted"), 1);
    assert.equal(simulator.world.counters.get("uploads.duplicates"), 1);
  });

  it("refuses another user's certificate and one that LuxTrust did not issue", async () => {
    const { certificate } = await obtainCertificate(simulator);
    const { browser } = await logIn(simulator, alone, alone.envelopePassword);
    assert.equal((await upload(simulator, browser, certificate)).code, "certificate.unknown-user");
    await using other = await startLuxtrustSimulator();
    const foreign = await obtainCertificate(other);
    const answer = await upload(simulator, browser, foreign.certificate);
    assert.deepEqual([answer.code, answer.detail], ["certificate.unknown-user", "issuer"]);
  });

  it("refuses what is no certificate, is empty, is too large, or is somebody else's as well", async () => {
    const { number, certificate } = await obtainCertificate(simulator);
    const two = await simulator.orders.mail(number, { blocks: "with-other" });
    const files = [
      "",
      "no certificate",
      "A".repeat(70_000),
      certificate.subarray(0, 100),
      simulator.roots.issuing,
      two.attachments[0]?.content ?? "",
      toPem("CERTIFICATE REQUEST", certificate),
    ];
    const { browser } = await logIn(simulator, business, business.newPassword);
    for (const file of files)
      assert.equal((await upload(simulator, browser, file)).code, "certificate.unreadable");
    assert.equal((await upload(simulator, browser, certificate)).status, 200);
  });

  it("shows and takes nothing without a login", async () => {
    const stranger = new Browser(simulator.roots.tls);
    assert.equal((await stranger.get(page("/upload"))).headers.location, "/sofie/luxtrust");
    assert.equal((await stranger.get(page("/uploads?spki=00"))).code, "login.required");
    assert.equal((await stranger.get(page("/reports?reference=R"))).code, "login.required");
    const file = new Blob(["{}"]);
    const fields = { csrf: "guessed", reference: "R", report: file, certificate: file };
    for (const path of ["/upload", "/reports"])
      assert.equal((await stranger.post(page(path), fields)).code, "login.required");
  });

  it("forgets a session after half an hour without a request", async () => {
    const { browser } = await logIn(simulator, business, business.newPassword);
    await simulator.clock.advance(29 * 60_000);
    assert.equal((await browser.get(page("/upload"))).status, 200);
    await simulator.clock.advance(31 * 60_000);
    assert.equal((await browser.get(page("/upload"))).status, 303);
  });

  it("takes an installation report once, and tells who asks", async () => {
    const { browser } = await logIn(simulator, business, business.newPassword);
    const send = async (report: string, reference: string) => {
      const { csrf } = await browser.get(page("/upload"));
      return browser.post(page("/reports"), { csrf, reference, report: new Blob([report]) });
    };
    assert.equal((await send("not JSON", "R-1")).code, "report.unreadable");
    assert.equal((await send("{}", "")).code, "report.missing-field");
    const answer = await send('{"installed":true}', "R-1");
    assert.deepEqual([answer.status, answer.receipt], [200, "R-000001"]);
    assert.equal((await send('{"installed":true}', "R-1")).code, "report.duplicate");
    const found = (await browser.json(page("/reports?reference=R-1"))) as { reports: unknown[] };
    assert.equal(found.reports.length, 1);
    assert.equal(simulator.world.counters.get("reports.duplicates"), 1);
    const other = await logIn(simulator, sort, sort.newPassword);
    assert.deepEqual(await other.browser.json(page("/reports?reference=R-1")), { reports: [] });
  });
});
