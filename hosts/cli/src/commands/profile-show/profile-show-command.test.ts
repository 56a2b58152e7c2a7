import assert from "node:assert/strict";
import { addMeridian, ProfileBench } from "../../testing/profile-bench.js";

describe("profile show", () => {
  let bench: ProfileBench;
  beforeEach(async () => {
    bench = await ProfileBench.open();
  });
  afterEach(() => bench.close());

  it("shows the values as the form has them, by name where the form is not to be had", async () => {
    await bench.run([...addMeridian, "--set", "tries=3", "--set", "user=ada"]);
    const { stdout } = await bench.run(["profile", "show", "meridian"]);
    assert.match(
      stdout,
      / {2}User \(user\): ada\n {2}Contract \(contract\): business\n {2}Tries \(tries\): 3\n/,
    );
    bench.plugins.off.add("acme");
    const without = await bench.run(["profile", "show", "meridian"]);
    assert.match(without.stdout, /^ {2}contract: business$/m);
  });

  it("says of each certificate where its key is", async () => {
    await bench.run([...addMeridian, "--set", "user=ada"]);
    const record = {
      profileId: "meridian",
      account: "main",
      der: "",
      spkiHash: "",
      subject: "CN=Ada",
      issuer: "CN=Root",
      notBefore: "2026-01-01T00:00:00Z",
      notAfter: "2027-01-01T00:00:00Z",
      source: "/c.pem",
      state: "current",
    } as const;
    const put = (sha256: string, key: { readonly keyId?: string }) =>
      bench.store.putCertificate(
        { ...record, sha256, serial: sha256, ...key },
        "2026-11-20T09:00:00Z",
      );
    const said = async (...lang: string[]) =>
      (await bench.run(["profile", "show", "meridian", ...lang])).stdout;
    await put("aa", { keyId: "k".repeat(32) });
    assert.match(await said(), /Key: k{32} \(perennial keys list\)/);
    assert.doesNotMatch(await said(), /elsewhere/);
    await put("bb", {});
    assert.match(await said(), /bb\n +Key: kept elsewhere; Perennial does not have it/);
    assert.match(
      await said("--lang", "fr"),
      /Clé\u00a0: conservée ailleurs\u00a0; Perennial ne l’a pas/,
    );
  });
});
