import assert from "node:assert/strict";
import { formProblems } from "./form-validator.js";

describe("A form's pattern", () => {
  const problems = async (pattern: string, a: string) =>
    (
      await formProblems(
        { type: "object", properties: { a: { type: "string", title: "a", pattern } } },
        { a },
      )
    ).map(({ path, text }) => `${path} ${text.key}`);

  it("is matched as ever", async () => {
    assert.deepEqual(await problems("^\\p{Lu}+$", "ÀB"), []);
    assert.deepEqual(await problems("^\\p{Lu}+$", "ab"), ["a answer.problem.pattern"]);
  });

  it("that takes for ever is not matched, and soon", async () => {
    const begun = process.cpuUsage();
    const answer = `${"a".repeat(40)}!`;
    assert.deepEqual(await problems("^(a+)+$", answer), ["a answer.problem.pattern"]);
    assert.ok(process.cpuUsage(begun).user < 3_000_000);
  });
});
