import { PerennialError, withoutEffect, type Http, type SecretRef } from "@perennial/api";
import { randomUUID } from "node:crypto";
import { refusalOfXml } from "./plain-xml.js";
import { partnerWsdl } from "./partner-wsdl.js";

/** Where the service is, and who calls. */
export interface PartnerAccount {
  readonly url: string;
  readonly user: string;
  readonly password: SecretRef;
  /** PEM roots instead of the system's. */
  readonly roots?: readonly string[];
  /** Of the host's HTTP. */
  readonly session: string;
}

/** What `soap` is told of an answer. */
type Answered = (error: unknown, response?: { readonly status: number }, body?: string) => void;

/** A certificate with its issuers is a few kilobytes. */
const maxAnswerBytes = 1024 * 1024;

/**
 * Carries `soap`'s messages over the host's HTTP. The password is not known here: a marker stands in
 * its place until the message is cut there, and the host puts the password in. `IHttpClient` of `soap`.
 */
export class PartnerTransport {
  /** Stands where the password goes; never sent. */
  readonly marker = `password-${randomUUID()}`;

  constructor(
    private readonly http: Http,
    private readonly account: PartnerAccount,
  ) {}

  /** Of the service, as messages name it. */
  get host(): string {
    return new URL(this.account.url).host;
  }

  /** The request for the WSDL is the one without a body; it is answered from memory. */
  readonly request = (
    _url: string,
    xml: unknown,
    answered: Answered,
    headers: { readonly SOAPAction?: string } = {},
  ): void => {
    if (typeof xml !== "string") {
      answered(null, { status: 200 }, partnerWsdl);
      return;
    }
    void this.send(xml, headers.SOAPAction ?? '""').then(
      ({ status, body }) => answered(null, { status }, body),
      (error: unknown) => answered(error),
    );
  };

  private async send(xml: string, action: string): Promise<{ status: number; body: string }> {
    const { http, account } = this;
    const [before, after, ...more] = xml.split(this.marker);
    if (before === undefined || after === undefined || more.length > 0) {
      throw new TypeError("the password has one place in a message");
    }
    const sent = http.request({
      session: account.session,
      method: "POST",
      url: account.url,
      headers: { SOAPAction: action, Accept: "text/xml" },
      xml: [before, account.password, after],
      // What carries a password goes to nobody else.
      maxRedirects: 0,
      maxBytes: maxAnswerBytes,
      ...(account.roots === undefined ? {} : { roots: account.roots }),
    });
    const { status, headers, body } = await sent.catch(unlessBusy);
    const isXml = /^(?:text|application)\/(?:soap\+)?xml\b/i.test(headers["content-type"] ?? "");
    // A fault comes as 500, or, from some services, as 200.
    if (isXml && (status === 200 || status === 500)) return { status, body: this.xmlIn(body) };
    if (status === 200) throw this.changed(`${headers["content-type"] ?? "nothing"} for XML`);
    const refused = status < 500;
    throw new PerennialError(
      "certum.partner-unexpected",
      { host: this.host, status },
      { detail: `HTTP ${status}`, ...(refused ? { effect: "none" } : { retry: {} }) },
    );
  }

  private xmlIn(body: string): string {
    const bytes = Buffer.from(body, "base64");
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
      throw this.changed("not UTF-8", error);
    }
    const refusal = refusalOfXml(text);
    if (refusal !== undefined) throw this.changed(refusal);
    return text;
  }

  private changed(detail: string, cause?: unknown): PerennialError {
    return new PerennialError("certum.partner-changed", { host: this.host }, { detail, cause });
  }
}

/** A busy service (429, 503 with `Retry-After`) has done nothing. `docs/partner.md`. */
async function unlessBusy(error: unknown): Promise<never> {
  if (!PerennialError.is(error, "http.busy")) throw error;
  return withoutEffect<never>(async () => {
    throw error;
  });
}
