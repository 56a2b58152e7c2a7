import { token, type Delivery, type FileRef, type Outcome } from "@perennial/api";
import type { SentKind } from "../documents/document-kind.js";
import type { DigisignRenewal } from "../profile.js";

/** A document to be signed and sent. */
export interface DocumentToSend {
  readonly kind: SentKind;
  /** Tells a document that was sent back from the same one before; `1` at first. */
  readonly attempt: string;
  readonly file: FileRef;
}

/** A document that DigiSign acknowledged. */
export type SentDocument = {
  readonly kind: SentKind;
  readonly attempt: string;
  readonly name: string;
  /** Of the file as it was given, lower-case hexadecimal. */
  readonly sha256: string;
  /** Absent where DigiSigner ONE signed it, or it was sent without this renewal. */
  readonly signed?: {
    readonly format: "pades" | "cades-attached";
    readonly sha256: string;
    /** RFC 3339 UTC. */
    readonly at: string;
    /** Absolute path. */
    readonly path: string;
  };
  /** As DigiSign calls it, for example `D-000123`; absent where the person was only told so. */
  readonly receipt?: string;
  /** RFC 3339 UTC. */
  readonly acknowledgedAt: string;
  /** Absolute path of the receipt. */
  readonly receiptPath: string;
};

/** Documents that DigiSign's operator sent back. */
export interface SentBack {
  /** Tells it from other times. */
  readonly attempt: string;
  readonly reason: string;
  readonly documents: readonly SentKind[];
}

/** How the review ended. */
export type Reviewed = { readonly state: "approved"; readonly at: string };

/** What a desk has done again when documents were sent back: done, or a wait. */
export type SendAgain = (sentBack: SentBack) => Promise<Outcome<null>>;

/** Where documents are sent and what becomes of the order. Manual III and IV. */
export interface SignerDesk {
  /** Has a document signed and sends it once; done when it is acknowledged. */
  send(document: DocumentToSend, renewal: DigisignRenewal): Promise<Outcome<SentDocument>>;
  /**
   * What DigiSign's operator decided. `sendAgain` is asked for all that was sent back.
   * @throws PerennialError `digisign.order-cancelled`.
   */
  review(renewal: DigisignRenewal, sendAgain: SendAgain): Promise<Outcome<Reviewed>>;
  /** The new certificate, or how it will come. */
  deliver(renewal: DigisignRenewal): Promise<Delivery>;
}
export const SignerDesk = token<SignerDesk>("digisign.signer-desk");
