import { sha256 } from "../../pki/pem.js";
import type { SentFile, SentForm } from "../../shared/exchange.js";
import { PortalError } from "../../shared/portal-error.js";
import { Receipts } from "../../shared/receipts.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import {
  tilesOf,
  type AcknowledgedDocument,
  type DataSubmission,
  type Order,
  type OrganizationData,
} from "../order.js";
import { notOpen, type OrderRegister } from "../order-register.js";
import { checkDocument } from "../rules/document-file.js";
import { checkCountry, registryOf, type Registration } from "../rules/registries.js";
import { checkStatements } from "../rules/statements.js";
import type { OrganizationRegister } from "./organization-register.js";

/** Takes organization data and documents. */
export class DataDesk {
  readonly #receipts = new Receipts("D");
  readonly #readers: ((order: Order) => void)[] = [];

  constructor(
    private readonly orders: OrderRegister,
    private readonly organizations: OrganizationRegister,
    private readonly clock: SimulatorClock,
  ) {}

  /** Calls back for all data that wait for the operator, from now on. */
  onData(reader: (order: Order) => void): void {
    this.#readers.push(reader);
  }

  /** @throws PortalError what `portal.md` lists for `POST panel/data`. */
  submit(order: Order, form: SentForm): void {
    const reference = form.text("reference");
    this.orders.admit(order, "data", reference, tilesOf(order).data === "awaiting-data");
    const organizationId = form.text("organizationId");
    if (organizationId === "") this.#fresh(order, reference, form);
    else this.#reused(order, reference, organizationId, form);
    this.orders.useReference(order, "data", reference);
    for (const reader of this.#readers) reader(order);
  }

  /** @throws PortalError what `portal.md` lists for `POST panel/documents`. */
  addDocument(order: Order, file: SentFile | undefined): AcknowledgedDocument {
    const { data } = order;
    const { data: tile } = tilesOf(order);
    if (data === undefined || tile !== "waiting-for-verification") throw notOpen(tile);
    if (file === undefined) throw missingField("document");
    return this.#acknowledge(data, file);
  }

  #fresh(order: Order, reference: string, form: SentForm): void {
    const { data, document } = readData(form);
    checkStatements(marked(form));
    const submission: DataSubmission = {
      reference,
      ...data,
      submittedAt: this.clock.now(),
      documents: [],
    };
    if (document !== undefined) this.#acknowledge(submission, document);
    order.data = submission;
  }

  #reused(order: Order, reference: string, id: string, form: SentForm): void {
    const verified = this.organizations.reuse(order.customer, id);
    checkStatements(marked(form));
    const { organization, country, state, locality, registration } = verified;
    order.data = {
      reference,
      ...{ organization, country, state, locality, registration },
      submittedAt: this.clock.now(),
      documents: [],
      verified,
    };
  }

  #acknowledge({ documents }: DataSubmission, file: SentFile): AcknowledgedDocument {
    checkDocument(file);
    const hash = sha256(file.content);
    const before = documents.find((document) => document.sha256 === hash);
    if (before !== undefined)
      throw new PortalError(
        409,
        "document.duplicate",
        "This document was received before.",
        before.receipt,
      );
    const document = {
      name: file.name,
      sha256: hash,
      receipt: this.#receipts.next(),
      at: this.clock.now(),
    };
    documents.push(document);
    return document;
  }
}

function marked(form: SentForm): string[] {
  return form
    .text("statements")
    .split(",")
    .map((id) => id.trim());
}

interface ReadData {
  readonly data: OrganizationData;
  /** Checked. */
  readonly document?: SentFile;
}

function readData(form: SentForm): ReadData {
  const [organization, country, state, locality] = [
    required(form, "organization"),
    required(form, "country"),
    required(form, "state"),
    required(form, "locality"),
  ];
  checkCountry(country);
  const organizationData = { organization, country, state, locality };
  switch (required(form, "verification")) {
    case "register": {
      const registration = registrationOf(form, country);
      return { data: { ...organizationData, registration } };
    }
    case "document": {
      const document = form.file("document");
      if (document === undefined) throw missingField("document");
      checkDocument(document);
      return { data: { ...organizationData, registration: null }, document };
    }
    default:
      throw missingField("verification");
  }
}

function registrationOf(form: SentForm, country: string): Registration {
  const { type } = registryOf(required(form, "registrationType"), country);
  return { type, number: required(form, "registrationNumber") };
}

function required(form: SentForm, name: string): string {
  const value = form.text(name);
  if (value === "") throw missingField(name);
  return value;
}

function missingField(name: string): PortalError {
  return new PortalError(400, "data.missing-field", `Please fill in "${name}".`, name);
}
