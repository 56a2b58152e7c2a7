import assert from "node:assert/strict";
import { PerennialError } from "../errors.js";
import { afterEffect } from "./after-effect.js";
import { withoutEffect } from "./without-effect.js";

const broken = () =>
  Promise.reject(new PerennialError("http.timeout", { host: "a" }, { retry: { after: 3 } }));

describe("A look at a portal", () => {
  it("before anything is sent changed nothing outside, however it fails", async () => {
    await assert.rejects(withoutEffect(broken), (error) => {
      assert.ok(PerennialError.is(error, "http.timeout"));
      assert.deepEqual(
        [error.effect, error.retry, error.params],
        ["none", { after: 3 }, { host: "a" }],
      );
      assert.ok(PerennialError.is(error.cause, "http.timeout"));
      return true;
    });
    assert.equal(await withoutEffect(async () => 7), 7);
  });

  it("for what the portal says it has leaves it open, however it fails", async () => {
    await assert.rejects(
      afterEffect(() => withoutEffect(broken)),
      (error) => PerennialError.is(error) && error.effect === "unknown",
    );
    assert.equal(await afterEffect(async () => 7), 7);
  });
});
