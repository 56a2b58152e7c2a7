import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultCustomers, startCertumSimulator } from "../simulators/certum/index.js";
import { certumProfileValues, panelUser } from "./certum-profile.js";
import { repositoryRoot } from "./repository.js";
import { temporaryHome } from "./temporary-home.js";

interface Field {
  readonly enum?: readonly string[];
  readonly pattern?: string;
}
interface Manifest {
  readonly perennial: {
    readonly contributes: {
      readonly providers: readonly {
        readonly profile: {
          readonly properties: Readonly<Record<string, Field>>;
          readonly required: readonly string[];
        };
      }[];
    };
  };
}

describe("The profile of a simulated customer of Certum", () => {
  it("has the simulator's addresses and roots, and what is overridden", async () => {
    await using simulator = await startCertumSimulator();
    await using home = await temporaryHome();
    const values = await certumProfileValues(simulator, home.path, { keyMethod: "card" });
    const { portalUrl, partnerUrl } = simulator.addresses;
    const expected = { role: "customer", way: "portal", keyMethod: "card", portalUrl, partnerUrl };
    assert.deepEqual({ ...values, ...expected }, values);
    for (const field of ["caRoots", "portalRoots", "partnerRoots"])
      assert.ok(new X509Certificate(readFileSync(String(values[field]))).ca);
    assert.ok(defaultCustomers.some((one) => one.password === panelUser.password));
  });

  for (const role of ["customer", "partner"]) {
    it(`has only fields and values that the provider knows, as a ${role}`, async () => {
      await using simulator = await startCertumSimulator();
      await using home = await temporaryHome();
      const values = await certumProfileValues(simulator, home.path, { role });
      const path = join(repositoryRoot(), "plugins", "certum", "package.json");
      const { perennial } = JSON.parse(readFileSync(path, "utf8")) as Manifest;
      const { profile } = perennial.contributes.providers[0] ?? {};
      for (const [name, value] of Object.entries(values)) {
        const field = profile?.properties[name];
        assert.ok(field, `the provider knows no ${name}`);
        if (field.enum !== undefined) assert.ok(field.enum.includes(String(value)), name);
        if (field.pattern !== undefined)
          assert.match(String(value), new RegExp(field.pattern, "u"));
      }
      for (const name of profile?.required ?? []) assert.ok(name in values, name);
    });
  }
});
