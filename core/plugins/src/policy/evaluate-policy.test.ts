import assert from "node:assert/strict";
import { evaluatePolicy } from "./evaluate-policy.js";
import type { Policy } from "./policy.js";
import type { PolicySubject } from "./verdict.js";

const file = "/etc/perennial/policy.json";
const plugin: PolicySubject = {
  id: "luxtrust",
  version: "1.4.0",
  publisher: "Perennial",
  source: "home",
  permissions: {},
};

function answer(policy: Omit<Policy, "policy">, subject: Partial<PolicySubject> = {}): string {
  const verdict = evaluatePolicy({ policy: 1, ...policy }, file, { ...plugin, ...subject });
  if (verdict.verdict === "allowed") return "allowed";
  assert.equal(verdict.rule.file, file);
  return `${verdict.rule.id} ${verdict.rule.pointer} ${verdict.reason.key}`;
}

describe("a policy", () => {
  it("without rules allows every plugin", () => {
    assert.equal(answer({}), "allowed");
  });

  it("with an empty allow-list allows none", () => {
    assert.equal(
      answer({ plugins: { allow: [] } }),
      "plugins.allow /plugins/allow policy.not-listed",
    );
  });

  it("allows by id, version range and publisher together", () => {
    const allow = [{ id: "ca", plugin: "lux*", versions: "^1.2", publisher: "Perennial" }];
    assert.equal(answer({ plugins: { allow } }), "allowed");
    assert.equal(
      answer({ plugins: { allow } }, { version: "2.0.0" }),
      "ca /plugins/allow/0 policy.version",
    );
    assert.equal(
      answer({ plugins: { allow } }, { publisher: "Evil" }),
      "ca /plugins/allow/0 policy.publisher",
    );
    assert.equal(
      answer({ plugins: { allow } }, { id: "certum" }),
      "plugins.allow /plugins/allow policy.not-listed",
    );
  });

  it("does not take a pre-release for a release when it allows", () => {
    const allow = [{ plugin: "luxtrust", versions: ">=1.4.0" }];
    assert.equal(
      answer({ plugins: { allow } }, { version: "1.5.0-beta.1" }),
      "plugins.allow[0] /plugins/allow/0 policy.version",
    );
  });

  it("catches pre-releases too when it denies", () => {
    const deny = [{ plugin: "luxtrust", versions: "<2.0.0" }];
    assert.equal(
      answer({ plugins: { deny } }, { version: "1.5.0-beta.1" }),
      "plugins.deny[0] /plugins/deny/0 policy.denied",
    );
  });

  it("denies what it also allows", () => {
    const plugins = { allow: [{ plugin: "*" }], deny: [{ id: "no", publisher: "Perennial" }] };
    assert.equal(answer({ plugins }), "no /plugins/deny/0 policy.denied");
  });

  it("forbids --plugin-dir, and nothing else by it", () => {
    assert.equal(answer({ pluginDirs: false }), "allowed");
    assert.equal(
      answer({ pluginDirs: false }, { source: "plugin-dir" }),
      "pluginDirs /pluginDirs policy.plugin-dirs",
    );
  });

  it("limits permissions to a part of what it names", () => {
    const permissions = { network: ["*.sofie.lu", "a.org:8443"], keys: ["generate"] };
    const asking = (asked: PolicySubject["permissions"]) =>
      answer({ permissions }, { permissions: asked });
    assert.equal(asking({ network: ["www.sofie.lu", "*.x.sofie.lu", "a.org:8443"] }), "allowed");
    const over = "permissions.network /permissions/network policy.permission";
    for (const host of ["sofie.lu", "a.org", "evil-sofie.lu", "*.lu", "profile:url"]) {
      assert.equal(asking({ network: [host] }), over, host);
    }
    assert.equal(
      asking({ keys: ["sign"] }),
      "permissions.keys /permissions/keys policy.permission",
    );
  });

  it("admits hosts of the profile only when it says so", () => {
    const permissions = { network: ["profile:*"] };
    assert.equal(answer({ permissions }, { permissions: { network: ["profile:url"] } }), "allowed");
  });

  it("limits files, pages, certificates, inbox and secrets", () => {
    const permissions = {
      files: ["read"],
      pages: [],
      certificates: [],
      inbox: false,
      secrets: false,
    };
    for (const [asked, name] of [
      [{ files: { folder: "write" } }, "files"],
      [{ pages: ["a.org"] }, "pages"],
      [{ certificates: ["install"] }, "certificates"],
      [{ inbox: ["*.txt"] }, "inbox"],
      [{ secrets: ["password"] }, "secrets"],
    ] as const) {
      assert.equal(
        answer({ permissions }, { permissions: asked }),
        `permissions.${name} /permissions/${name} policy.permission`,
      );
    }
    assert.equal(
      answer({ permissions }, { permissions: { files: { folder: "read" } } }),
      "allowed",
    );
  });
});
