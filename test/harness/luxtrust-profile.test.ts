import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { startLuxtrustSimulator } from "../simulators/luxtrust/index.js";
import { luxtrustProfileValues, luxtrustUser, sofiePassword } from "./luxtrust-profile.js";
import { temporaryHome } from "./temporary-home.js";

describe("The profile of a simulated user", () => {
  it("has the user's contract and the simulator's addresses and roots, and what is overridden", async () => {
    await using simulator = await startLuxtrustSimulator();
    await using home = await temporaryHome();
    const values = await luxtrustProfileValues(simulator, home.path, {
      userId: "999900003",
      algorithm: "rsa-3072",
    });
    const { orderUrl, sofieUrl, cssfUrl } = simulator.addresses;
    const expected = {
      connection: "stand-alone",
      algorithm: "rsa-3072",
      orderUrl,
      sofieUrl,
      cssfUrl,
    };
    assert.deepEqual({ ...values, ...expected }, values);
    for (const field of ["caRoots", "operatorRoots", "portalRoots"])
      assert.ok(new X509Certificate(readFileSync(String(values[field]))).ca);
    assert.equal(sofiePassword(luxtrustUser(simulator, "999900003")), "Envelope3Alone");
    assert.throws(() => luxtrustUser(simulator, "nobody"), RangeError);
  });
});
