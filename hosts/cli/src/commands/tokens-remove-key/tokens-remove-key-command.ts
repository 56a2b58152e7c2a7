import { inject, injectable, PerennialError } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type {
  FoundToken,
  PinSource,
  TokenKeys,
  TokenObjects,
  TokenServices,
} from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { Home } from "../../home/home.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { askYesNo } from "../../questions/ask-yes-no.js";
import { RecordedCertificates } from "../../signing/recorded-certificates.js";
import { trustedRoots } from "../../signing/trusted-roots.js";
import type { Terminal } from "../../terminal/terminal.js";
import { findToken, matchOf } from "../../token-views/find-token.js";
import {
  certificateEntries,
  keyEntries,
  type CertificateEntry,
} from "../../token-views/key-entries.js";
import { keyJson } from "../../token-views/key-json.js";
import { readTokens } from "../../token-views/read-tokens.js";
import { showCertificate, showKey } from "../../token-views/show-key.js";
import { tokenJson } from "../../token-views/token-json.js";
import { Console, HomeFolder, Io, Out, Pins, Store, Texts, Time, Tokens } from "../../tokens.js";
import { checkUnused, planRemoval, type Removal } from "./removal.js";
import { certificatesOf, vouchedCertificate } from "./vouched-certificate.js";

/**
 * `perennial tokens remove-key`: the one way in which Perennial removes a key pair from a token: an
 * old one, after the one that took its place has signed and a person has said yes.
 */
@injectable()
export class TokensRemoveKeyCommand implements Command {
  constructor(
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(Pins) private readonly pins: Lazy<PinSource>,
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(HomeFolder) private readonly home: Home,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
    @inject(Out) readonly out: Output,
    @inject(Texts) readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const replacement = args.text("replacement");
    if (replacement === undefined) throw new PerennialError("usage.replacement-missing");
    if (args.flag("yes") && args.text("fingerprint") === undefined) {
      throw new PerennialError("usage.fingerprint-missing");
    }
    if (!args.flag("yes") && !this.terminal.interactive) {
      throw new PerennialError("usage.confirm", { command: "tokens remove-key" });
    }
    const services = await this.tokens.get();
    const { modules } = services;
    const token = findToken(args.required("token"), await readTokens(modules, this, this.io));
    const keys = services.keys(matchOf(token), await this.pins.get());
    // What is private shows only then, and both halves are to be seen before anything is removed.
    await keys.login(this.io.interrupt);
    try {
      const objects = await modules.objects(token, this.io.interrupt);
      const entries = keyEntries(objects);
      const wish = { id: args.required("id"), replacement, fingerprint: fingerprintOf(args) };
      const removal = planRemoval(entries, wish, this.now());
      await checkUnused(removal, await this.store.get());
      const certificate = await this.vouched(args, removal, objects);
      await this.show(token, removal);
      const confirmed =
        (await this.isSubjectConfirmed(removal, certificate)) &&
        (await this.isConfirmed(args, removal));
      if (confirmed) await this.remove(token, keys, removal, certificate);
      const { out, texts } = this;
      const what = removal.onlyCertificates ? "certificates" : "pair";
      out.line(await say(texts, confirmed ? "tokens.key-removed" : "tokens.key-kept", { what }));
      const data = {
        token: tokenJson(token),
        key: keyJson(token, removal.old),
        removed: confirmed,
      };
      return { exitCode: ExitCode.done, data: plainData(data) };
    } finally {
      await keys.logout();
    }
  }

  private async vouched(
    args: Arguments,
    removal: Removal,
    objects: TokenObjects,
  ): Promise<Required<CertificateEntry>> {
    const recorded = new RecordedCertificates(this.store, this.home);
    const known = [...certificatesOf(removal.old), ...removal.candidates.map(({ info }) => info)];
    const installed = await Promise.all(known.map((one) => recorded.issuers(one)));
    const held = certificateEntries(objects.certificates).flatMap(({ info }) =>
      info === undefined ? [] : [Buffer.from(info.der, "base64")],
    );
    return vouchedCertificate(removal, {
      current: await (await this.store.get()).certificates({ state: "current" }),
      around: [...held, ...installed.flat()],
      roots: await trustedRoots(args.texts("roots"), this.io.cwd),
      at: new Date(this.clock.now()),
    });
  }

  /**
   * Another subject may be right, but only a person can know.
   * @throws PerennialError `tokens.replacement-subject` where nobody can be asked.
   */
  private async isSubjectConfirmed(
    { old, replacement }: Removal,
    { info }: Required<CertificateEntry>,
  ): Promise<boolean> {
    const subjects = certificatesOf(old).map(({ subject }) => subject);
    if (subjects.includes(info.subject)) return true;
    const { terminal, texts, out } = this;
    const params = { id: replacement.id, old: subjects.join("; "), subject: info.subject };
    if (!terminal.interactive) {
      throw new PerennialError("tokens.replacement-subject", params, { effect: "none" });
    }
    const known = subjects.length === 0 ? "no" : "yes";
    out.line(
      out.style("bad", await say(texts, "tokens.other-subject", { ...params, known })),
      0,
      2,
    );
    return askYesNo({ terminal, texts, out }, await say(texts, "tokens.confirm-subject"), false);
  }

  private async show(token: FoundToken, removal: Removal): Promise<void> {
    const { old, replacement, foreign } = removal;
    const { out, texts } = this;
    const { label, serial } = token.view;
    const now = this.now();
    const heading = removal.onlyCertificates ? "tokens.removal-left" : "tokens.removal";
    out.line(out.style("heading", await say(texts, heading, { label, serial })));
    const own = old.certificates.filter((one) => !foreign.includes(one));
    await showKey(token, { ...old, certificates: own }, { out, texts, now });
    if (foreign.length > 0) {
      out.line(out.style("heading", await say(texts, "tokens.removal-foreign")));
      for (const one of foreign) await showCertificate(one, { out, texts, now }, 4);
    }
    out.line(out.style("heading", await say(texts, "tokens.removal-replacement")));
    await showKey(token, replacement, { out, texts, now });
  }

  /** @throws PerennialError `token.removal-unconfirmed` if the fingerprint is that of another pair. */
  private async isConfirmed(args: Arguments, { old, onlyCertificates }: Removal): Promise<boolean> {
    const fingerprint = fingerprintOf(args);
    if (fingerprint !== undefined && fingerprint !== old.spkiHash) {
      throw new PerennialError("token.removal-unconfirmed", { id: old.id }, { effect: "none" });
    }
    if (args.flag("yes")) return true;
    const { terminal, texts, out } = this;
    const what = onlyCertificates ? "certificates" : "pair";
    const question = await say(texts, "tokens.confirm-removal", { what });
    return askYesNo({ terminal, texts, out }, question, false);
  }

  private async remove(
    token: FoundToken,
    keys: TokenKeys,
    { old, replacement }: Removal,
    certificate: Required<CertificateEntry>,
  ): Promise<void> {
    const { id, spkiHash } = old;
    const { label, serial } = token.view;
    const data = { token: label, serial, key: id, spkiHash, replacement: replacement.id };
    const store = await this.store.get();
    await store.audit({ event: "token.key-removal-confirmed", data }, this.now());
    await keys.removePair({
      id,
      confirmed: spkiHash,
      replacement: {
        id: replacement.id,
        certificate: Buffer.from(certificate.info.der, "base64"),
      },
    });
    await store.audit({ event: "token.key-removed", data }, this.now());
  }

  private now(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

/** As it is compared: lower-case hexadecimal. */
function fingerprintOf(args: Arguments): string | undefined {
  return args.text("fingerprint")?.toLowerCase().replaceAll(":", "");
}
