import assert from "node:assert/strict";
import { message } from "@perennial/api";
import { formProblems } from "./form-validator.js";

const schema = {
  type: "object",
  properties: { keys: { type: "string", title: "Keys", format: "key-place" } },
} as const;
const problems = async (keys: string) =>
  (await formProblems(schema, { keys })).map(({ path, text }) => ({ path, text }));

describe("A field for the place of keys", () => {
  it("takes the software store and a token", async () => {
    assert.deepEqual(await problems("software"), []);
    assert.deepEqual(await problems("pkcs11:token=My%20card;serial=1"), []);
  });

  it("takes no PIN, and does not repeat it", async () => {
    const found = await problems("pkcs11:token=Card?pin-value=123456");
    assert.deepEqual(found, [{ path: "keys", text: message("answer.problem.key-place") }]);
  });
});
