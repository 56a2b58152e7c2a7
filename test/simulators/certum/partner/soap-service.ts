import type { Exchange } from "../../shared/exchange.js";
import type { PortalError } from "../../shared/portal-error.js";
import { reply, type Reply } from "../../shared/reply.js";
import { operations } from "./operations/index.js";
import type { Call, Operation, PartnerDesk } from "./operations/operation.js";
import type { PartnerAccounts } from "./partner-accounts.js";
import { partnerCodes } from "./partner-codes.js";
import { findingText, PartnerRefusal } from "./partner-refusal.js";
import { envelopeReply, faultReply, openEnvelope } from "./soap/envelope.js";
import { SoapFault } from "./soap/soap-fault.js";
import { servicePath, type PartnerWsdl } from "./wsdl/partner-wsdl.js";
import { readMessage } from "./wsdl/read-message.js";
import { writeMessage, type Answer } from "./wsdl/write-message.js";

/**
 * The SOAP 1.1 service. Its messages are read here and not by the server of the `soap` package: that
 * one wants a web server of its own, past the faults and limits of the simulator's, and takes
 * messages that the schema does not allow. Its client is one of those that the tests call with.
 */
export class SoapService {
  constructor(
    private readonly wsdl: PartnerWsdl,
    private readonly accounts: PartnerAccounts,
    private readonly desk: PartnerDesk,
  ) {}

  /** The description, with the address that it was asked for at. */
  describe({ headers }: Exchange): Reply {
    const address = URL.parse(servicePath, `https://${headers.host ?? "localhost"}/`);
    return reply(200, "text/xml; charset=utf-8", this.wsdl.at(address?.href ?? servicePath));
  }

  /** `partner.quickOrder`, or `partner.unknown`. */
  endpointOf(exchange: Exchange): string {
    const name = actionOf(exchange)?.slice(this.wsdl.schema.namespace.length) ?? "";
    return `partner.${this.wsdl.operations.has(name) ? name : "unknown"}`;
  }

  async answer(exchange: Exchange): Promise<Reply> {
    const { counters } = this.desk.world;
    try {
      return envelopeReply(await this.#call(exchange));
    } catch (error) {
      if (!(error instanceof SoapFault)) throw error;
      counters.add(`partner.faults.${error.code}`);
      return faultReply(error);
    }
  }

  async #call(exchange: Exchange): Promise<string> {
    checkContentType(exchange);
    const { schema } = this.wsdl;
    const content = openEnvelope(exchange.body);
    const name = content.local;
    const operation = operations.get(name);
    if (operation === undefined) throw new SoapFault("Client", `There is no operation ${name}.`);
    const action = actionOf(exchange);
    if (action !== `${schema.namespace}${name}`)
      throw new SoapFault("Client", `The SOAPAction is not that of ${name}: ${action ?? "none"}.`);
    const message = readMessage(schema, content);
    const token = message.inner("requestHeader").inner("authToken");
    const account = token.text("userName");
    const login = this.accounts.login(account, token.text("password"));
    const answer =
      login === "right"
        ? await this.#carryOut(name, operation, { message, account })
        : this.#header(login);
    if (login !== "right") this.desk.world.counters.add(`partner.logins.refused.${login}`);
    return writeMessage(schema, `${name}Response`, answer);
  }

  async #carryOut(name: string, operation: Operation, call: Call): Promise<Answer> {
    const { counters } = this.desk.world;
    counters.add(`partner.calls.${name}`);
    try {
      return { ...this.#header(0), ...(await operation(this.desk, call)) };
    } catch (error) {
      if (!(error instanceof PartnerRefusal)) throw error;
      for (const { code } of error.findings)
        counters.add(`partner.refused.${name}.${partnerCodes[code][0]}`);
      return this.#header(1, error);
    }
  }

  #header(successCode: number, refusal?: PartnerRefusal): Answer {
    const Error = (refusal?.findings ?? []).map((finding) => ({
      errorCode: partnerCodes[finding.code][0],
      errorText: findingText(finding),
      ...(finding.path === undefined ? {} : { elementPath: finding.path }),
    }));
    return {
      responseHeader: {
        successCode,
        timestamp: this.desk.world.clock.now(),
        ...(Error.length === 0 ? {} : { errors: { Error } }),
      },
    };
  }
}

/** SOAP 1.1, section 6. */
function checkContentType({ headers }: Exchange): void {
  const type = headers["content-type"] ?? "";
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type)?.[1] ?? "utf-8";
  if (!/^text\/xml\s*(;|$)/i.test(type))
    throw new SoapFault("Client", `A message is text/xml, not ${type || "nothing"}.`);
  if (charset.toLowerCase() !== "utf-8")
    throw new SoapFault("Client", `A message is UTF-8, not ${charset}.`);
}

/** The SOAPAction without its quotes (SOAP 1.1, section 6.1.1). */
function actionOf({ headers }: Exchange): string | undefined {
  const { soapaction } = headers;
  return typeof soapaction === "string" ? /^"([^"]*)"$/.exec(soapaction.trim())?.[1] : undefined;
}

/** How an error of the server itself looks at the service's address. */
export function partnerErrorReply(error: PortalError): Reply {
  const client = error.status < 500 && error.status !== 429;
  const fault = faultReply(
    { code: client ? "Client" : "Server", message: error.message },
    error.status,
  );
  return { ...fault, headers: { ...fault.headers, ...error.headers } };
}
