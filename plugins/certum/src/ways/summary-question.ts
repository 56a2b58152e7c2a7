import { message, waiting, type Message, type Outcome } from "@perennial/api";
import { createHash } from "node:crypto";
import type { CertumRenewal } from "../profile.js";
import type { GivenData } from "./data-entry.js";
import { noonOf } from "./dates.js";
import { contact } from "./panel-order-texts.js";

/** A statement that the customer makes with the data. */
export interface Statement {
  readonly id: string;
  readonly text: string;
  readonly required: boolean;
}

/** What the person said of the summary. */
export type Summary = "submit" | "change" | Outcome<never>;

/**
 * "Verify provided information on the summary screen; mark the statements if required." A yes is one
 * for these data and these statements alone.
 */
export function askSummary(
  renewal: CertumRenewal,
  attempt: string,
  given: GivenData,
  statements: readonly Statement[],
): Summary {
  const { organization: data, document } = given;
  const sum = JSON.stringify([data, document?.name, document?.content, statements]);
  const key = `summary${attempt}:${createHash("sha256").update(sum).digest("hex").slice(0, 12)}`;
  const said = renewal.answer<"submit" | "change">(key);
  if (said !== undefined) return said;
  return waiting({
    key,
    for: "person",
    text: message("certum.summary"),
    instructions: [
      ...lines(given),
      ...statements.map(({ text, required }) =>
        message("certum.statement", { text, required: required ? "yes" : "no" }),
      ),
      contact(renewal),
    ],
    question: {
      type: "choice",
      options: [
        { value: "submit", label: message("certum.summary.submit") },
        { value: "change", label: message("certum.summary.change") },
      ],
    },
  });
}

function lines({ organization: data, document }: GivenData): readonly Message[] {
  const { organization, country, state, locality, registration, reused } = data;
  const address = message("certum.summary.data", { organization, country, state, locality });
  if (reused !== null)
    return [address, message("certum.summary.reuse", { until: noonOf(reused.until) })];
  return [
    address,
    registration === null
      ? message("certum.summary.document", { name: document?.name ?? "–" })
      : message("certum.summary.register", registration),
  ];
}
