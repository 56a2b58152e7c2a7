import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { repositoryRoot } from "./repository.js";
import { join } from "node:path";
import { startDigisignSimulator } from "../simulators/digisign/index.js";
import { digisignProfileValues } from "./digisign-profile.js";
import { temporaryHome } from "./temporary-home.js";

interface Manifest {
  readonly perennial: {
    readonly contributes: {
      readonly providers: readonly {
        readonly profile: { readonly properties: Readonly<Record<string, unknown>> };
      }[];
    };
  };
}

describe("The profile of a simulated customer of DigiSign", () => {
  it("has the simulator's address and roots, and what is overridden", async () => {
    await using simulator = await startDigisignSimulator();
    await using home = await temporaryHome();
    const values = await digisignProfileValues(simulator, home.path, {
      key: "same",
      shortNotice: true,
    });
    const { portalUrl } = simulator.addresses;
    const expected = { way: "portal", key: "same", shortNotice: true, portalUrl };
    assert.deepEqual({ ...values, ...expected }, values);
    for (const field of ["caRoots", "portalRoots"])
      assert.ok(new X509Certificate(readFileSync(String(values[field]))).ca);
  });

  it("has only fields that the provider knows", async () => {
    await using simulator = await startDigisignSimulator();
    await using home = await temporaryHome();
    const values = await digisignProfileValues(simulator, home.path);
    const path = join(repositoryRoot(), "plugins", "digisign", "package.json");
    const { perennial } = JSON.parse(readFileSync(path, "utf8")) as Manifest;
    const known = Object.keys(perennial.contributes.providers[0]?.profile.properties ?? {});
    assert.deepEqual(
      Object.keys(values).filter((field) => !known.includes(field)),
      [],
    );
  });
});
