import type { FormSchema, HttpRequest, SeenToken, UploadedFile } from "@perennial/api";
import type { CertumProfile, KeyMethodName } from "../profile.js";
import type { CertificateOffer } from "../rules/certificate-fields.js";
import { certificateText } from "./fake-certificates.js";
import type { PanelOrder } from "./kept-order.js";
import { html, json, refusal } from "./panel-pages.js";
import type { FakeRenewal } from "./fake-renewal.js";
import { base64, fromBase64, hash } from "./hash.js";
import { World, type Rest } from "./world.js";

export const orderNumber = "ORDER/0000123456/dk";
export const mailbox = "anna@przyklad.example";
export const organization = "Przykład sp. z o.o.";

/** What the panel of the tests offers for the certificate. */
export const panelOffer: CertificateOffer = {
  commonNames: [
    { kind: "organization", value: organization },
    { kind: "mailbox", value: mailbox },
  ],
  fields: [
    { name: "E", value: mailbox, mandatory: true },
    { name: "O", value: organization, mandatory: true },
    { name: "organizationIdentifier", value: "NTRPL-0000012345", mandatory: true },
    { name: "L", value: "Warszawa", mandatory: false },
    { name: "SP", value: "mazowieckie", mandatory: false },
    { name: "C", value: "PL", mandatory: false },
  ],
};

/** What a person marks who leaves everything marked. */
export const allMarked = { commonName: "mailbox" } as const;

/** A renewal whose data and mailbox are verified, so that the certificate can be activated. */
export class ActivationStage {
  readonly world = new World();
  readonly order: PanelOrder;
  readonly renewal: FakeRenewal;
  /** The code with which the panel refuses a CSR or an activation; and what it says of it. */
  refuseCsr: { readonly code: string; readonly detail?: string } | undefined;
  refuseActivation: { readonly code: string; readonly detail?: string } | undefined;
  /** What was posted to activate, in order. */
  readonly activations: { readonly [field: string]: unknown }[] = [];
  /** The mailed or downloaded certificate, once it is issued. */
  issued: string | undefined;
  issuers: string | undefined;

  constructor(profile: Partial<CertumProfile> = {}) {
    const { world } = this;
    this.order = world.panel.addOrder(orderNumber);
    this.order.steps.data = "verified";
    this.order.steps.email = "verified";
    this.order.steps.activation = "awaiting-data";
    world.secrets.give("portalPassword", world.panel.password);
    this.renewal = world.begin(profile);
    this.open();
    this.verify();
  }

  /** Chooses the fields and the method, and runs on until the renewal rests. */
  async choose(method: KeyMethodName, until?: string): Promise<Rest> {
    const { world, renewal } = this;
    await world.run(renewal);
    await world.give(renewal, "certificate-data", allMarked);
    return world.give(renewal, "key-method", method, until);
  }

  /** SPKI hash of the key of what was submitted. */
  get spkiHash(): string {
    const output =
      this.renewal.outputs.get("own-request") ?? this.renewal.outputs.get("create-request");
    return (output as { spkiHash: string }).spkiHash;
  }

  /** Certum issues the certificate for the key. */
  issue(values: Parameters<typeof certificateText>[0] = {}): string {
    const text = certificateText({
      serial: "0c0d0e",
      spkiHash: this.spkiHash,
      notBefore: "2026-11-20T09:00:00Z",
      notAfter: "2028-11-19T09:00:00Z",
      ...values,
    });
    this.issued = text;
    this.order.status = "Issued";
    this.order.certificate = {
      serial: "0c0d0e",
      sha256: hash(text),
      issuedAt: "2026-11-20T09:00:00Z",
      notAfter: "2028-11-19T09:00:00Z",
    };
    return text;
  }

  private verify(): void {
    const { outputs, ended } = this.renewal;
    const data = {
      organization,
      country: "PL",
      state: "mazowieckie",
      locality: "Warszawa",
      registration: { type: "KRS", number: "12345" },
      reused: null,
      reference: "data-1",
      submittedAt: "2026-11-20T09:00:00Z",
      verifiedAt: "2026-11-20T09:10:00Z",
      verifiedUntil: "2029-02-22",
    };
    const email = { address: mailbox, verifiedAt: "2026-11-20T09:20:00Z", reusableUntil: null };
    const order = { kind: "activation", number: orderNumber, days: 730, serial: null };
    outputs.set("choose-order", order);
    outputs.set("organization-data", data);
    outputs.set("data-verification", data);
    outputs.set("email-address", { ...email, reference: "email-1", sentAt: email.verifiedAt });
    outputs.set("email-verification", email);
    for (const step of outputs.keys()) ended.add(step);
  }

  private open(): void {
    const { routes } = this.world.panel;
    routes.set("panel/certificate-data", (request) => json(request, 200, panelOffer));
    routes.set("panel/activation", (request, order) => this.activate(request, order));
    routes.set("panel/certificate", (request) =>
      this.issued === undefined
        ? refusal(request, 409, "certificate.not-issued")
        : { ...html(request, 200, ""), body: base64(this.issued) },
    );
    routes.set("panel/certificate/issuers", (request) => ({
      ...html(request, 200, ""),
      body: base64(`-----BEGIN CERTIFICATES-----\n${this.issuers ?? ""}`),
    }));
    this.world.panel.next = (request, path) => {
      if (path !== "panel/csr") return undefined;
      if (this.refuseCsr !== undefined) {
        const { code, detail = "" } = this.refuseCsr;
        return refusal(request, code === "csr.key-used" ? 409 : 400, code, detail);
      }
      return json(request, 200, { result: "Correct", spkiHash: "" });
    };
  }

  private activate(request: HttpRequest, order: PanelOrder) {
    const fields = request.multipart ?? {};
    if (this.refuseActivation !== undefined) {
      const { code, detail = "" } = this.refuseActivation;
      this.refuseActivation = undefined;
      return refusal(request, 400, code, detail);
    }
    const reference = String(fields["reference"]);
    if (order.activation?.reference === reference) {
      return refusal(request, 409, "activation.duplicate");
    }
    if (order.steps.activation !== "awaiting-data") return refusal(request, 409, "step.not-open");
    this.activations.push(fields);
    const csr = fromBase64((fields["csr"] as UploadedFile).content);
    order.activation = {
      reference,
      spkiHash: /REQUEST (\S+)/.exec(csr)?.[1] ?? "",
      commonName: String(fields["commonName"]),
      submittedAt: this.world.clock.time,
    };
    order.status = "Submitted for issuance";
    order.steps.activation = "waiting-for-verification";
    return { ...html(request, 303, ""), headers: { location: "/panel/order" } };
  }

  /** The authority refuses to issue. */
  reject(reason: string): void {
    if (this.order.activation === undefined) throw new Error("nothing was submitted");
    this.order.activation.rejection = { reason, at: this.world.clock.time };
    this.order.status = "Rejected";
    this.order.steps.activation = "awaiting-data";
  }
}

/** A card that is ready. */
export function card(values: Partial<SeenToken> = {}): SeenToken {
  return {
    place: "pkcs11:token=Anna",
    label: "Anna",
    manufacturer: "Certum",
    model: "cryptoCertum 3.6",
    serial: "0001",
    pin: "ok",
    algorithms: ["rsa-2048", "rsa-3072"],
    ...values,
  };
}

/** Names of a form's fields. */
export function fieldsOf({ properties }: FormSchema): readonly string[] {
  return Object.keys(properties);
}
