import type { HttpRequest, HttpResponse, UploadedFile } from "@perennial/api";
import type { FakeClock } from "./fake-clock.js";
import { bytesOf, hash } from "./hash.js";
import type { PanelOrder, PanelOrganization } from "./kept-order.js";
import { json, refusal, toOrder } from "./panel-pages.js";

const day = 86_400_000;

/** The data verification of {@link FakePanel}; `docs/portal.md`, "Data verification". */
export class PanelDataDesk {
  organizations: PanelOrganization[] = [];
  statements = [
    { id: "true", text: "The data are true.", required: true },
    { id: "news", text: "Certum may write to me.", required: false },
  ];
  registries = [
    { type: "KRS", country: "PL", title: "Krajowy Rejestr Sądowy" },
    { type: "NIP", country: "PL", title: "Numer identyfikacji podatkowej" },
  ];
  private receipts = 122;

  constructor(private readonly clock: FakeClock) {}

  /** The operator accepts the data. */
  verify(order: PanelOrder): void {
    if (order.data === undefined) throw new Error("no data");
    const on = this.clock.time.slice(0, 10);
    order.data.verifiedOn = on;
    order.data.verifiedUntil = new Date(Date.parse(on) + 825 * day).toISOString().slice(0, 10);
    order.steps.data = "verified";
    order.steps.email = "awaiting-data";
  }

  /** The operator rejects the data. */
  reject(order: PanelOrder, reason: string): void {
    if (order.data === undefined) throw new Error("no data");
    order.data.rejection = { reason, at: this.clock.time };
    order.steps.data = "awaiting-data";
    order.status = "Waiting for activation";
  }

  /** Data are submitted. */
  submit(
    request: HttpRequest,
    order: PanelOrder,
    fields: { readonly [name: string]: unknown },
  ): HttpResponse {
    const reference = String(fields["reference"]);
    if (order.data?.reference === reference) return refusal(request, 409, "data.duplicate");
    if (order.steps.data !== "awaiting-data") return refusal(request, 409, "step.not-open");
    const marked = String(fields["statements"] ?? "").split(",");
    const missing = this.statements.find(({ id, required }) => required && !marked.includes(id));
    if (missing !== undefined) return refusal(request, 400, "statements.missing", missing.id);
    const { organizationId } = fields;
    const at = { reference, submittedAt: this.clock.time, documents: [] };
    if (organizationId !== undefined) {
      const known = this.organizations.find(({ id }) => id === organizationId);
      if (known === undefined) return refusal(request, 400, "data.unknown-organization");
      const { organization, country, state, locality, registration } = known;
      order.data = { ...at, organization, country, state, locality, registration };
      this.verify(order);
      return toOrder(request, order.number);
    }
    const value = (name: string) => String(fields[name] ?? "");
    for (const name of ["organization", "country", "state", "locality"]) {
      if (value(name) === "") return refusal(request, 400, "data.missing-field", name);
    }
    const byRegister = fields["verification"] === "register";
    const type = value("registrationType");
    if (byRegister && !this.registries.some((one) => one.type === type)) {
      return refusal(request, 400, "data.unknown-registry", type);
    }
    order.data = {
      ...at,
      organization: value("organization"),
      country: value("country"),
      state: value("state"),
      locality: value("locality"),
      registration: byRegister ? { type, number: value("registrationNumber") } : null,
    };
    order.steps.data = "waiting-for-verification";
    order.status = "Under verification";
    if (!byRegister) this.add(request, order, fields["document"] as UploadedFile);
    return toOrder(request, order.number);
  }

  /** A document is added. */
  add(request: HttpRequest, order: PanelOrder, file: UploadedFile): HttpResponse {
    if (order.data === undefined || order.steps.data !== "waiting-for-verification") {
      return refusal(request, 409, "step.not-open");
    }
    const sha256 = hash(bytesOf(file.content));
    const same = order.data.documents.find((one) => one.sha256 === sha256);
    if (same !== undefined) return refusal(request, 409, "document.duplicate", same.receipt);
    this.receipts += 1;
    const receipt = `D-${String(this.receipts).padStart(6, "0")}`;
    const document = { name: file.name, sha256, receipt, at: this.clock.time };
    order.data.documents.push(document);
    return json(request, 201, document);
  }
}
