import { request as httpsRequest } from "node:https";
import { readXml } from "../xml/read-xml.js";
import type { XmlElement } from "../xml/xml-element.js";
import { acme } from "./partner-request.js";
import type { PartnerSite } from "./partner-site.js";

const NAMESPACE = "http://webservice.api.muc.unizeto.pl/";

/** Elements in the order in which they are sent; those without a value are left out. */
export type Members = {
  readonly [name: string]: string | Members | readonly Members[] | undefined;
};

/** An answer of the service. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The element in the body. */
  readonly content: XmlElement;
  /** `-1` for a fault. */
  readonly successCode: number;
  readonly errorCodes: readonly number[];
  /** `soap:Client`, empty for none. */
  readonly faultCode: string;
  readonly faultText: string;
}

export const credentials = { password: "Partner1Haslo", userName: "partner" };

/** Writes messages by hand and sends them, so that they can be wrong in any way. */
export class RawPartner {
  /** All answers, for those who judge them. */
  readonly answers: RawAnswer[] = [];

  constructor(
    private readonly site: PartnerSite,
    private readonly authToken: Members = credentials,
  ) {}

  call(operation: string, members: Members): Promise<RawAnswer> {
    const content = xmlOf({ requestHeader: { authToken: this.authToken }, ...members });
    const named = `<p:${operation} xmlns:p="${NAMESPACE}">${content}</p:${operation}>`;
    return this.send(operation, envelope(named));
  }

  send(
    operation: string,
    message: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
    const request = httpsRequest(
      this.site.url,
      {
        method: "POST",
        ca: this.site.roots,
        agent: false,
        headers: {
          "content-type": "text/xml; charset=utf-8",
          soapaction: `"${NAMESPACE}${operation}"`,
          ...headers,
        },
      },
      (response) => {
        response
          .toArray()
          .then((chunks: Buffer[]) => {
            const text = Buffer.concat(chunks).toString("utf8");
            const answer = readAnswer(response.statusCode ?? 0, { ...response.headers }, text);
            this.answers.push(answer);
            resolve(answer);
          })
          .catch(reject);
      },
    );
    request.on("error", reject);
    request.end(message);
    return promise;
  }
}

/** An envelope of SOAP 1.1 around a body. */
export function envelope(body: string): string {
  const namespace = "http://schemas.xmlsoap.org/soap/envelope/";
  return `<?xml version="1.0" encoding="utf-8"?><e:Envelope xmlns:e="${namespace}"><e:Body>${body}</e:Body></e:Envelope>`;
}

export function xmlOf(members: Members): string {
  return Object.entries(members)
    .flatMap(([name, value]) => {
      if (value === undefined) return [];
      const values = isList(value) ? value : [value];
      return values.map((one) => {
        const content = typeof one === "string" ? escaped(one) : xmlOf(one);
        return `<${name}>${content}</${name}>`;
      });
    })
    .join("");
}

/** What orders have in these tests. */
export function orderMembers(csr: string, changes: Members = {}): Members {
  return {
    orderParameters: {
      customer: "Acme",
      orderID: "order-1",
      productCode: "812",
      CSR: csr,
      email: acme["E"],
      ...changes,
    },
  };
}

/** The text of the first element with a name, at any depth. */
export function textOf(element: XmlElement, local: string): string | undefined {
  return elementsOf(element, local)[0]?.text;
}

export function elementsOf(element: XmlElement, local: string): XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.local === local ? [child] : []),
    ...elementsOf(child, local),
  ]);
}

function readAnswer(
  status: number,
  headers: Readonly<Record<string, unknown>>,
  text: string,
): RawAnswer {
  const body = readXml(Buffer.from(text, "utf8"));
  const [content = body] = body.children[0]?.children ?? [];
  return {
    ...{ status, headers, text, content },
    successCode: Number(textOf(content, "successCode") ?? -1),
    errorCodes: elementsOf(content, "errorCode").map((code) => Number(code.text)),
    faultCode: textOf(content, "faultcode") ?? "",
    faultText: textOf(content, "faultstring") ?? "",
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function isList(value: NonNullable<Members[string]>): value is readonly Members[] {
  return Array.isArray(value);
}
