// The whole plugin. It is plain JavaScript: no compiler and no bundler are needed.
import {
  Certificates,
  Clock,
  ConfirmSubject,
  CreateRequest,
  Files,
  GenerateKeyPair,
  InstallCertificate,
  ObtainCertificate,
  definePlugin,
  inject,
  message,
  renewal,
  step,
} from "@perennial/api";

/**
 * The fields of a profile, as package.json declares them.
 * @typedef {object} PaperProfile
 * @property {string} name
 * @property {string} company
 * @property {string} country
 * @property {"ec-p256" | "rsa-3072"} [algorithm]
 * @property {string} requestFolder
 * @property {string} rootFile
 */
/** @typedef {import("@perennial/api").Renewal<PaperProfile>} PaperRenewal */

/** @extends {ConfirmSubject<PaperProfile>} */
export class ConfirmData extends ConfirmSubject {
  /** @protected */
  text() {
    return message("data.question");
  }

  /** @protected @returns {import("@perennial/api").FormSchema} */
  form() {
    return {
      type: "object",
      properties: {
        name: { type: "string", title: "field.name", minLength: 1, maxLength: 64 },
        company: { type: "string", title: "field.company", minLength: 1, maxLength: 64 },
      },
      required: ["name", "company"],
      additionalProperties: false,
    };
  }

  /** What the fields hold at first. @protected @param {PaperRenewal} renewal */
  values({ profile }) {
    return { name: profile.name, company: profile.company };
  }
}
step("confirm-data")(ConfirmData);

/** @extends {GenerateKeyPair<PaperProfile>} */
export class MakeKey extends GenerateKeyPair {
  /** @protected @param {PaperRenewal} renewal */
  algorithm({ profile }) {
    return profile.algorithm ?? "ec-p256";
  }
}
step("make-key")(MakeKey);

/** @extends {CreateRequest<PaperProfile>} */
export class SaveRequest extends CreateRequest {
  /** @protected */
  keyStep() {
    return MakeKey;
  }

  /** @protected @param {PaperRenewal} renewal */
  subject(renewal) {
    const { name, company } = confirmed(renewal);
    return { commonName: name, organization: company, country: renewal.profile.country };
  }

  /** @protected @param {PaperRenewal} renewal */
  fileName({ id }) {
    return `${id}.csr`;
  }

  /** The profile's field, not the path: the host knows the path. @protected */
  folder() {
    return "requestFolder";
  }

  /** @protected @param {import("@perennial/api").SavedRequest} request */
  async notes({ path }) {
    return [message("request.saved", { path })];
  }
}
step("save-request")(SaveRequest);

/** @extends {ObtainCertificate<PaperProfile>} */
export class ReceiveCertificate extends ObtainCertificate {
  /** @protected @param {PaperRenewal} renewal */
  spkiHash(renewal) {
    return renewal.output(MakeKey).spkiHash;
  }

  /**
   * Paper CA cannot be asked. So this says what is waited for.
   * @protected @param {PaperRenewal} renewal @returns {Promise<import("@perennial/api").Delivery>}
   */
  async deliver(renewal) {
    return {
      state: "coming",
      wait: {
        for: "file",
        text: message("certificate.wait", { name: renewal.output(SaveRequest).name }),
        instructions: [message("certificate.instruction")],
        names: ["paper-*.pem"],
        maxBytes: 100_000,
      },
    };
  }

  /**
   * The certificate fits the new key. Is it otherwise what was asked for?
   * @protected
   * @param {import("@perennial/api").ObtainedCertificate} certificate
   * @param {PaperRenewal} renewal
   */
  async check({ der, subject }, renewal) {
    const { name } = confirmed(renewal);
    const findings = await this.certificates.checkProfile(der, { subject: { CN: name } });
    if (findings.length === 0) return undefined;
    return { code: "paper-ca.wrong-name", params: { found: subject, wanted: name } };
  }
}
step("receive-certificate")(ReceiveCertificate);

/** @extends {InstallCertificate<PaperProfile>} */
export class UseCertificate extends InstallCertificate {
  /**
   * @param {Certificates} certificates
   * @param {Clock} clock
   * @param {Files} files
   */
  constructor(certificates, clock, files) {
    super(certificates, clock);
    /** @private */
    this.files = files;
  }

  /** @protected @param {PaperRenewal} renewal */
  certificate(renewal) {
    return renewal.output(ReceiveCertificate);
  }

  /** @protected @param {PaperRenewal} renewal */
  keyId(renewal) {
    return renewal.output(MakeKey).id;
  }

  /** @protected */
  async rules() {
    const root = await this.files.read("profile:rootFile");
    return {
      roots: [atob(root)],
      profile: { notCa: true, keyUsage: ["digitalSignature"], minRsaBits: 3072 },
    };
  }

  /**
   * Nothing belongs to the installation beyond the certificate.
   * @protected @param {import("@perennial/api").InstalledCertificate} installed
   */
  async finish(installed) {
    return installed;
  }
}
// With a constructor of its own, a class says which service each parameter is.
inject(Certificates)(UseCertificate, undefined, 0);
inject(Clock)(UseCertificate, undefined, 1);
inject(Files)(UseCertificate, undefined, 2);
step("use-certificate")(UseCertificate);

/**
 * What the person confirmed.
 * @param {PaperRenewal} renewal @returns {{ name: string, company: string }}
 */
function confirmed(renewal) {
  const { name, company } = renewal.output(ConfirmData).values;
  return { name: String(name), company: String(company) };
}

export default definePlugin({
  providers: [
    {
      flow: renewal("paper-ca.employee", [
        ConfirmData,
        MakeKey,
        SaveRequest,
        ReceiveCertificate,
        UseCertificate,
      ]),
    },
  ],
});
