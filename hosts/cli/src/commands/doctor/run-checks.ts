import { toErrorData, type ErrorData } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { Output, Style } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { errorJson } from "../../output/render-error.js";
import { say } from "../../output/say.js";
import type { CommandResult } from "../../parse/definition.js";
import type { Check, CheckFinding, Severity } from "./check.js";

const styles: { readonly [severity in Severity]: Style } = {
  ok: "good",
  warning: "warning",
  error: "bad",
};

/** A finding as it is shown. */
interface Shown {
  readonly check: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
  readonly error?: object;
}

/** Makes every check, whatever the others find, and shows what they found. */
export async function runChecks<T>(
  checks: readonly Check<T>[],
  examined: T,
  { out, texts }: { readonly out: Output; readonly texts: Localizer },
): Promise<CommandResult> {
  const shown: Shown[] = [];
  for (const check of checks) {
    for (const finding of await findingsOf(check, examined)) {
      const one = await inWords(check.id, finding, texts);
      shown.push(one);
      const label = out.style(styles[one.severity], await say(texts, `severity.${one.severity}`));
      const words = await say(texts, "pair", { label: check.id, value: one.message });
      out.line(`${label}  ${words}`, 0, 4);
      if (one.hint !== undefined) out.line(one.hint, 4);
    }
  }
  const errors = shown.filter(({ severity }) => severity === "error").length;
  const warnings = shown.filter(({ severity }) => severity === "warning").length;
  out.line(await say(texts, "doctor.sum", { errors, warnings }));
  return {
    exitCode: errors === 0 ? ExitCode.done : ExitCode.failed,
    data: plainData({ findings: shown, errors, warnings }),
  };
}

/** A check that cannot be made is a finding itself. */
async function findingsOf<T>(check: Check<T>, examined: T): Promise<readonly CheckFinding[]> {
  try {
    return await check.run(examined);
  } catch (error) {
    return [{ severity: "error", error: toErrorData(error) }];
  }
}

async function inWords(check: string, finding: CheckFinding, texts: Localizer): Promise<Shown> {
  const { severity } = finding;
  if ("error" in finding) return { check, severity, ...(await errorWords(finding, texts)) };
  const key = `doctor.${check}.${finding.what}`;
  const message = await say(texts, key, finding.args);
  if (severity === "ok") return { check, severity, message };
  return { check, severity, message, hint: await say(texts, `${key}.hint`, finding.args) };
}

async function errorWords(
  { error, about }: { readonly error: ErrorData; readonly about?: string },
  texts: Localizer,
): Promise<Pick<Shown, "message" | "hint" | "error">> {
  const { what, next } = await texts.error(error);
  return {
    message: about === undefined ? what : await say(texts, "pair", { label: about, value: what }),
    ...(next === undefined ? {} : { hint: next }),
    error: await errorJson(error, texts),
  };
}
