import { parseHostPattern } from "../manifest/host-pattern.js";
import { isRecord, pointer, type Located, type UnknownRecord } from "../manifest/navigate.js";
import { isRange } from "../manifest/versions.js";
import type { Policy } from "./policy.js";

/** Why a policy file is not a policy. */
export class PolicyProblem extends Error {
  override readonly name = "PolicyProblem";
  constructor(
    /** JSON Pointer (RFC 6901). */
    readonly pointer: string,
    /** In English, for reports. */
    readonly problem: string,
  ) {
    super(`${pointer || "/"}: ${problem}`);
  }
}

type Check = (located: Located) => void;

/**
 * Reads a policy. It is as strict as the published schema: a misspelt member would silently allow
 * what it was meant to refuse. Written by hand because it is read at every start, and Ajv takes
 * longer to load than all else that `status` does.
 * @throws PolicyProblem
 */
export function parsePolicy(text: string): Policy {
  const value = parseJson(text.replace(/^\uFEFF/, ""));
  policy({ value, path: "" });
  return value as Policy;
}

const policy = object(
  {
    $schema: string,
    policy: one(1),
    organisation: string,
    plugins: object({ allow: list(rule), deny: list(rule) }),
    pluginDirs: boolean,
    permissions: object({
      network: list(host),
      pages: list(host),
      keys: list(one("generate", "sign")),
      certificates: list(one("install")),
      tokens: list(one("read", "adopt")),
      signatures: list(one("documents")),
      files: list(one("read", "write", "backup")),
      inbox: boolean,
      secrets: boolean,
    }),
  },
  ["policy"],
);

function rule(located: Located): void {
  object({ id: text, plugin: text, versions: range, publisher: text, reason: string })(located);
  const { plugin, versions, publisher } = located.value as UnknownRecord;
  if (plugin === undefined && versions === undefined && publisher === undefined) {
    throw new PolicyProblem(located.path, "names neither plugin, versions nor publisher");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new PolicyProblem("", error.message);
    throw error;
  }
}

function object(members: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return ({ value, path }) => {
    if (!isRecord(value)) throw new PolicyProblem(path, "must be an object");
    for (const name of required) {
      if (!Object.hasOwn(value, name)) throw new PolicyProblem(path, `"${name}" is missing`);
    }
    for (const [name, inner] of Object.entries(value)) {
      const check = Object.hasOwn(members, name) ? members[name] : undefined;
      if (check === undefined) throw new PolicyProblem(pointer(path, name), "is not known");
      check({ value: inner, path: pointer(path, name) });
    }
  };
}

function list(check: Check): Check {
  return ({ value, path }) => {
    if (!Array.isArray(value)) throw new PolicyProblem(path, "must be a list");
    value.forEach((inner: unknown, index) => check({ value: inner, path: pointer(path, index) }));
  };
}

function one(...allowed: readonly (string | number)[]): Check {
  return ({ value, path }) => {
    if (!allowed.some((candidate) => candidate === value)) {
      throw new PolicyProblem(path, `must be ${allowed.join(" or ")}`);
    }
  };
}

function string({ value, path }: Located): void {
  if (typeof value !== "string") throw new PolicyProblem(path, "must be a text");
}

function text({ value, path }: Located): void {
  if (typeof value !== "string" || value === "") throw new PolicyProblem(path, "must be a text");
}

function boolean({ value, path }: Located): void {
  if (typeof value !== "boolean") throw new PolicyProblem(path, "must be true or false");
}

function range({ value, path }: Located): void {
  if (typeof value !== "string" || !isRange(value)) {
    throw new PolicyProblem(path, "must be a range of versions");
  }
}

function host({ value, path }: Located): void {
  if (typeof value !== "string") throw new PolicyProblem(path, "must be a text");
  if (value.startsWith("profile:")) return;
  const problem = parseHostPattern(value);
  if (typeof problem === "string") throw new PolicyProblem(path, `is not a host (${problem})`);
}
