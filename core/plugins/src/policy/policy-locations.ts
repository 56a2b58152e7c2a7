import { join, win32 } from "node:path";
import type { PolicyFiles } from "./file-policy-gate.js";

/** What the place of the policy files depends on. */
export interface PolicyLocation {
  readonly platform: NodeJS.Platform;
  /** Environment variables; `ProgramData` on Windows. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Perennial's home folder. */
  readonly home: string;
}

/** The system's policy file in front of the one in the home folder. */
export function policyFiles({ platform, env, home }: PolicyLocation): PolicyFiles {
  return { paths: [systemPolicyFile(platform, env), join(home, "policy.json")] };
}

function systemPolicyFile(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): string {
  switch (platform) {
    case "win32":
      return win32.join(env["ProgramData"] ?? "C:\\ProgramData", "Perennial", "policy.json");
    case "darwin":
      return "/Library/Application Support/Perennial/policy.json";
    default:
      return "/etc/perennial/policy.json";
  }
}
