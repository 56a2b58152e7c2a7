import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { message } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { evaluatePolicy } from "./evaluate-policy.js";
import { parsePolicy, PolicyProblem } from "./parse-policy.js";
import type { PolicyGate, PolicyInForce } from "./policy-gate.js";
import type { Policy } from "./policy.js";
import type { PolicySubject, Verdict } from "./verdict.js";

/** Bytes of a policy file. */
const maxBytes = 1024 * 1024;

/** Where policy files may be, the one that decides first in front. All that exist must allow. */
export interface PolicyFiles {
  readonly paths: readonly string[];
}
export const PolicyFiles: unique symbol = Symbol("PolicyFiles");

type Opinion = (plugin: PolicySubject) => Verdict;

/** Policy from files. A file that is there and cannot be read refuses everything. */
@injectable()
export class FilePolicyGate implements PolicyGate {
  readonly #paths: readonly string[];

  constructor(@inject(PolicyFiles) files: PolicyFiles) {
    this.#paths = files.paths;
  }

  open(): PolicyInForce {
    const found = this.#paths.flatMap((path) => {
      const opinion = read(path);
      return opinion === undefined ? [] : [{ path, opinion }];
    });
    return {
      files: found.map(({ path }) => path),
      evaluate: (plugin) => {
        for (const { opinion } of found) {
          const verdict = opinion(plugin);
          if (verdict.verdict === "refused") return verdict;
        }
        return { verdict: "allowed" };
      },
    };
  }
}

/** Undefined if there is no such file. */
function read(path: string): Opinion | undefined {
  try {
    const policy: Policy = parsePolicy(readText(path));
    return (plugin) => evaluatePolicy(policy, path, plugin);
  } catch (error) {
    const { code, message: detail } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (error instanceof PolicyProblem) return unreadable(path, error.pointer, error.problem);
    if (code !== undefined) return unreadable(path, "", detail);
    throw error;
  }
}

function readText(path: string): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new PolicyProblem("", "is no regular file");
    if (found.size > maxBytes) {
      throw new PolicyProblem("", `is larger than ${maxBytes} bytes`);
    }
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

function unreadable(file: string, pointer: string, problem: string): Opinion {
  const verdict: Verdict = {
    verdict: "refused",
    code: "policy.unreadable",
    rule: { id: "policy.unreadable", file, pointer },
    reason: message("policy.unreadable", { file, pointer: pointer || "/", problem }),
  };
  return () => verdict;
}
