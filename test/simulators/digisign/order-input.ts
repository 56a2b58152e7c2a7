import { X509Certificate } from "node:crypto";
import { checkRequest, type CheckedRequest } from "../pki/certification-request.js";
import { readSentCertificate, type SentCertificate } from "../pki/sent-certificate.js";
import { x509 } from "../pki/x509.js";
import type { SentForm } from "../shared/exchange.js";
import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import type { DigisignPki } from "./digisign-pki.js";
import type { HolderData, OrderRequest } from "./order.js";
import type { DateRules } from "./rules/date-rules.js";

/** Reads and checks the form of an order. */
export class OrderInput {
  constructor(
    private readonly pki: Pick<DigisignPki, "issuing">,
    private readonly rules: DateRules,
    private readonly clock: SimulatorClock,
  ) {}

  /** @throws PortalError `order.missing-field`, `certificate.…`, `date.…`, `csr.…`. */
  async read(form: SentForm): Promise<OrderRequest> {
    const reference = required(form, "reference");
    const date = required(form, "issuingDate");
    const holder = holderData(form);
    const file = form.file("certificate");
    if (file === undefined) throw missing("certificate");
    const certificate = await this.#certificate(readSentCertificate(file.content));
    const notAfter = certificate.certificate.validToDate;
    const issuingDate = await this.rules.checkIssuingDate(date, notAfter, this.clock.now());
    const csr = await readRequest(form, certificate);
    return {
      reference,
      certificate,
      issuingDate,
      ...holder,
      ...(csr === undefined ? {} : { csr }),
    };
  }

  async #certificate(sent: SentCertificate): Promise<SentCertificate> {
    const { certificate, der } = sent;
    const { issuing } = this.pki;
    const issuer = new x509.X509Certificate(der).issuerName.toString();
    const isOurs =
      issuer === issuing.certificate.subject &&
      certificate.verify(new X509Certificate(issuing.der).publicKey);
    if (!isOurs)
      throw new PortalError(
        400,
        "certificate.not-ours",
        "The certificate was not issued by DIGISIGN S.A.",
        issuer,
      );
    await this.rules.checkCertificate(certificate.validToDate, this.clock.now());
    return sent;
  }
}

function holderData(form: SentForm): HolderData {
  const email = required(form, "email");
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw missing("email");
  const country = required(form, "country");
  if (!/^[A-Z]{2}$/.test(country)) throw missing("country");
  return {
    email,
    country,
    phone: form.text("phone"),
    organization: form.text("organization"),
    locality: form.text("locality"),
  };
}

/** @returns undefined where the form has no request: the new certificate is for the same key. */
async function readRequest(
  form: SentForm,
  { der }: SentCertificate,
): Promise<CheckedRequest | undefined> {
  const file = form.file("csr");
  if (file === undefined) return undefined;
  const request = await checkRequest(file.content);
  const stated = request.subject.toString();
  const expected = new x509.X509Certificate(der).subjectName.toString();
  if (stated !== "" && stated !== expected)
    throw new PortalError(
      400,
      "csr.subject-mismatch",
      "The request states another subject than the certificate.",
      stated,
    );
  return request;
}

function required(form: SentForm, name: string): string {
  const value = form.text(name);
  if (value === "") throw missing(name);
  return value;
}

function missing(name: string): PortalError {
  return new PortalError(
    400,
    "order.missing-field",
    `The field "${name}" is missing or cannot be used.`,
    name,
  );
}
