import { PerennialError, message, type Json, type JsonObject, type Message } from "@perennial/api";
import type { Answer } from "./answer-shape.js";
import { oneLine } from "../portal/one-line.js";
import { asClause } from "./as-clause.js";

/** Codes of `docs/partner.md` with a text of their own: `certum.partner-<code>`. */
export const knownCodes: ReadonlySet<number> = new Set([
  1000, 1002, 1012, 1013, 1014, 1016, 1018, 1020, 1021, 1022, 1023, 1032, 1033, 1075, 1076, 1078,
  1113, 1136, 1159, 1166, 1167, 1168, 1169, 1170, 1184, 1186, 2003, 2051, 2056, 2058, 2125,
]);

/** More are told by their codes only. */
const mostTold = 8;
/** More codes than the service has. */
const mostCodes = 500;
/** Characters of the service's own words in a log; more are left out. */
const mostSaid = 1_000;

/** What the service says is wrong. */
interface PartnerFinding {
  readonly code: number;
  /** Its own words, perhaps none. */
  readonly text: string;
}

/**
 * The error that a `responseHeader` stands for, or undefined if all was done. Whatever it is, nothing
 * was done then.
 */
export function errorInHeader(header: Answer, host: string): PerennialError | undefined {
  const success = header.integer("successCode");
  switch (success) {
    case 0:
      return undefined;
    case 1:
      return refused(header, host);
    case 2:
      return new PerennialError("certum.partner-credentials", { host }, { effect: "none" });
    case 3:
      return new PerennialError("certum.partner-closed", { host }, { effect: "none" });
    default: {
      const detail = `successCode ${success}`;
      return new PerennialError("certum.partner-changed", { host }, { detail });
    }
  }
}

function refused(header: Answer, host: string): PerennialError {
  const findings = (header.childIfThere("errors")?.children("Error") ?? []).map((error) => ({
    code: error.integer("errorCode"),
    text: oneLine(error.textIfThere("errorText") ?? "", mostSaid),
  }));
  const detail = findings
    .slice(0, mostTold)
    .map(({ code, text }) => `${code} ${text}`)
    .join("; ");
  const [first, ...others] = findings;
  if (first === undefined) {
    return new PerennialError("certum.partner-changed", { host }, { detail: "no error code" });
  }
  const options = { detail, effect: "none" } as const;
  const described = describe(first, host);
  if (others.length === 0) return new PerennialError(described.code, described.params, options);
  const sentences = findings.slice(0, mostTold).map((finding) => {
    const { code, params } = describe(finding, host);
    return message(`error.${code}`, params);
  });
  const codes = findings.slice(0, mostCodes).map(({ code }) => code);
  return new PerennialError(
    "certum.partner-several",
    { host, findings: inARow(sentences), codes },
    options,
  );
}

/** One sentence after the other, as one argument of a message. */
function inARow(sentences: readonly Message[]): Json {
  return sentences.reduceRight<Message>(
    (rest, first) =>
      rest.key === "" ? first : message("certum.partner.in-a-row", { first, rest }),
    message(""),
  );
}

function describe(
  { code, text }: PartnerFinding,
  host: string,
): { code: string; params: JsonObject } {
  return knownCodes.has(code)
    ? { code: `certum.partner-${code}`, params: { host } }
    : {
        code: "certum.partner-refused",
        params: { host, number: String(code), text: asClause(text) },
      };
}

/** Whether the service gave one of these codes, alone or among others. */
export function isPartnerCode(
  error: unknown,
  ...wanted: readonly number[]
): error is PerennialError {
  return codesOf(error).some((code) => wanted.includes(code));
}

/** The service's codes in an error; none if it is another error. */
export function codesOf(error: unknown): readonly number[] {
  if (!PerennialError.is(error)) return [];
  const { code, params } = error;
  const [, own] = /^certum\.partner-(\d+)$/.exec(code) ?? [];
  if (own !== undefined) return [Number(own)];
  if (code === "certum.partner-refused") return [Number(params["number"])];
  const { codes } = params;
  if (code !== "certum.partner-several" || !Array.isArray(codes)) return [];
  return codes.map(Number);
}

/**
 * The error that a SOAP fault stands for: `Client` means that the message was not as the service
 * wants it, and nothing was done; after any other nobody knows. SOAP 1.1, 4.4.1.
 */
export function faultError(faultCode: string, text: string, host: string): PerennialError {
  const local = faultCode.slice(faultCode.indexOf(":") + 1);
  const nothingDone = /^(?:Client|VersionMismatch|MustUnderstand)(?:\.|$)/.test(local);
  return new PerennialError(
    nothingDone ? "certum.partner-fault" : "certum.partner-broke",
    { host, text: asClause(text) },
    {
      detail: oneLine(`${faultCode}: ${text}`, mostSaid),
      ...(nothingDone ? { effect: "none" } : { retry: {} }),
    },
  );
}
