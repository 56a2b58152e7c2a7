import assert from "node:assert/strict";
import { AdministrationBench } from "../../testing/administration-bench.js";

describe("plugins", () => {
  let bench: AdministrationBench;
  beforeEach(async () => {
    bench = await AdministrationBench.open();
  });
  afterEach(() => bench.close());

  it("are listed and shown, with what they may use", async () => {
    assert.match((await bench.run(["plugins", "list"])).stdout, /acme 1\.0\.0[^]*acme\.mail/);
    assert.match(
      (await bench.run(["plugins", "show", "acme"])).stdout,
      /It connects to www\.example\.org/,
    );
    assert.equal((await bench.run(["plugins", "show", "none"])).exitCode, 5);
  });

  it("are enabled and disabled", async () => {
    await bench.run(["plugins", "disable", "acme"]);
    assert.ok(bench.plugins.off.has("acme"));
    assert.match((await bench.run(["plugins", "list"])).stdout, /disabled/);
    await bench.run(["plugins", "enable", "acme"]);
    assert.ok(!bench.plugins.off.has("acme"));
  });

  it("are validated, with every finding, and fail on errors only", async () => {
    assert.equal((await bench.run(["plugins", "validate", "."])).exitCode, 0);
    const finding = {
      rule: "r",
      severity: "warning",
      file: "package.json",
      path: "/main",
      message: { key: "It is odd." },
      hint: { key: "Mend it." },
    } as const;
    bench.plugins.findings = [finding];
    assert.equal((await bench.run(["plugins", "validate", "."])).exitCode, 0);
    bench.plugins.findings = [finding, { ...finding, severity: "error" }];
    const ran = await bench.run(["plugins", "validate", "."]);
    assert.equal(ran.exitCode, 5);
    assert.match(ran.stdout, /Error package\.json \/main: It is odd\. \[r\]\n {2}Mend it\./);
    assert.match(ran.stdout, /2 findings, one of them an error/);
    assert.doesNotMatch(ran.stdout, /not run/);
    const unloaded = await bench.run(["plugins", "validate", ".", "--no-code"]);
    assert.match(unloaded.stdout, /code was not run/);
  });
});
