import {
  Certificates,
  Clock,
  Files,
  ObtainCertificate,
  PerennialError,
  done,
  inject,
  message,
  step,
  waiting,
  type CertificatesRead,
  type Delivery,
  type FileRef,
  type ObtainedCertificate,
  type Outcome,
  type Refusal,
  type WaitForPerson,
} from "@perennial/api";
import {
  byPortal,
  helpdesk,
  isPartner,
  type CertumProfile,
  type CertumRenewal,
} from "../profile.js";
import { caRoots } from "../roots.js";
import { refusalOf } from "../rules/rule-sentences.js";
import { statedAs } from "../rules/current-subject.js";
import { certificateRules, type ExpectedSubject } from "../rules/smime-profile.js";
import { expectedSubject } from "../rules/verified-data.js";
import { ActivationDesk, type Submitted } from "../ways/activation-desk.js";
import { AskFirst, askingFirst } from "../ways/ask-first.js";
import { certificateNames, maxCertificateBytes } from "../ways/certificate-wait.js";
import { Activate, submittedRequest } from "./activate.js";
import { CertificateData } from "./certificate-data.js";

/** The certificate with its chain. */
export type ReceivedCertificate = ObtainedCertificate & {
  /** From the certificate to the root, DER base64. */
  readonly chain: readonly string[];
};

/** The certificate comes, and is taken only if it is ours and follows the rules. State ISSUED. */
@step("receive-certificate")
export class ReceiveCertificate extends ObtainCertificate<CertumProfile> {
  constructor(
    @inject(Certificates) certificates: Certificates,
    @inject(Files) files: Files,
    @inject(Clock) clock: Clock,
    @inject(ActivationDesk) private readonly desk: ActivationDesk,
  ) {
    super(certificates, files, clock);
  }

  override async run(renewal: CertumRenewal): Promise<Outcome<ReceivedCertificate>> {
    return askingFirst(async () => {
      const submitted = await this.lastSubmitted(renewal);
      if (submitted.outcome !== "done") return submitted;
      // Each refusal asks for another file, of which the person is asked anew.
      const refused = refusedTimes(renewal);
      if (refused > 0) this.waitKey = `certificate:${refused + 1}`;
      try {
        const obtained = await super.run(renewal);
        return obtained.outcome === "done"
          ? await this.complete(obtained, submitted.output, renewal)
          : obtained;
      } catch (error) {
        const isRejected = PerennialError.is(error, "certum.activation-rejected");
        if (!isRejected || isPartner(renewal)) throw error;
        return askAfterRejection(renewal, error);
      }
    });
  }

  protected override waitKey = "certificate";

  protected override spkiHash(renewal: CertumRenewal): string {
    return submittedRequest(renewal).spkiHash;
  }

  protected override async deliver(renewal: CertumRenewal): Promise<Delivery> {
    const submitted = await this.lastSubmitted(renewal);
    if (submitted.outcome !== "done") throw new TypeError("run() has seen that it is submitted");
    return this.desk.deliver(renewal, submitted.output);
  }

  protected override async misfit(
    { certificates }: CertificatesRead,
    renewal: CertumRenewal,
  ): Promise<Refusal> {
    const subject = certificates[0]?.subject ?? "";
    const { current } = renewal;
    return current !== undefined && certificates.some((one) => one.spkiHash === current.spkiHash)
      ? { code: "certum.certificate-is-the-old-one", params: { subject } }
      : { code: "certum.certificate-for-other-key", params: { subject } };
  }

  protected override async check(
    certificate: ObtainedCertificate,
    renewal: CertumRenewal,
  ): Promise<Refusal | undefined> {
    const expected = expectedSubject(renewal);
    const refusal = await this.refusalUnder(expected, certificate, renewal);
    const stated = statedAs(certificate.subject, "O");
    const isSpelling = refusal !== undefined && stated !== undefined && isAssisted(renewal);
    if (!isSpelling || stated === expected.organization) return refusal;
    // Certum may write the organization as its register does: only the person can tell whether it is theirs.
    const asStated = { ...expected, organization: stated };
    const other = await this.refusalUnder(asStated, certificate, renewal);
    if (other !== undefined) return other;
    const key = organizationKey(refusedTimes(renewal) + 1);
    if (renewal.answer<boolean>(key) === true) return undefined;
    throw new AskFirst(askAboutOrganization(key, stated, expected.organization, renewal));
  }

  private async refusalUnder(
    expected: ExpectedSubject,
    { der, subject }: ObtainedCertificate,
    renewal: CertumRenewal,
  ): Promise<Refusal | undefined> {
    const said = renewal.output(CertificateData).fields.organizationIdentifier;
    const rules = certificateRules({
      ...expected,
      ...(this.desk.offer === undefined || said === undefined
        ? {}
        : { organizationIdentifier: said }),
    });
    const findings = await this.certificates.checkProfile(der, rules);
    const refusal = refusalOf("certum.certificate-refused", findings);
    return refusal && { ...refusal, params: { ...refusal.params, subject } };
  }

  /** What was submitted last: again after each time that Certum refused and the person wanted it. */
  private async lastSubmitted(renewal: CertumRenewal): Promise<Outcome<Submitted>> {
    let submitted = renewal.output(Activate);
    const request = submittedRequest(renewal);
    for (let attempt = 2; renewal.answer(rejectionKey(attempt - 1)) !== undefined; attempt += 1) {
      const outcome = await this.desk.submit(renewal, request, attempt);
      if (outcome.outcome !== "done") return outcome;
      submitted = outcome.output;
    }
    return done(submitted);
  }

  /**
   * The chain from the certificate to the root. Issuers that did not come with it are fetched ("you can
   * also download subordinate certificates", manual, "Summary") or asked for as a file.
   */
  private async complete(
    obtained: { readonly output: ObtainedCertificate; readonly notes?: Parameters<typeof done>[1] },
    submitted: Submitted,
    renewal: CertumRenewal,
  ): Promise<Outcome<ReceivedCertificate>> {
    const { output: certificate, notes = [] } = obtained;
    const given = renewal.answer<FileRef>("issuers");
    const inFile = await this.givenIssuers(given);
    const found = await this.chainWith(certificate, inFile, renewal);
    if (!("code" in found)) return done({ ...certificate, chain: found.chain }, notes);
    const fetched = await this.desk.issuers(renewal, submitted);
    const completed =
      fetched.length === 0
        ? found
        : await this.chainWith(certificate, await this.issuersIn(fetched), renewal);
    if (!("code" in completed)) return done({ ...certificate, chain: completed.chain }, notes);
    const { issuer } = certificate;
    // The mail has the certificate twice, as PEM and as DER: the other one is no mistake of anybody's.
    const isItself = inFile.length > 0 && inFile.every((der) => der === certificate.der);
    const isMistaken = given !== undefined && !isItself;
    const isNews = isMistaken || completed.code !== "certificates.chain-incomplete";
    return waiting({
      key: "issuers",
      for: "file",
      names: certificateNames,
      maxBytes: maxCertificateBytes,
      text: message("certum.issuers", { issuer }),
      instructions: [
        message("certum.issuers.where"),
        message("certum.contact", helpdesk(renewal.profile)),
      ],
      ...(isNews ? { refusal: completed } : {}),
    });
  }

  private async chainWith(
    { der, others }: ObtainedCertificate,
    issuers: readonly string[],
    { profile }: CertumRenewal,
  ): Promise<{ readonly chain: readonly string[] } | Refusal> {
    try {
      const roots = await caRoots(this.files, profile);
      return await this.certificates.chain({ der, intermediates: [...others, ...issuers], roots });
    } catch (error) {
      if (!PerennialError.is(error) || !error.code.startsWith("certificates.")) throw error;
      return { code: error.code, params: error.params };
    }
  }

  /** Of a file that holds none, the chain says that it is still incomplete. */
  private async givenIssuers(file: FileRef | undefined): Promise<readonly string[]> {
    return file === undefined ? [] : this.readIssuers(await this.files.read(file.handle));
  }

  /** PEM or DER base64, as the desk fetched them, as DER base64. */
  private async issuersIn(fetched: readonly string[]): Promise<readonly string[]> {
    const all = fetched.map((one) =>
      this.readIssuers(one.includes("-----BEGIN ") ? Buffer.from(one).toString("base64") : one),
    );
    return (await Promise.all(all)).flat();
  }

  private async readIssuers(content: string): Promise<readonly string[]> {
    try {
      const { certificates } = await this.certificates.read(content);
      return certificates.map(({ der }) => der);
    } catch (error) {
      if (!PerennialError.is(error) || !error.code.startsWith("certificates.")) throw error;
      return [];
    }
  }
}

function organizationKey(turn: number): string {
  return `organization:${turn}`;
}

/** How often the person said that the organization of a certificate is not theirs. */
function refusedTimes(renewal: CertumRenewal): number {
  let times = 0;
  while (renewal.answer<boolean>(organizationKey(times + 1)) === false) times += 1;
  return times;
}

function isAssisted(renewal: CertumRenewal): boolean {
  return !isPartner(renewal) && !byPortal(renewal);
}

function askAboutOrganization(
  key: string,
  stated: string,
  given: string,
  { profile }: CertumRenewal,
): WaitForPerson {
  return {
    key,
    for: "person",
    text: message("certum.organization-differs", { stated, given }),
    instructions: [
      message("certum.organization-differs.why"),
      message("certum.contact", helpdesk(profile)),
    ],
    question: {
      type: "confirm",
      yes: message("certum.organization-differs.yes"),
      no: message("certum.organization-differs.no"),
    },
  };
}

function rejectionKey(attempt: number): string {
  return `rejected:${attempt}`;
}

/** "Rejected", with the reason: the order can be activated again. `docs/portal.md`. */
function askAfterRejection(renewal: CertumRenewal, error: PerennialError): Outcome<never> {
  let attempt = 1;
  while (renewal.answer(rejectionKey(attempt)) !== undefined) attempt += 1;
  return waiting({
    key: rejectionKey(attempt),
    for: "person",
    text: message("certum.rejected", error.params),
    instructions: [
      message("certum.rejected.again"),
      message("certum.rejected.other-key"),
      message("certum.contact", helpdesk(renewal.profile)),
    ],
    question: { type: "task", done: message("certum.rejected.done") },
    refusal: { code: error.code, params: error.params },
  });
}
