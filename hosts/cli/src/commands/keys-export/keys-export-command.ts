import { resolve } from "node:path";
import { inject, injectable, PerennialError, type ErrorData } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import type { CertificateRecord, RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { Home } from "../../home/home.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { errorJson } from "../../output/render-error.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import type { KeyRing as KeyRingPort } from "../../ports/key-ring.js";
import { askYesNo } from "../../questions/ask-yes-no.js";
import { keysOnTokens } from "../../keys/keys-on-tokens.js";
import { readSecretFile } from "../../answers/secret-file.js";
import type { Terminal } from "../../terminal/terminal.js";
import { Console, HomeFolder, Io, KeyRing, Out, Store, Texts, Time } from "../../tokens.js";
import { installedChain } from "./installed-chain.js";

/** Characters that a password of an exported key has at least. */
const shortest = 12;

/** `perennial keys export`: the one way out for a private key, asked for and confirmed. */
@injectable()
export class KeysExportCommand implements Command {
  constructor(
    @inject(KeyRing) private readonly keys: Lazy<KeyRingPort>,
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
    @inject(HomeFolder) private readonly home: Home,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts, io } = this;
    const id = args.required("key");
    const target = args.text("out");
    if (target === undefined) throw new PerennialError("usage.out-missing");
    const path = resolve(io.cwd, target);
    const keys = await this.keys.get();
    const key = (await keys.list()).find((each) => each.id === id);
    if (key === undefined) throw await this.notHere(id);
    if (!(await this.confirm(args, id, path))) {
      out.line(await say(texts, "keys.not-exported"));
      return { exitCode: ExitCode.done, data: plainData({ exported: false }) };
    }
    const store = await this.store.get();
    const record = newest(await store.certificates(), key.spkiHash);
    if (record === undefined) throw new PerennialError("cli.key-without-certificate", { id });
    const { issuers, problem } = await installedChain(record, this.home);
    const password = await this.password(args);
    await keys.exportPkcs12({ id, certificate: record.der, chain: issuers, password, path });
    const at = new Date(this.clock.now()).toISOString();
    await store.audit({ event: "key.exported", data: { keyId: id, spkiHash: key.spkiHash } }, at);
    out.line(await say(texts, "keys.exported", { path }));
    if (problem === undefined) {
      out.line(await say(texts, "keys.exported-chain", { count: issuers.length }), 2);
    } else {
      await this.warn(problem);
    }
    const incomplete = problem && (await errorJson(problem, texts));
    const chain = { issuers: issuers.length, ...(incomplete && { incomplete }) };
    return { exitCode: ExitCode.done, data: plainData({ exported: true, path, ...chain }) };
  }

  /** A key on a token cannot be exported; any other is unknown. */
  private async notHere(id: string): Promise<PerennialError> {
    const onTokens = await keysOnTokens(await this.store.get());
    const key = onTokens.find((each) => each.id === id);
    if (key === undefined) return new PerennialError("keys.not-found", { id });
    const { parsePkcs11Uri } = await import("@perennial/hardware");
    const { token = "" } = parsePkcs11Uri(key.place);
    return new PerennialError("keys.not-exportable", { id, token }, { effect: "none" });
  }

  /** The key is in the file all the same: whoever uses it may have the issuers' certificates. */
  private async warn(problem: ErrorData): Promise<void> {
    const { out, texts } = this;
    const { what, next } = await texts.error(problem);
    const label = await say(texts, "severity.warning");
    out.problem(`${out.style("warning", await say(texts, "pair", { label, value: what }))}`, 0, 2);
    if (next !== undefined) out.problem(next, 2);
  }

  private async confirm(args: Arguments, id: string, path: string): Promise<boolean> {
    const { out, texts, terminal } = this;
    if (args.flag("yes")) return true;
    if (!terminal.interactive)
      throw new PerennialError("usage.confirm", { command: "keys export" });
    const question = await say(texts, "keys.confirm-export", { id, path });
    return askYesNo({ out, texts, terminal }, question, false);
  }

  private async password(args: Arguments): Promise<string> {
    const { texts, terminal, out } = this;
    const file = args.text("password-file");
    if (file !== undefined) return readSecretFile(resolve(this.io.cwd, file));
    if (!terminal.interactive) throw new PerennialError("usage.password-file-missing");
    for (;;) {
      const first = await terminal.secret(`${await say(texts, "keys.password")} `);
      if ([...first].length < shortest) {
        out.line(await say(texts, "field.too-short", { count: shortest }), 2);
        continue;
      }
      if (first === (await terminal.secret(`${await say(texts, "keys.password-again")} `))) {
        return first;
      }
      out.line(await say(texts, "keys.passwords-differ"), 2);
    }
  }
}

/** Of the certificates with this key the one that ends last. */
function newest(
  certificates: readonly CertificateRecord[],
  spkiHash: string,
): CertificateRecord | undefined {
  return certificates
    .filter((certificate) => certificate.spkiHash === spkiHash)
    .toSorted((a, b) => Date.parse(b.notAfter) - Date.parse(a.notAfter))[0];
}
