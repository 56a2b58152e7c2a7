import { inject as injectClass } from "tsyringe";
import { inject, injectable, isSecretRef, type Json } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import type { CertificateRecord, RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Profiles } from "../../profiles/profiles.js";
import { labelOf } from "../../questions/asking.js";
import { Out, Store, Texts } from "../../tokens.js";

/** `perennial profile show`: its values, secrets left out, and its certificates. */
@injectable()
export class ProfileShowCommand implements Command {
  constructor(
    @injectClass(Profiles) private readonly profiles: Profiles,
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts } = this;
    const profile = await this.profiles.find(args.required("profile"));
    const offered = (await this.profiles.offered()).find(
      ({ provider }) => provider.id === profile.provider,
    );
    out.line(out.style("heading", profile.id));
    out.line(profile.provider, 2);
    // As the form has them; what it does not know comes last.
    const fields = Object.entries(offered?.provider.profile.properties ?? {});
    const titles = new Map(fields.map(([name, { title }]) => [name, title]));
    for (const name of new Set([...titles.keys(), ...Object.keys(profile.values)])) {
      const value = profile.values[name];
      if (value === undefined) continue;
      const title = titles.get(name);
      const owner = offered?.plugin.id ?? "";
      const label =
        title === undefined ? name : `${await labelOf({ texts, owner }, title)} (${name})`;
      out.line(await say(texts, "pair", { label, value: await this.shown(value) }), 2, 4);
    }
    const certificates = await (await this.store.get()).certificates({ profileId: profile.id });
    for (const certificate of certificates) await this.certificate(certificate);
    const shown = certificates.map(({ der: _der, ...rest }) => rest);
    return { exitCode: ExitCode.done, data: plainData({ profile, certificates: shown }) };
  }

  private async shown(value: Json | undefined): Promise<string> {
    if (isSecretRef(value)) return say(this.texts, "profile.secret-kept");
    return typeof value === "string" ? value : JSON.stringify(value);
  }

  /** A certificate of a file, or one that the person made the request for, has its key elsewhere. */
  private async keyOf({ keyId }: CertificateRecord): Promise<string> {
    return keyId === undefined
      ? say(this.texts, "profile.key-elsewhere")
      : say(this.texts, "profile.key", { id: keyId });
  }

  private async certificate(record: CertificateRecord): Promise<void> {
    const { out, texts } = this;
    const { account, state, subject, source, sha256 } = record;
    const dates = { from: texts.date(record.notBefore), to: texts.date(record.notAfter) };
    out.line(await say(texts, `profile.certificate-${state}`, { account, ...dates }), 2, 4);
    const key = await this.keyOf(record);
    for (const line of [subject, source, sha256, key]) out.line(out.style("quiet", line), 4, 6);
  }
}
