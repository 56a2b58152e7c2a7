import { X509Certificate } from "node:crypto";
import { PerennialError, type CertificateInfo } from "@perennial/api";
import {
  formatPkcs11Uri,
  parsePkcs11Uri,
  type FoundToken,
  type Pkcs11Uri,
  type PinSource,
  type TokenMatch,
  type TokenObjects,
  type TokenServices,
} from "@perennial/hardware";
import type { Lazy } from "../lazy.js";
import type { RecordedCertificates } from "./recorded-certificates.js";
import type { SigningKey, SigningKeySource } from "./signing-key.js";

/** What of a URI names a slot or a library rather than a token: such names change by themselves. */
const unsteady = [
  "slotId",
  "slotDescription",
  "libraryDescription",
  "libraryManufacturer",
] as const;

/** The keys on tokens that can be seen without a PIN. */
export class TokenSigningKeys implements SigningKeySource {
  constructor(
    private readonly tokens: Lazy<TokenServices>,
    private readonly pins: Lazy<PinSource>,
    private readonly recorded: RecordedCertificates,
    private readonly interrupt: AbortSignal | undefined,
  ) {}

  /** Of every token that can be read; one that cannot, hides no other. */
  async all(): Promise<readonly SigningKey[]> {
    const { modules } = await this.tokens.get();
    const { tokens } = await modules.list(this.interrupt);
    const keys: SigningKey[] = [];
    for (const token of tokens) {
      if (!token.view.flags.initialized || token.problem !== undefined) continue;
      try {
        keys.push(...(await this.of(token)));
      } catch (error) {
        // Taken out meanwhile, or faulty: `tokens list` says so.
        if (!PerennialError.is(error) || !error.code.startsWith("token.")) throw error;
      }
    }
    return keys;
  }

  /**
   * Those that a PKCS #11 URI (RFC 7512) means: all of one token, or the one named by `id` or
   * `object`.
   * @throws PerennialError `token.uri-invalid`, `token.uri-pin`, `signing.uri-unsteady`,
   *   `token.not-found`, `token.ambiguous`.
   */
  async named(text: string): Promise<readonly SigningKey[]> {
    const uri = parsePkcs11Uri(text);
    const attribute = unsteady.find((name) => uri[name] !== undefined);
    if (attribute !== undefined) throw new PerennialError("signing.uri-unsteady", { attribute });
    const { modules } = await this.tokens.get();
    const token = await modules.locate(matchOf(uri), this.interrupt);
    return (await this.of(token)).filter(
      ({ id, label }) =>
        (uri.id === undefined || uri.id === id) &&
        (uri.object === undefined || uri.object === label),
    );
  }

  private async of(token: FoundToken): Promise<readonly SigningKey[]> {
    const services = await this.tokens.get();
    const objects = await services.modules.objects(token, this.interrupt);
    const { certificateInfo, keyAlgorithmOf } = await import("@perennial/pki");
    const certificates = readable(objects, certificateInfo);
    const store = services.keys(matchOfToken(token), await this.pins.get());
    const listed = await store.list();
    const ids = new Set(listed.map(({ id }) => id));
    // Where even public keys are hidden before a login, a certificate tells of its key.
    const hidden = certificates
      .filter(({ id, info }) => id !== "" && !ids.has(id) && !info.isCa)
      .flatMap(({ id, label, info: { der, spkiHash } }) => {
        const { publicKey } = new X509Certificate(Buffer.from(der, "base64"));
        const algorithm = keyAlgorithmOf(publicKey);
        return algorithm === null ? [] : [{ id, label, algorithm, spkiHash }];
      });
    const { label } = token.view;
    const keys: SigningKey[] = [];
    for (const { id, label: own, algorithm, spkiHash } of [...listed, ...hidden]) {
      const held = certificates.map(({ info }) => info);
      const recorded = await this.recorded.of(spkiHash);
      keys.push({
        token: label,
        id,
        label: own,
        algorithm,
        spkiHash,
        name: uriOf(token, id),
        certificates: [...held.filter((info) => info.spkiHash === spkiHash), ...recorded],
        issuers: async (certificate) => [
          ...held.map(({ der }) => Buffer.from(der, "base64")),
          ...(await this.recorded.issuers(certificate)),
        ],
        signer: () => store.signer(id),
      });
    }
    return keys;
  }
}

interface HeldCertificate {
  readonly id: string;
  readonly label: string;
  readonly info: CertificateInfo;
}

function readable(
  { certificates }: TokenObjects,
  certificateInfo: (der: Uint8Array) => CertificateInfo,
): readonly HeldCertificate[] {
  return certificates.flatMap(({ id, label, der }) => {
    try {
      return [{ id, label, info: certificateInfo(Buffer.from(der, "base64")) }];
    } catch (error) {
      // Bytes on a token that are no certificate are of no use here and in nobody's way.
      if (PerennialError.is(error, "certificates.unreadable")) return [];
      throw error;
    }
  });
}

function matchOf(uri: Pkcs11Uri): TokenMatch {
  const { token, manufacturer, model, serial, modulePath } = uri;
  const given = { label: token, manufacturer, model, serial, module: modulePath };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** A token that was found, so that it is found again, and no other. */
function matchOfToken({ module, view, identity }: FoundToken): TokenMatch {
  const { label, manufacturer, model, serial } = view;
  const [spkiHash] = identity.spkiHashes;
  const held = spkiHash === undefined ? {} : { spkiHash };
  return { ...held, label, manufacturer, model, serial, module: module.path };
}

function uriOf({ view }: FoundToken, id: string): string {
  const { label, serial } = view;
  return formatPkcs11Uri({ token: label, ...(serial === "" ? {} : { serial }), id });
}
