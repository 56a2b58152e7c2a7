import { PerennialError, type CertificateInfo, type KeyRef, type SeenToken } from "@perennial/api";
import { certificateInfo, type TestCertificate } from "./fake-certificates.js";
import { base64, hash } from "./hash.js";

/** A token in memory, with its PIN. */
export class FakeToken {
  readonly keys = new Map<string, KeyRef>();
  readonly certificates: CertificateInfo[] = [];
  pin: SeenToken["pin"] = "ok";
  /** Whether the person enters the right PIN. */
  rightPin = true;
  /** Times that a PIN was entered. */
  pinsEntered = 0;

  constructor(
    readonly label: string,
    readonly serial = hash(label).slice(0, 16),
  ) {}

  get place(): string {
    return `pkcs11:token=${encodeURIComponent(this.label)};serial=${this.serial}`;
  }

  /** Puts a key pair and its certificate on it. */
  hold(name: string, certificate: Omit<TestCertificate, "spkiHash"> = {}): CertificateInfo {
    const key = this.makeKey(hash(`id of ${name}`).slice(0, 32));
    const info = certificateInfo({ ...certificate, spkiHash: key.spkiHash });
    this.put(info);
    return info;
  }

  makeKey(id: string, algorithm: KeyRef["algorithm"] = "rsa-2048"): KeyRef {
    const key = { id, algorithm, spki: base64(id), spkiHash: hash(id), place: this.place };
    this.keys.set(id, key);
    return key;
  }

  put(certificate: CertificateInfo): void {
    if (this.certificates.some(({ sha256 }) => sha256 === certificate.sha256)) return;
    this.certificates.push(certificate);
  }

  keyOf(certificate: Pick<CertificateInfo, "spkiHash">): KeyRef | undefined {
    return [...this.keys.values()].find(({ spkiHash }) => spkiHash === certificate.spkiHash);
  }

  /** What a log-in costs. @throws PerennialError `token.pin-locked`, `token.pin-wrong`. */
  enterPin(): void {
    if (this.pin === "locked") {
      throw new PerennialError("token.pin-locked", { token: this.label }, { effect: "none" });
    }
    this.pinsEntered += 1;
    if (this.rightPin) return;
    this.pin = this.pin === "ok" ? "few-tries" : this.pin === "few-tries" ? "last-try" : "locked";
    throw new PerennialError("token.pin-wrong", { token: this.label }, { effect: "none" });
  }
}
