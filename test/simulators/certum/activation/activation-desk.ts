import type { CheckedRequest } from "../../pki/certification-request.js";
import type { SentForm } from "../../shared/exchange.js";
import { PortalError } from "../../shared/portal-error.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import { tilesOf, type Order } from "../order.js";
import type { OrderRegister } from "../order-register.js";
import type { UsedKeys } from "../partner-orders.js";
import { readSmimeRequest } from "../rules/smime-request.js";
import { certificateChoice, chosenCommonName, chosenFields } from "./certificate-fields.js";
import { checkStatedSubject } from "./stated-subject.js";

/** Takes requests for certificates. */
export class ActivationDesk {
  readonly #readers: ((order: Order) => void)[] = [];

  constructor(
    private readonly orders: OrderRegister,
    private readonly keys: UsedKeys,
    private readonly clock: SimulatorClock,
  ) {}

  /** Calls back for every request that is accepted from now on. */
  onActivation(reader: (order: Order) => void): void {
    this.#readers.push(reader);
  }

  /**
   * Judges a request without keeping it; what it states only if the order is given.
   * @throws PortalError the errors of requests in `portal.md`.
   */
  async judge(content: Buffer, order?: Order): Promise<CheckedRequest> {
    const request = await readSmimeRequest(content);
    if (order !== undefined) checkStatedSubject(request, certificateChoice(order));
    if (this.keys.isTaken(request.spkiHash))
      throw new PortalError(409, "csr.key-used", "This key was used before.", request.spkiHash);
    return request;
  }

  /** @throws PortalError what `portal.md` lists for `POST panel/activation`. */
  async submit(order: Order, form: SentForm): Promise<void> {
    const reference = form.text("reference");
    const isOpen = (): boolean => tilesOf(order).activation === "awaiting-data";
    this.orders.admit(order, "activation", reference, isOpen());
    const choice = certificateChoice(order);
    const commonName = chosenCommonName(choice, form.text("commonName"));
    const fields = chosenFields(choice, names(form.text("fields")));
    const content = form.file("csr")?.content ?? Buffer.from(form.text("csr"));
    const request = await this.judge(content, order);
    // Once more: the signature was checked meanwhile, and another request may have come.
    this.orders.admit(order, "activation", reference, isOpen());
    if (this.keys.isTaken(request.spkiHash))
      throw new PortalError(409, "csr.key-used", "This key was used before.", request.spkiHash);
    this.keys.take(request.spkiHash, order.number);
    this.orders.useReference(order, "activation", reference);
    order.activation = {
      reference,
      spkiHash: request.spkiHash,
      publicKey: request.publicKey,
      commonName,
      fields,
      submittedAt: this.clock.now(),
    };
    for (const reader of this.#readers) reader(order);
  }
}

function names(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
