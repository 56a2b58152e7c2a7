import {
  PerennialError,
  type ErrorData,
  type Json,
  type Outcome,
  type Permissions,
  type Wait,
} from "@perennial/api";
import type { StepRun } from "@perennial/engine";
import { Ajv, type ValidateFunction } from "ajv";
import {
  certificateAnswerKey,
  confirmationKey,
  placeAnswerKey,
  signingAnswerPrefix,
} from "../confirmation-key.js";
import { isAllowedHost } from "../brokers/host-rules.js";
import { findNonJson } from "../runtime/plain-json.js";
import { firstProblem } from "./first-problem.js";
import { errorData, outcome as outcomeSchema } from "./outcome-schema.js";
import { requireInbox } from "./require-inbox.js";
import { isInstant } from "./shapes.js";
import type { RunnablePlugin } from "./runnable-plugin.js";

/** Checks what a plugin's process answers: its code may have sent anything. */
export class CheckedAnswers {
  readonly #outcome: ValidateFunction;
  readonly #error: ValidateFunction;

  constructor() {
    // Every error is wanted, to tell which alternative was meant; the answer's size is limited.
    const ajv = new Ajv({ strict: false, allErrors: true });
    ajv.addFormat("instant", isInstant);
    this.#outcome = ajv.compile(outcomeSchema);
    this.#error = ajv.compile(errorData);
  }

  /** @throws PerennialError `plugin.bad-outcome`, `plugin.permission-denied` for a page, or names in the inbox. */
  outcome(plugin: RunnablePlugin, run: StepRun, value: unknown): Outcome<Json> {
    // The child checks the same, but its code may have sent the answer itself.
    const bad =
      findNonJson(value, "outcome") ??
      (this.#outcome(value) ? undefined : `outcome${firstProblem(this.#outcome.errors ?? [])}`);
    if (bad !== undefined) {
      throw new PerennialError(
        "plugin.bad-outcome",
        { path: bad, kind: "other" },
        { plugin: plugin.id, step: run.step },
      );
    }
    const outcome = value as Outcome<Json>;
    if (outcome.outcome === "failed") {
      // Nobody fails in another plugin's name.
      return { ...outcome, error: { ...outcome.error, plugin: plugin.id } };
    }
    if (outcome.outcome === "waiting") {
      requirePages(plugin, run, outcome.wait);
      requireInbox(plugin, run, outcome.wait);
      requireConsent(plugin, run, outcome.wait);
    }
    return outcome;
  }

  /** @throws PerennialError `plugin.bad-outcome`. */
  verdict(plugin: RunnablePlugin, value: unknown): "allowed" | ErrorData {
    if (value === "allowed") return value;
    if (findNonJson(value) === undefined && this.#error(value)) {
      return { ...(value as ErrorData), plugin: plugin.id };
    }
    throw new PerennialError(
      "plugin.bad-outcome",
      { path: "guard", kind: "other" },
      { plugin: plugin.id },
    );
  }
}

function requirePages(plugin: RunnablePlugin, run: StepRun, wait: Wait): void {
  const declared = plugin.manifest.perennial.permissions?.pages ?? [];
  for (const { url } of wait.pages ?? []) {
    if (!isAllowedHost(url, declared, run.profile)) {
      throw new PerennialError(
        "plugin.permission-denied",
        { plugin: plugin.id, permission: "pages", value: url, hint: "permissions.pages" },
        { plugin: plugin.id, step: run.step },
      );
    }
  }
}

/**
 * What a person consents to is asked as such: a press of Enter after a task, or a look at a poll, is a
 * `true` as well, and no consent.
 */
function requireConsent(plugin: RunnablePlugin, run: StepRun, wait: Wait): void {
  const type = wait.for === "person" ? wait.question.type : undefined;
  const wanted = consentTo(wait.key, plugin.manifest.perennial.permissions ?? {});
  if (wanted === undefined || wanted === type) return;
  throw new PerennialError(
    "plugin.bad-outcome",
    { path: `outcome/wait/key (${wait.key}: for a ${wanted})`, kind: "other" },
    { plugin: plugin.id, step: run.step },
  );
}

/** The kind of question that an answer under this key has to come from. */
function consentTo(
  key: string,
  { certificates, keys, tokens, signatures }: Permissions,
): "confirm" | "choice" | undefined {
  if (certificates?.includes("install") === true && key === confirmationKey) return "confirm";
  if (tokens?.includes("adopt") === true && key === certificateAnswerKey) return "choice";
  const makesOnTokens = keys?.includes("generate") === true && tokens?.includes("read") === true;
  if (makesOnTokens && key === placeAnswerKey) return "choice";
  const signs = signatures?.includes("documents") === true;
  return signs && key.startsWith(signingAnswerPrefix) ? "confirm" : undefined;
}
