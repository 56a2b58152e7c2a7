import { PerennialError, type Http } from "@perennial/api";
import { Answer } from "./answer-shape.js";
import { errorInHeader, faultError } from "./partner-errors.js";
import { PartnerTransport, type PartnerAccount } from "./partner-transport.js";
import { xmlText } from "./xml-text.js";

/** Elements of a request; what is undefined is left out. */
export type Elements = {
  readonly [name: string]: string | Elements | readonly Elements[] | undefined;
};

/** Of `docs/partner.md`. */
export type Operation =
  | "validateOrderParameters"
  | "quickOrder"
  | "renewCertificate"
  | "reissueCertificate"
  | "getOrderState"
  | "addEmailVerification"
  | "getEmailVerification"
  | "verifyOrder"
  | "getCertificate"
  | "cancelOrder";

type Invoke = (args: unknown) => Promise<readonly [unknown, ...unknown[]]>;

/** Numbers and times as they are written: they are read and checked as {@link Answer}. */
const asWritten = { int: keep, long: keep, dateTime: keep };

function keep(text: string): string {
  return text;
}

/** The partner's service: `soap` makes and reads the messages, the host carries them. */
export class PartnerClient {
  private constructor(
    private readonly transport: PartnerTransport,
    private readonly user: string,
    private readonly operations: { readonly [name: string]: unknown },
  ) {}

  /** `soap` is loaded here, for those who order as partners. */
  static async open(http: Http, account: PartnerAccount): Promise<PartnerClient> {
    const transport = new PartnerTransport(http, account);
    const { createClientAsync } = await import("soap");
    const operations = await createClientAsync(account.url, {
      httpClient: transport as never,
      endpoint: account.url,
      disableCache: true,
      // Done before, without an exception for what looks like CDATA.
      escapeXML: false,
      ...{ customDeserializer: asWritten },
    });
    return new PartnerClient(transport, account.user, operations);
  }

  /** Of the service, as messages name it. */
  get host(): string {
    return this.transport.host;
  }

  /**
   * @throws PerennialError with `effect: "none"`: `certum.partner-<code>` for a known code,
   *   `certum.partner-refused`, `certum.partner-several`, `certum.partner-credentials`,
   *   `certum.partner-closed`, `certum.partner-fault`, `certum.partner-character`; without, when nobody
   *   knows whether it was done: `certum.partner-broke`, `certum.partner-unexpected`,
   *   `certum.partner-changed`, and what the host's HTTP throws.
   */
  async call(operation: Operation, elements: Elements): Promise<Answer> {
    const { transport, host } = this;
    const authToken = { password: transport.marker, userName: xmlText(this.user, "userName") };
    const invoke = this.operations[`${operation}Async`] as Invoke;
    let result: unknown;
    try {
      const parts = await invoke({ requestHeader: { authToken }, ...escaped(elements) });
      [result] = parts;
    } catch (error) {
      throw this.failure(error);
    }
    const answer = Answer.of(result, host);
    const error = errorInHeader(answer.child("responseHeader"), host);
    if (error !== undefined) throw error;
    return answer;
  }

  private failure(error: unknown): Error {
    const { host } = this;
    if (PerennialError.is(error)) return error;
    const fault = faultIn(error);
    if (fault !== undefined) return faultError(fault.code, fault.text, host);
    const detail = error instanceof Error ? error.message : "not to be read";
    return new PerennialError("certum.partner-changed", { host }, { detail, cause: error });
  }
}

function escaped(elements: Elements): { readonly [name: string]: unknown } {
  return Object.fromEntries(
    Object.entries(elements).flatMap(([name, value]): [string, unknown][] => {
      if (value === undefined) return [];
      if (typeof value === "string") return [[name, xmlText(value, name)]];
      if (isList(value)) return [[name, value.map(escaped)]];
      return [[name, escaped(value)]];
    }),
  );
}

function isList(value: Elements | readonly Elements[]): value is readonly Elements[] {
  return Array.isArray(value);
}

/** `soap` throws what it read with the fault in it. */
function faultIn(error: unknown): { code: string; text: string } | undefined {
  let value: unknown = error;
  for (const name of ["root", "Envelope", "Body", "Fault"]) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const texts = ["faultcode", "faultstring"].map((name) => {
    const member: unknown = Reflect.get(value, name);
    return typeof member === "string" ? member : "";
  });
  return { code: texts[0] ?? "", text: texts[1] ?? "" };
}
