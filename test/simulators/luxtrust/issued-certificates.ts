import type { Account } from "./account.js";

/** A certificate that was issued, and for whom. */
export interface IssuedCertificate {
  readonly spkiHash: string;
  readonly sha256: string;
  readonly account: Account;
  readonly email: string;
  /** Known for the certificates of an existing installation only. */
  readonly user?: string;
  /** DER. */
  readonly der: Buffer;
}

/** Every certificate the issuing authority has given out, by key. */
export class IssuedCertificates {
  readonly #issued = new Map<string, IssuedCertificate>();

  add(issued: IssuedCertificate): void {
    this.#issued.set(issued.spkiHash, issued);
  }

  find(spkiHash: string): IssuedCertificate | undefined {
    return this.#issued.get(spkiHash);
  }

  list(): readonly IssuedCertificate[] {
    return [...this.#issued.values()];
  }
}
