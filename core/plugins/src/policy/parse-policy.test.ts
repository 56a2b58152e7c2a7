import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { parsePolicy, PolicyProblem } from "./parse-policy.js";
import { policySchema } from "./policy-schema.js";

function problem(policy: unknown): string {
  try {
    parsePolicy(JSON.stringify(policy));
    return "none";
  } catch (error) {
    if (error instanceof PolicyProblem) return error.message;
    throw error;
  }
}

describe("parsePolicy", () => {
  it("reads a whole policy, a byte order mark in front of it", () => {
    const policy = {
      $schema: "./policy.schema.json",
      policy: 1,
      organisation: "Acme",
      plugins: {
        allow: [{ id: "finance", plugin: "luxtrust", versions: ">=1 <2", publisher: "Perennial" }],
        deny: [{ publisher: "Evil*", reason: "They know why." }],
      },
      pluginDirs: false,
      permissions: {
        network: ["*.sofie.lu", "profile:*"],
        pages: [],
        keys: ["generate"],
        certificates: ["install"],
        files: ["read"],
        inbox: true,
        secrets: false,
      },
    };
    assert.deepEqual(parsePolicy(`\uFEFF${JSON.stringify(policy)}`), policy);
  });

  it("refuses what it does not know, because a misspelt rule would allow everything", () => {
    assert.equal(problem({ policy: 1, plugins: { alow: [] } }), "/plugins/alow: is not known");
    assert.equal(problem({ policy: 1, toString: 1 }), "/toString: is not known");
    assert.equal(problem({ policy: 2 }), "/policy: must be 1");
    assert.equal(problem({}), '/: "policy" is missing');
    assert.equal(problem([]), "/: must be an object");
    assert.equal(problem({ policy: 1, pluginDirs: "false" }), "/pluginDirs: must be true or false");
    assert.equal(
      problem({ policy: 1, plugins: { allow: [{ id: "x" }] } }),
      "/plugins/allow/0: names neither plugin, versions nor publisher",
    );
    assert.equal(
      problem({ policy: 1, plugins: { deny: [{ versions: "newer" }] } }),
      "/plugins/deny/0/versions: must be a range of versions",
    );
    assert.equal(
      problem({ policy: 1, permissions: { network: ["*"] } }),
      "/permissions/network/0: is not a host (wildcard)",
    );
    assert.throws(() => parsePolicy(""), PolicyProblem);
  });

  it("takes nothing that the published schema refuses", () => {
    const validate = new Ajv2020({ strict: false }).compile(policySchema);
    const rule = fc.record(
      {
        id: fc.constantFrom<unknown>("r", "", 1),
        plugin: fc.constantFrom<unknown>("luxtrust", "*", "", null),
        versions: fc.constantFrom<unknown>("^1", "x y", ""),
        publisher: fc.constantFrom<unknown>("Acme", 5),
        other: fc.constant(1),
      },
      { requiredKeys: [] },
    );
    const value = fc.record(
      {
        policy: fc.constantFrom<unknown>(1, 1, 1, 2, "1"),
        organisation: fc.constantFrom<unknown>("Acme", 1),
        plugins: fc.oneof(
          fc.record({ allow: fc.array(rule), deny: fc.array(rule) }, { requiredKeys: [] }),
          fc.jsonValue(),
        ),
        pluginDirs: fc.constantFrom<unknown>(true, false, 0),
        permissions: fc.record(
          {
            network: fc.constantFrom<unknown>(["a.org"], ["*"], [1], "a"),
            keys: fc.constantFrom<unknown>(["generate"], ["export"], []),
            files: fc.constantFrom<unknown>(["read"], ["delete"]),
            inbox: fc.constantFrom<unknown>(true, "yes"),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(value, (policy) => {
        if (problem(policy) !== "none") return;
        assert.ok(validate(policy), JSON.stringify(validate.errors));
      }),
      { numRuns: 2000 },
    );
  });

  it("never throws anything but a problem, whatever JSON it is given", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => assert.equal(typeof problem(value), "string")),
    );
  });
});
