import { PerennialError, type GuardRequest, type GuardedAccount } from "@perennial/api";
import assert from "node:assert/strict";
import { guard } from "./guard.js";
import type { CssfDesk } from "./ways/cssf-desk.js";
import { AssistedCssfDesk } from "./ways/assisted-cssf-desk.js";
import { PortalCssfDesk } from "./ways/portal-cssf-desk.js";
import { FakeClock } from "./testing/fake-clock.js";
import { FakeFiles } from "./testing/fake-files.js";
import { FakePortals } from "./testing/fake-portals.js";
import { FakeRenewal } from "./testing/fake-renewal.js";
import { Person } from "./testing/person.js";
import { businessProfile, manifest, World } from "./testing/world.js";
import { ReceiveCertificate } from "./steps/receive-certificate.js";

const now = "2026-11-20T09:30:00Z";
const valid = { notBefore: "2023-12-10T00:00:00Z", notAfter: "2026-12-10T00:00:00Z", sha256: "c0" };

function ask(
  operation: string,
  accounts: readonly GuardedAccount[],
  contract = "business",
): string {
  const request: GuardRequest = { operation, now, profile: { contract }, accounts };
  const answer = guard(request);
  return answer === "allowed" ? answer : answer.code;
}
function account(over: Partial<GuardedAccount> = {}): GuardedAccount {
  return { account: "MAIN", ...valid, renewals: [], ...over };
}
function run(outputs: Readonly<Record<string, unknown>>, state: "running" | "done" = "running") {
  return { id: "acme-1", state, outputs };
}
const uploaded = { "upload-certificate": { uploadedAt: "2026-11-20T09:00:00Z" } };
const declared = { "declare-to-cssf": { receipt: "C-000001" } };
const installed = { "install-configuration": { sha256: "c0" } };

describe("The guard of the SOFiE client's operations", () => {
  it("judges the operations that the manifest names, and no others", () => {
    const { operations } = manifest.perennial.contributes.providers[0];
    assert.deepEqual(operations, ["encrypt", "send", "download"]);
    for (const operation of operations ?? []) assert.equal(ask(operation, [account()]), "allowed");
  });

  it("“Expired: notice; the application still starts, but encrypting and sending are refused with an error code”", () => {
    const expired = [account({ notAfter: "2026-11-20T09:29:59Z" })];
    assert.equal(ask("encrypt", expired), "luxtrust.certificate-expired");
    assert.equal(ask("send", expired), "luxtrust.certificate-expired");
    assert.equal(ask("download", expired), "allowed");
  });

  it("works until the last second of the certificate", () => {
    assert.equal(ask("send", [account({ notAfter: now })]), "allowed");
  });

  it("“a transfer in the quiet window” is refused from the upload until the configuration is installed", () => {
    const quiet = [account({ renewals: [run(uploaded)] })];
    assert.equal(ask("send", quiet), "luxtrust.quiet-window");
    assert.equal(ask("download", quiet), "luxtrust.quiet-window");
    assert.equal(ask("encrypt", quiet), "allowed");
    const over = [account({ renewals: [run({ ...uploaded, ...installed })] })];
    assert.equal(ask("send", over), "allowed");
    assert.equal(ask("download", over), "allowed");
  });

  it("a transfer is refused while the person is asked to upload: they may have done so already", () => {
    const asked = account({ renewals: [{ ...run({}), step: "upload-certificate" }] });
    assert.equal(ask("send", [asked]), "luxtrust.quiet-window");
    assert.equal(ask("download", [asked]), "luxtrust.quiet-window");
    assert.equal(ask("encrypt", [asked]), "allowed");
    const failed = account({
      renewals: [{ ...run({}), state: "failed", step: "upload-certificate" }],
    });
    assert.equal(ask("send", [failed]), "luxtrust.quiet-window");
    const before = account({ renewals: [{ ...run({}), step: "receive-certificate" }] });
    assert.equal(ask("send", [before]), "allowed");
    // Perennial itself uploads at the portal, and knows when.
    const profile = { contract: "business", way: "portal" };
    assert.equal(guard({ operation: "send", now, profile, accounts: [asked] }), "allowed");
  });

  it("a later renewal that is complete ends the quiet window of one that was given up", () => {
    const complete = run({ ...uploaded, ...installed }, "done");
    assert.equal(ask("send", [account({ renewals: [complete, run(uploaded)] })]), "allowed");
    const givenUp = { ...run(uploaded), state: "cancelled" as const };
    assert.equal(ask("send", [account({ renewals: [givenUp] })]), "luxtrust.quiet-window");
  });

  it("the quiet window of one account of a S.O.R.T. contract holds for the whole client", () => {
    const accounts = [
      account({ account: "CRYPT" }),
      account({ account: "TRANSPORT", renewals: [run(uploaded)] }),
    ];
    assert.equal(ask("send", accounts, "sort"), "luxtrust.quiet-window");
  });

  it("“CRYPT not registered when sending is asked for” is refused with [201,451]", () => {
    const crypt = account({
      account: "CRYPT",
      renewals: [run({ ...uploaded, ...installed }, "done")],
    });
    const request: GuardRequest = {
      operation: "send",
      now,
      profile: { contract: "sort" },
      accounts: [crypt, account({ account: "TRANSPORT" })],
    };
    const answer = guard(request);
    assert.ok(answer !== "allowed");
    assert.equal(answer.code, "luxtrust.cssf-not-registered");
    assert.equal(answer.params["error"], "[201,451]");
    assert.equal(ask("encrypt", [crypt], "sort"), "allowed");
  });

  it("a registered CRYPT, and one that Perennial did not renew, may send", () => {
    const outputs = { ...uploaded, ...declared, ...installed };
    const registered = account({ account: "CRYPT", renewals: [run(outputs, "done")] });
    assert.equal(ask("send", [registered], "sort"), "allowed");
    assert.equal(ask("send", [account({ account: "CRYPT" })], "sort"), "allowed");
  });
});

describe("“TRANSPORT offered to the CSSF”", () => {
  it("is skipped by the manifest: the step is for CRYPT of a S.O.R.T. contract alone", () => {
    const { steps } = manifest.perennial.contributes.providers[0];
    const step = steps.find(({ name }) => name === "declare-to-cssf");
    assert.deepEqual(step?.when, { contract: "sort", account: "CRYPT" });
  });

  it("is refused with a code by both ways, and nothing is sent", async () => {
    const world = new World();
    const person = new Person(world);
    const [crypt, transport] = world.begin({ contract: "sort" });
    assert.ok(crypt && transport);
    await person.carryOn(crypt);
    await person.carryOn(transport, "upload-1");
    const certificate = transport.output(ReceiveCertificate);
    const portals = new FakePortals();
    const desks: readonly CssfDesk[] = [
      new AssistedCssfDesk(new FakeFiles(), new FakeClock()),
      new PortalCssfDesk(portals, new FakeFiles(), new FakeClock()),
    ];
    for (const desk of desks) {
      await assert.rejects(desk.declare(certificate, transport), (error: unknown) =>
        PerennialError.is(error, "luxtrust.transport-not-for-cssf"),
      );
    }
    assert.deepEqual(portals.seen, []);
  });

  it("a business contract declares nothing", async () => {
    const world = new World();
    const renewal = new FakeRenewal("r", "MAIN", ["MAIN"], businessProfile);
    await new Person(world).carryOn(renewal);
    assert.ok(!renewal.outputs.has("declare-to-cssf"));
  });
});
