import assert from "node:assert/strict";
import { permissionsSchema } from "../manifest/schema/permissions-schema.js";
import { policySchema } from "../policy/policy-schema.js";
import { parsePolicy } from "../policy/parse-policy.js";
import { evaluatePolicy } from "../policy/evaluate-policy.js";
import { permissionWords } from "./permission-words.js";
import { isSummary, summarize } from "./summary.js";

/** One value of each permission that there is. */
const declared = Object.fromEntries(
  Object.entries(permissionsSchema.properties).map(([name, schema]) => {
    if (!("items" in schema)) return [name, { folder: "read" }];
    return [name, ["enum" in schema.items ? schema.items.enum[0] : "www.acme.example"]];
  }),
);
const manifest = {
  name: "acme",
  version: "1.0.0",
  publisher: "Acme",
  perennial: { permissions: declared },
};

describe("What is kept of a manifest", () => {
  it("has every permission that a manifest can declare", () => {
    const summary = summarize(manifest);
    assert.deepEqual(summary?.permissions, declared);
    assert.ok(isSummary(summary));
  });

  it("is told to people and limited by policies, each permission of it", () => {
    const { permissions = {} } = summarize(manifest) ?? {};
    const words = permissionWords(permissions).map(({ key }) => key.split(".")[1]);
    assert.deepEqual(new Set(words), new Set(Object.keys(declared)));
    const limits = policySchema.properties.permissions.properties;
    assert.deepEqual(Object.keys(limits).toSorted(), Object.keys(declared).toSorted());
    for (const [name, schema] of Object.entries(limits)) {
      const none = schema.type === "boolean" ? false : [];
      const policy = parsePolicy(JSON.stringify({ policy: 1, permissions: { [name]: none } }));
      const subject = { ...manifest, id: "acme", source: "home", permissions } as const;
      assert.equal(evaluatePolicy(policy, "/policy.json", subject).verdict, "refused", name);
    }
  });
});
