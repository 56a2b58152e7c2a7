import {
  PerennialError,
  isSecretRef,
  type Http,
  type HttpRequest,
  type HttpResponse,
  type ProxyFound,
} from "@perennial/api";
import { secretValue } from "../../testing/fake-secrets.js";

/** An order as the service keeps it. */
export interface TestOrder {
  readonly orderId: string;
  readonly operation: string;
  readonly customer: string;
  readonly productCode: string;
  readonly csr: string;
  readonly orderedAt: string;
  status: string;
  note?: string;
  mailbox: { state: string; code: string; sentAt: string; wrong: number };
  readonly documents: string[];
  certificate?: { readonly text: string; readonly issuers: readonly string[] };
}

/** What a hook puts in the place of an answer. */
export type Instead = HttpResponse | PerennialError | undefined;

/** Refused by the service with these codes. */
class Refused extends Error {
  constructor(readonly codes: readonly number[]) {
    super(codes.join(", "));
  }
}

/** The partner's service of `docs/partner.md` in memory, as the host's Http answers. */
export class FakePartner implements Http {
  readonly orders: TestOrder[] = [];
  /** Operations, as they came. */
  readonly seen: string[] = [];
  /** Requests, as they came. */
  readonly requests: HttpRequest[] = [];
  password = "right";
  wrongPasswords = 0;
  verificationState = "REQUIRED";
  /** Codes that an operation is refused with. */
  readonly refuse = new Map<string, readonly number[]>();
  /** Asked before an operation is carried out. */
  before: ((operation: string) => Instead) | undefined;
  /** Asked after it was carried out. */
  after: ((operation: string) => Instead) | undefined;

  constructor(private readonly clock: { readonly time: string }) {}

  async request(request: HttpRequest): Promise<HttpResponse> {
    const [head = "", password = "", ...rest] = request.xml ?? [];
    if (typeof head !== "string" || !isSecretRef(password)) throw new Error("no password in place");
    const xml = [head, ...rest.map(String)].join("");
    const operation = /<soap:Body><tns:(\w+)>/.exec(xml)?.[1] ?? "";
    this.seen.push(operation);
    this.requests.push(request);
    const before = this.before?.(operation);
    if (before instanceof PerennialError) throw before;
    if (before !== undefined) return before;
    const answer = this.answer(operation, xml, secretValue(password));
    const after = this.after?.(operation);
    if (after instanceof PerennialError) throw after;
    return after ?? answer;
  }

  order(orderId: string): TestOrder {
    const order = this.orders.find((one) => one.orderId === orderId);
    if (order === undefined) throw new Refused([1033]);
    return order;
  }

  /** Those that were not rejected or cancelled. */
  get standing(): readonly TestOrder[] {
    return this.orders.filter(({ status }) => status !== "REJECTED");
  }

  private answer(operation: string, xml: string, password: string): HttpResponse {
    if (this.wrongPasswords >= 5) return envelope(operation, header(3));
    if (password !== this.password) {
      this.wrongPasswords += 1;
      return envelope(operation, header(this.wrongPasswords < 5 ? 2 : 3));
    }
    this.wrongPasswords = 0;
    try {
      const codes = this.refuse.get(operation);
      if (codes !== undefined) throw new Refused(codes);
      return envelope(operation, header(0) + this.carryOut(operation, new Message(xml)));
    } catch (error) {
      if (error instanceof Refused) return envelope(operation, header(1, error.codes));
      throw error;
    }
  }

  private carryOut(operation: string, message: Message): string {
    const orderId = message.text("orderID");
    switch (operation) {
      case "validateOrderParameters":
        if (this.orders.some((order) => order.orderId === orderId)) throw new Refused([1012]);
        return "";
      case "quickOrder":
      case "renewCertificate":
      case "reissueCertificate":
        return this.place(operation, orderId, message);
      case "getOrderState":
        return stateOf(this.order(orderId));
      case "addEmailVerification":
        this.sendCode(this.order(orderId));
        return "";
      case "getEmailVerification":
        return mailboxOf(this.order(orderId));
      case "verifyOrder":
        return this.verify(this.order(orderId), message);
      case "getCertificate": {
        const { certificate } = this.order(orderId);
        if (certificate === undefined) throw new Refused([1159]);
        const { text, issuers } = certificate;
        const bundle = issuers.map((issuer) => element("X509Cert", issuer)).join("");
        const details = `<orderID>${orderId}</orderID><serialNumber>0a</serialNumber><startDate>${this.clock.time}</startDate><endDate>${this.clock.time}</endDate>${element("X509Cert", text)}`;
        return `<certificateDetails>${details}</certificateDetails><caBundle>${bundle}</caBundle>`;
      }
      case "cancelOrder": {
        const order = this.order(orderId);
        if (order.status === "ENROLLED") throw new Refused([1136]);
        order.status = "REJECTED";
        order.note = message.text("note");
        return "";
      }
      default:
        throw new Error(`no operation ${operation}`);
    }
  }

  private place(operation: string, orderId: string, message: Message): string {
    const codes = this.orders.some((order) => order.orderId === orderId) ? [1012] : [];
    const csr = message.text("CSR");
    if (this.standing.some((order) => order.csr === csr)) codes.push(1032);
    if (codes.length > 0) throw new Refused(codes);
    const mailbox = { state: this.verificationState, code: "", sentAt: "", wrong: 0 };
    const order: TestOrder = {
      ...{ orderId, operation, csr, mailbox, documents: [] },
      customer: message.text("customer"),
      productCode: message.text("productCode"),
      orderedAt: this.clock.time,
      status: this.verificationState === "REQUIRED" ? "AWAITING" : "VERIFICATION",
    };
    this.orders.push(order);
    this.sendCode(order);
    return `<orderID>${orderId}</orderID>`;
  }

  private sendCode(order: TestOrder): void {
    if (order.mailbox.state === "NOT_REQUIRED") return;
    const number = this.seen.filter((operation) => operation === "addEmailVerification").length;
    const code = `ABCDEFGH2${number + 2}`;
    order.mailbox = { state: "REQUIRED", code, sentAt: this.clock.time, wrong: 0 };
  }

  private verify(order: TestOrder, message: Message): string {
    const name = message.text("fileName");
    if (name !== "") {
      if (!order.documents.includes(name)) order.documents.push(name);
      const id = order.documents.indexOf(name) + 1;
      return `<documents><document><fileName>${name}</fileName><id>${id}</id></document></documents>`;
    }
    const { mailbox } = order;
    if (mailbox.state === "FAILED" || message.text("code") !== mailbox.code) {
      mailbox.wrong += 1;
      if (mailbox.wrong >= 5) mailbox.state = "FAILED";
      throw new Refused([1186]);
    }
    const age = Date.parse(this.clock.time) - Date.parse(mailbox.sentAt);
    if (age > 24 * 3_600_000) throw new Refused([1184]);
    mailbox.state = "VERIFIED";
    order.status = "VERIFICATION";
    return "";
  }

  async proxy(): Promise<ProxyFound | null> {
    return null;
  }
  async cookies(): Promise<string> {
    return "";
  }
  async restore(): Promise<void> {}
  async close(): Promise<void> {}
}

/** The texts of a request; each name stands once where it is asked for. */
class Message {
  constructor(private readonly xml: string) {}

  text(name: string): string {
    const [, text = ""] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(this.xml) ?? [];
    return text
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&apos;", "'")
      .replaceAll("&amp;", "&");
  }
}

/** An answer of the service. */
export function envelope(operation: string, content: string): HttpResponse {
  const body = `<n:${operation}Response xmlns:n="http://webservice.api.muc.unizeto.pl/">${content}</n:${operation}Response>`;
  return xmlResponse(200, body);
}

/** A fault, SOAP 1.1, 4.4. */
export function fault(code: string, text: string): HttpResponse {
  const fault = element("faultcode", code) + element("faultstring", text);
  return xmlResponse(500, `<s:Fault>${fault}</s:Fault>`);
}

export function xmlResponse(status: number, body: string, prolog = ""): HttpResponse {
  const xml = `${prolog}<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;
  return response(status, "text/xml; charset=utf-8", xml);
}

export function response(status: number, type: string, text: string): HttpResponse {
  const body = Buffer.from(text).toString("base64");
  return { status, headers: { "content-type": type }, url: "https://gs.certum.pl/x", body };
}

export function header(success: number, codes: readonly number[] = [], text = ""): string {
  const errors = codes.map(
    (code) =>
      `<Error><errorCode>${code}</errorCode>${text === "" ? "" : element("errorText", text)}</Error>`,
  );
  const listed = errors.length === 0 ? "" : `<errors>${errors.join("")}</errors>`;
  return `<responseHeader><successCode>${success}</successCode><timestamp>2026-11-20T09:30:00Z</timestamp>${listed}</responseHeader>`;
}

function stateOf(order: TestOrder): string {
  const { orderId, status, productCode, customer, orderedAt, note } = order;
  const texts = [
    element("orderID", orderId),
    element("orderStatus", status),
    element("productCode", productCode),
    element("customer", customer),
    element("orderDate", orderedAt),
    note === undefined ? "" : element("note", note),
  ];
  return `<orderState>${texts.join("")}</orderState>`;
}

function mailboxOf({ mailbox: { state, sentAt } }: TestOrder): string {
  const sent = sentAt === "" ? "" : element("sentAt", sentAt);
  const texts = element("email", "Anna@przyklad.example") + element("state", state) + sent;
  return `<emailVerifications><emailVerification>${texts}</emailVerification></emailVerifications>`;
}

function element(name: string, text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<${name}>${escaped}</${name}>`;
}
