import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { MulticertSimulator } from "../index.js";
import { mailedCode } from "./csc-client.js";
import { Authorization, startFriday } from "./multicert-visits.js";
import { visitAuthority } from "./person.js";

describe("A person at the authority's pages", () => {
  let simulator: MulticertSimulator;
  let loopback: Server;
  let arrived: URLSearchParams[];

  beforeEach(async () => {
    simulator = await startFriday();
    arrived = [];
    loopback = createServer((request, response) => {
      arrived.push(new URL(request.url ?? "", "http://127.0.0.1").searchParams);
      response.end("Thank you.");
    });
    loopback.listen(0, "127.0.0.1");
    await once(loopback, "listening");
  });
  afterEach(async () => {
    loopback.close();
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const address = (changes: Readonly<Record<string, string>> = {}): string => {
    const { port } = loopback.address() as AddressInfo;
    const redirect_uri = `http://127.0.0.1:${port}/callback`;
    return new Authorization(simulator).url({ redirect_uri, ...changes });
  };

  it("logs in, allows, and arrives at the loopback address with a code", async () => {
    const { status, text } = await visitAuthority(simulator, address());
    assert.deepEqual([status, text, arrived[0]?.has("code")], [200, "Thank you.", true]);
  });

  it("denies, and arrives with access_denied", async () => {
    await visitAuthority(simulator, address(), { decision: "deny" });
    assert.equal(arrived[0]?.get("error"), "access_denied");
  });

  it("is stopped by a wrong password, and arrives nowhere", async () => {
    const { stopped } = await visitAuthority(simulator, address(), { password: "wrong" });
    assert.deepEqual([stopped, arrived], ["login.wrong-password", []]);
  });

  it("arrives with what the request was refused for", async () => {
    await visitAuthority(simulator, address({ scope: "everything" }));
    assert.equal(arrived[0]?.get("error"), "invalid_scope");
  });

  it("types PIN and mailed code where the page asks for them", async () => {
    const credential = simulator.trust.findCredential("CRED-1001");
    assert.ok(credential);
    credential.options = { ...credential.options, authMode: "oauth2code" };
    const scope = { scope: "credential", credentialID: "CRED-1001", numSignatures: "1" };
    const code = (): string => mailedCode(simulator);
    await visitAuthority(simulator, address(scope), { pin: "481516", code });
    assert.equal(arrived[0]?.has("code"), true);
    const late = async (): Promise<string> => {
      await simulator.clock.advance(120_001);
      return mailedCode(simulator);
    };
    const { stopped } = await visitAuthority(simulator, address(scope), {
      pin: "481516",
      code: late,
    });
    assert.deepEqual([stopped, arrived.length], ["otp.wrong", 1]);
  });
});
