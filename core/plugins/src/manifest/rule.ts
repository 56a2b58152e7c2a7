import type { Message } from "@perennial/api";
import type { Finding, Fix, Severity } from "./finding.js";
import type { PluginSource } from "./plugin-source.js";

/** What a rule reports; the rule's own id, severity and hint complete it to a {@link Finding}. */
export interface Problem {
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
  /** Default: `package.json`. */
  readonly file?: string;
  readonly message: Message;
  readonly fix?: Fix;
}

/**
 * One rule of a manifest. It never throws: of a manifest it reads what has the expected shape and
 * leaves the rest to the rule `manifest-shape`.
 */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly hint: Message;
  check(plugin: PluginSource): readonly Problem[] | Promise<readonly Problem[]>;
}

/** All findings of one rule. */
export async function applyRule(rule: Rule, plugin: PluginSource): Promise<readonly Finding[]> {
  const problems = await rule.check(plugin);
  return problems.map((problem) => ({
    rule: rule.id,
    severity: rule.severity,
    file: problem.file ?? "package.json",
    path: problem.path,
    message: problem.message,
    hint: rule.hint,
    ...(problem.fix === undefined ? {} : { fix: problem.fix }),
  }));
}
