import type { CertificateInfo } from "@perennial/api";
import type { Signer } from "@perennial/pki";

/** A private key that can sign, wherever it lives, with the certificates that are known of it. */
export interface SigningKey {
  /** Label of the token that it is on; null for the software store. */
  readonly token: string | null;
  /** Id of the software store, or CKA_ID, hexadecimal. */
  readonly id: string;
  readonly label: string;
  readonly algorithm: string;
  readonly spkiHash: string;
  /** What `--key` takes for this key and no other. */
  readonly name: string;
  /** Its own, in no order. */
  readonly certificates: readonly CertificateInfo[];
  /** Certificates, DER, among which its issuers' may be. */
  issuers(certificate: CertificateInfo): Promise<readonly Uint8Array[]>;
  /** The one that signs; asking for it makes nobody enter anything. */
  signer(): Promise<Signer>;
}

/** Where signing keys are. */
export interface SigningKeySource {
  /** All that can be seen without a login. */
  all(): Promise<readonly SigningKey[]>;
}
