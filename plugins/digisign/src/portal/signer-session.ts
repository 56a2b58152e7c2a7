import type { Files, Http } from "@perennial/api";
import type { DigisignRenewal } from "../profile.js";
import { Order } from "../steps/order.js";
import { SelectCertificate } from "../steps/select-certificate.js";
import { PortalSession } from "./portal-session.js";

/**
 * Requests about one order, known by the serial number of the certificate that is renewed.
 * `docs/portal.md`, "The signer".
 */
export class SignerSession {
  private constructor(
    private readonly session: PortalSession,
    private readonly renewal: DigisignRenewal,
  ) {}

  /** Runs `work` in a session that shares nothing with any before or after it. */
  static run<T>(
    services: { http: Http; files: Files },
    renewal: DigisignRenewal,
    purpose: string,
    work: (session: SignerSession) => Promise<T>,
  ): Promise<T> {
    return PortalSession.run(services, renewal, purpose, (session) =>
      work(new SignerSession(session, renewal)),
    );
  }

  get host(): string {
    return this.session.host;
  }

  getJson(path: string): Promise<unknown> {
    return this.session.getJson(this.path(path));
  }

  get(path: string, maxBytes: number) {
    return this.session.get(this.path(path), maxBytes);
  }

  post(
    path: string,
    multipart: NonNullable<Parameters<PortalSession["send"]>[0]["multipart"]>,
  ): ReturnType<PortalSession["send"]> {
    const request = { method: "POST", path: this.path(path), multipart, maxRedirects: 0 } as const;
    return this.session.send(request);
  }

  private path(path: string): string {
    const { number } = this.renewal.output(Order);
    const { serial } = this.renewal.output(SelectCertificate);
    const query = `serial=${encodeURIComponent(serial)}`;
    return `signer/orders/${encodeURIComponent(number)}${path}?${query}`;
  }
}
