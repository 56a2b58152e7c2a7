import { Clock, ObtainCertificate, service, step, type Delivery } from "../index.js";

export const spkiHash = "5".repeat(64);

/** A certificate for that key. */
export const info = {
  der: "Y2VydA==",
  sha256: "c".repeat(64),
  spkiHash,
  subject: "CN=Ada",
  issuer: "CN=Root",
  serial: "01",
  notBefore: "2026-11-20T00:00:00Z",
  notAfter: "2027-11-20T00:00:00Z",
  isCa: false,
};

/** It is always half past nine. */
export const clock = service(Clock, {
  now: async () => "2026-11-20T09:30:00Z",
  addBusinessDays: async (start) => start,
  addBusinessHours: async (start) => start,
  isBusinessDay: async () => true,
});

/** Obtains what a test delivers. */
@step("obtain")
export class Obtain extends ObtainCertificate {
  static delivery: Delivery;
  protected override spkiHash() {
    return spkiHash;
  }
  protected override async deliver() {
    return Obtain.delivery;
  }
}
