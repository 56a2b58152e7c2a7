import {
  Certificates,
  Clock,
  Files,
  ObtainCertificate,
  PerennialError,
  Requests,
  inject,
  step,
  type CertificatesRead,
  type Delivery,
  type ListedFile,
  type ObtainedCertificate,
  type Refusal,
} from "@perennial/api";
import { mindExpiry } from "../expiry.js";
import { newerRequests, olderRequests, requestFileNames } from "../file-names.js";
import { dataFolder, siblingAccount, type SofieProfile, type SofieRenewal } from "../profile.js";
import { caRoots } from "../roots.js";
import { OrderDesk } from "../ways/order-desk.js";
import { GenerateKeys } from "./generate-keys.js";
import { OrderCertificate } from "./order-certificate.js";
import { SaveRequest } from "./save-request.js";

/**
 * The certificate that LuxTrust mails, `.DER.txt` or `1234.txt`, unrenamed and unconverted. Manual
 * 5.1, "Certificate download".
 */
@step("receive-certificate")
export class ReceiveCertificate extends ObtainCertificate<SofieProfile> {
  constructor(
    @inject(Certificates) certificates: Certificates,
    @inject(Files) files: Files,
    @inject(Clock) clock: Clock,
    @inject(OrderDesk) private readonly desk: OrderDesk,
    @inject(Requests) private readonly requests: Requests,
  ) {
    super(certificates, files, clock);
  }

  protected override spkiHash(renewal: SofieRenewal): string {
    return renewal.output(GenerateKeys).spkiHash;
  }

  protected override deliver(renewal: SofieRenewal): Promise<Delivery> {
    return this.desk.deliver(renewal.output(OrderCertificate), renewal);
  }

  /** The chain is checked before the upload: what SOFiE knows must be usable. */
  protected override async check(
    { der, others }: ObtainedCertificate,
    renewal: SofieRenewal,
  ): Promise<Refusal | undefined> {
    const { name } = renewal.output(SaveRequest);
    const newer = newerRequests(await this.requestNames(renewal), name);
    if (newer.length > 0) return { code: "luxtrust.request-superseded", params: { newer, name } };
    const roots = await caRoots(this.files, renewal.profile);
    try {
      await this.certificates.chain({ der, intermediates: others, roots });
      return undefined;
    } catch (error) {
      if (!PerennialError.is(error) || !error.code.startsWith("certificates.")) throw error;
      return { code: error.code, params: error.params };
    }
  }

  protected override async misfit(
    { certificates }: CertificatesRead,
    renewal: SofieRenewal,
  ): Promise<Refusal> {
    const subject = certificates[0]?.subject ?? "";
    const { account, current } = renewal;
    const { name } = renewal.output(SaveRequest);
    const isFor = (spkiHash: string | undefined) =>
      certificates.some((certificate) => certificate.spkiHash === spkiHash);
    const sibling = siblingAccount(renewal);
    if (sibling !== undefined) {
      const theirs = renewal.siblingOutput(sibling, GenerateKeys);
      if (isFor(theirs?.spkiHash)) {
        return {
          code: "luxtrust.certificate-for-other-account",
          params: { account, other: sibling },
        };
      }
    }
    if (isFor(current?.spkiHash)) {
      return { code: "luxtrust.certificate-of-old-key", params: { account, subject } };
    }
    const { older, newer } = await this.otherRequests(name, isFor, renewal);
    if (older !== undefined) {
      return { code: "luxtrust.certificate-for-older-request", params: { older, name } };
    }
    if (newer !== undefined) {
      return { code: "luxtrust.request-regenerated-after-order", params: { newer, name } };
    }
    return { code: "luxtrust.certificate-for-foreign-key", params: { subject, name } };
  }

  /** The other request files of this account that the certificate is for. */
  private async otherRequests(
    name: string,
    isFor: (spkiHash: string) => boolean,
    renewal: SofieRenewal,
  ): Promise<{ older?: string; newer?: string }> {
    const files = await this.requestFiles(renewal);
    const names = files.map((file) => file.name);
    const older = olderRequests(names, name);
    const newer = newerRequests(names, name);
    for (const file of files) {
      if (file.handle === undefined) continue;
      if (!older.includes(file.name) && !newer.includes(file.name)) continue;
      const spkiHash = await this.spkiHashOf(file.handle);
      if (spkiHash === undefined || !isFor(spkiHash)) continue;
      return older.includes(file.name) ? { older: file.name } : { newer: file.name };
    }
    return {};
  }

  private requestFiles({ profile, account }: SofieRenewal): Promise<readonly ListedFile[]> {
    const folder = dataFolder(profile);
    return this.files.list({
      ...(folder === undefined ? {} : { folder }),
      names: [requestFileNames(profile.userId, account)],
    });
  }

  private async requestNames(renewal: SofieRenewal): Promise<readonly string[]> {
    return (await this.requestFiles(renewal)).map(({ name }) => name);
  }

  private async spkiHashOf(handle: string): Promise<string | undefined> {
    try {
      return (await this.requests.read(await this.files.read(handle))).spkiHash;
    } catch (error) {
      // A file that is no request, or is gone, explains nothing; the certificate is refused anyway.
      const explained = ["requests.", "files."];
      if (PerennialError.is(error) && explained.some((start) => error.code.startsWith(start)))
        return undefined;
      throw error;
    }
  }

  override async run(renewal: SofieRenewal) {
    return mindExpiry(renewal, this.clock, "receive-certificate", await super.run(renewal));
  }
}
