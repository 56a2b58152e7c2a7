import { inject, injectable, PerennialError } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { FoundToken, PinSource, TokenKeys, TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { askYesNo } from "../../questions/ask-yes-no.js";
import type { Terminal } from "../../terminal/terminal.js";
import { findToken, matchOf } from "../../token-views/find-token.js";
import { keyEntries } from "../../token-views/key-entries.js";
import { keyJson } from "../../token-views/key-json.js";
import { readTokens } from "../../token-views/read-tokens.js";
import { showKey } from "../../token-views/show-key.js";
import { tokenJson } from "../../token-views/token-json.js";
import { Console, Io, Out, Pins, Store, Texts, Time, Tokens } from "../../tokens.js";
import { checkUnused, planRemoval, type Removal } from "./removal.js";

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
      const removal = planRemoval(entries, args.required("id"), replacement, this.now());
      await checkUnused(removal, await this.store.get());
      await this.show(token, removal);
      const confirmed = await this.isConfirmed(args, removal);
      if (confirmed) await this.remove(token, keys, removal);
      const { out, texts } = this;
      out.line(await say(texts, confirmed ? "tokens.key-removed" : "tokens.key-kept"));
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

  private async show(token: FoundToken, { old, replacement }: Removal): Promise<void> {
    const { out, texts } = this;
    const { label, serial } = token.view;
    const now = this.now();
    out.line(out.style("heading", await say(texts, "tokens.removal", { label, serial })));
    await showKey(token, old, { out, texts, now });
    out.line(out.style("heading", await say(texts, "tokens.removal-replacement")));
    await showKey(token, replacement, { out, texts, now });
  }

  /** @throws PerennialError `token.removal-unconfirmed` if the fingerprint is that of another pair. */
  private async isConfirmed(args: Arguments, { old }: Removal): Promise<boolean> {
    const fingerprint = args.text("fingerprint")?.toLowerCase().replaceAll(":", "");
    if (fingerprint !== undefined && fingerprint !== old.spkiHash) {
      throw new PerennialError("token.removal-unconfirmed", { id: old.id }, { effect: "none" });
    }
    if (args.flag("yes")) return true;
    const { terminal, texts, out } = this;
    return askYesNo({ terminal, texts, out }, await say(texts, "tokens.confirm-removal"), false);
  }

  private async remove(
    token: FoundToken,
    keys: TokenKeys,
    { old, replacement, certificate }: Removal,
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
