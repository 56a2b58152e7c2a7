import {
  PerennialError,
  type CertificateInfo,
  type Certificates,
  type CertificatesRead,
  type InstalledPair,
} from "@perennial/api";
import type { CertificateRecord, RenewalStore } from "@perennial/store";
import { join } from "node:path";
import { inject, injectable } from "tsyringe";
import { confirmationKey } from "../confirmation-key.js";
import type { StepContext } from "../process/step-services.js";
import { writeOnce } from "./files/atomic-write.js";
import type { HomeFolders } from "./home-folders.js";
import { KeyOwnership } from "./key-ownership.js";
import { KeyUse } from "./key-use.js";
import { permissionDenied, permissionsOf, requireKeys } from "./permission.js";
import { BusinessClockPort, CertificatePort, KeyPort, RequestPort } from "./ports.js";
import { RequestsRead } from "./requests-read.js";
import { HomeToken, RunContext, StoreToken } from "./tokens.js";

/** Certificates, for one renewal. */
@injectable()
export class CertificatesBroker implements Certificates {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(CertificatePort) private readonly certificates: CertificatePort,
    @inject(RequestPort) private readonly requests: RequestPort,
    @inject(RequestsRead) private readonly known: RequestsRead,
    @inject(KeyOwnership) private readonly ownership: KeyOwnership,
    @inject(KeyUse) private readonly use: KeyUse,
    @inject(KeyPort) private readonly keys: KeyPort,
    @inject(StoreToken) private readonly store: RenewalStore,
    @inject(HomeToken) private readonly home: HomeFolders,
    @inject(BusinessClockPort) private readonly clock: BusinessClockPort,
  ) {}

  read(content: string): Promise<CertificatesRead> {
    return this.certificates.read(content);
  }

  chain(request: Parameters<Certificates["chain"]>[0]): ReturnType<Certificates["chain"]> {
    return this.certificates.chain(request);
  }

  checkProfile(
    ...request: Parameters<Certificates["checkProfile"]>
  ): ReturnType<Certificates["checkProfile"]> {
    return this.certificates.checkProfile(...request);
  }

  async prove(request: { der: string; keyId: string }): ReturnType<Certificates["prove"]> {
    requireKeys(this.context, "sign");
    await this.ownership.requireUsable(request.keyId);
    return await this.use.of(request.keyId, () => this.certificates.prove(request), {
      purpose: "prove",
    });
  }

  /**
   * Nothing is written before the chain is valid and the key proven; then the file, then the record
   * that makes it current. Before the file comes the token, where the key is on one: there the
   * certificate is matched to its key, written beside it, read back, and then the pair is proven. What is already there stays, so that repeating it is harmless.
   */
  async install(request: Parameters<Certificates["install"]>[0]): Promise<InstalledPair> {
    const { der, chain, keyId, issuersOnToken } = request;
    this.#requireMayInstall();
    await this.ownership.requireUsable(keyId);
    const info = await this.#info(der);
    await this.#requireValidChain(info, chain);
    const issuers = await this.use.of(keyId, async () => {
      const isOnToken = await this.keys.keepCertificate({ id: keyId, der });
      if (isOnToken) {
        // Some keys on tokens want a PIN for each signature: that the pair is proved once is enough.
        if (issuersOnToken !== true) return undefined;
        return await this.keys.keepIssuers({ id: keyId, ders: chain.slice(1) });
      }
      await this.certificates.prove({ der, keyId });
      return undefined;
    });
    const installed = await this.#makeCurrent(info, chain, keyId);
    return issuers === undefined ? installed : { ...installed, issuers };
  }

  /**
   * Where the key is kept elsewhere, the request stands for it: whoever signed that has the key.
   * There is no test signature, so nothing says that the certificate is in use.
   */
  async record(
    request: Parameters<Certificates["record"]>[0],
  ): Promise<{ readonly sha256: string; readonly path: string }> {
    const { der, chain } = request;
    this.#requireMayInstall();
    const info = await this.#info(der);
    await this.#requireValidChain(info, chain);
    const content = Buffer.from(request.request).toString("base64");
    const { spkiHash, sha256 } = await this.requests.read(content);
    if (!(await this.known.has(sha256))) {
      const { plugin } = this.context;
      const params = { plugin: plugin.id, sha256 };
      throw new PerennialError("certificates.request-not-read", params, { effect: "none" });
    }
    if (spkiHash !== info.spkiHash) {
      const { subject } = info;
      throw new PerennialError("certificates.key-mismatch", { subject }, { effect: "none" });
    }
    return await this.#makeCurrent(info, chain);
  }

  #requireMayInstall(): void {
    if (permissionsOf(this.context).certificates?.includes("install") !== true) {
      throw permissionDenied(
        this.context,
        "certificates",
        "install",
        `"certificates": ["install"]`,
      );
    }
    this.#requireYes();
  }

  async #info(der: string): Promise<CertificateInfo> {
    const [info] = (await this.certificates.read(der)).certificates;
    if (info !== undefined) return info;
    throw new PerennialError("certificates.none-found", { kind: "binary", labels: [] });
  }

  /** Writes certificate and chain beside the ones before, and records what is current. */
  async #makeCurrent(
    info: CertificateInfo,
    chain: readonly string[],
    keyId?: string,
  ): Promise<{ readonly sha256: string; readonly path: string }> {
    const { run } = this.context;
    const folder = this.home.certificates(run.profileId, run.account);
    const name = `${info.sha256.slice(0, 16)}.pem`;
    const path = join(folder, name);
    await writeOnce(folder, name, Buffer.from(chain.map(toPem).join("")));
    if (!(await this.#isCurrent(info.sha256))) {
      const { isCa: _isCa, ...described } = info;
      await this.store.putCertificate(
        {
          ...described,
          profileId: run.profileId,
          account: run.account,
          source: path,
          ...(keyId === undefined ? {} : { keyId }),
          state: "current",
        } satisfies CertificateRecord,
        await this.clock.now(),
        run.fence ?? run.renewal,
      );
    }
    return { sha256: info.sha256, path };
  }

  /**
   * A working certificate is not replaced before the person said yes to that in this very step; the
   * answer is the journal's, not the plugin's. A yes to another question of the step is none.
   */
  #requireYes(): void {
    const { run } = this.context;
    const isYes =
      Object.hasOwn(run.answers, confirmationKey) && run.answers[confirmationKey] === true;
    if (isYes) return;
    throw new PerennialError(
      "certificates.not-confirmed",
      { profile: run.profileId, account: run.account },
      { effect: "none" },
    );
  }

  /** Complete and valid up to its own last certificate; whether that is trusted, the step decides. */
  async #requireValidChain(info: CertificateInfo, chain: readonly string[]): Promise<void> {
    const { der, subject, issuer } = info;
    const incomplete = () =>
      new PerennialError("certificates.chain-incomplete", { subject, issuer }, { effect: "none" });
    const root = chain.at(-1);
    if (chain[0] !== der || root === undefined || chain.length < 2) throw incomplete();
    const valid = await this.certificates.chain({
      der,
      intermediates: chain.slice(1, -1),
      roots: [root],
    });
    if (valid.chain.join() !== chain.join()) throw incomplete();
  }

  async #isCurrent(sha256: string): Promise<boolean> {
    const { profileId, account } = this.context.run;
    const current = await this.store.certificates({ profileId, state: "current" });
    return current.some((record) => record.account === account && record.sha256 === sha256);
  }
}

/** RFC 7468: lines of 64 characters. */
function toPem(der: string): string {
  const lines = der.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
