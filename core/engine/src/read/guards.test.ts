import assert from "node:assert/strict";
import { done, PerennialError, type GuardRequest } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";

const step = { name: "a", run: () => done("out") };

describe("The guard", () => {
  it("is asked with the certificates and the renewals of every account", async () => {
    const seen: GuardRequest[] = [];
    const bench = await TestBench.open({
      provider: { id: "acme.card", operations: ["send"] },
      steps: [step],
      guard: (request) => {
        seen.push(request);
        return new PerennialError("acme.expired", {}).toJSON();
      },
    });
    await bench.addCertificate("meridian", "2026-11-01T00:00:00Z");
    const { id } = await bench.run();
    const answer = await bench.engine.guard({ profile: "meridian", operation: "send" });
    assert.equal(answer === "allowed" ? answer : answer.code, "acme.expired");
    const [account] = seen[0]?.accounts ?? [];
    assert.equal(account?.notAfter, "2026-11-01T00:00:00Z");
    assert.deepEqual(account?.renewals, [{ id, state: "done", outputs: { a: "out" } }]);
  });

  it("does not judge an operation that the manifest does not name", async () => {
    const bench = await TestBench.ofSteps(step);
    await assert.rejects(
      bench.engine.guard({ profile: "meridian", operation: "send" }),
      (error) => PerennialError.is(error, "guard.unknown-operation") && error.params["count"] === 0,
    );
  });
});
