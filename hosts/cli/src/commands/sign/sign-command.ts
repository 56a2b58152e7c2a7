import { resolve } from "node:path";
import { inject, injectable, PerennialError, toErrorData, type ErrorData } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { PinSource, TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import { ExitCode, exitCodeOf } from "../../exit-code.js";
import type { Home } from "../../home/home.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { showError } from "../../output/render-error.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import type { KeyRing as KeyRingPort } from "../../ports/key-ring.js";
import { askChoice } from "../../questions/ask-choice.js";
import { describeKey, SigningKeyFinder, type ChooseKey } from "../../signing/find-signing-key.js";
import { InputFile } from "../../signing/input-file.js";
import { checkOutput } from "../../signing/own-output.js";
import { checkOutputs, planFiles, signerOf, type PlannedFile } from "../../signing/plan-files.js";
import { readCertificateFile } from "../../signing/read-certificate-file.js";
import { signFile, type PdfWish } from "../../signing/sign-file.js";
import type { SigningKey } from "../../signing/signing-key.js";
import { RecordedCertificates } from "../../signing/recorded-certificates.js";
import { SoftwareSigningKeys } from "../../signing/software-signing-keys.js";
import { TokenSigningKeys } from "../../signing/token-signing-keys.js";
import { whoSigns, type WhoSigns } from "../../signing/who-signs.js";
import type { Terminal } from "../../terminal/terminal.js";
import { whileHolding } from "../../token-modules/while-holding.js";
import {
  Console,
  HomeFolder,
  Io,
  KeyRing,
  Out,
  Pins,
  Store,
  Texts,
  Time,
  Tokens,
} from "../../tokens.js";
import { checkPdfOptions, readSignWish, type SignWish } from "./sign-wish.js";

/**
 * `perennial sign`: CAdES, PAdES or raw signatures with a key of the store or of a token. All is
 * looked at before the key is used; one login serves all files of a run.
 */
@injectable()
export class SignCommand implements Command {
  private readonly finder: SigningKeyFinder;

  constructor(
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(KeyRing) keys: Lazy<KeyRingPort>,
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(Pins) pins: Lazy<PinSource>,
    @inject(HomeFolder) home: Home,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
  ) {
    const recorded = new RecordedCertificates(store, home);
    this.finder = new SigningKeyFinder(
      new SoftwareSigningKeys(keys, recorded),
      new TokenSigningKeys(tokens, pins, recorded, io.interrupt),
      recorded,
      this.choose,
    );
  }

  async run(args: Arguments): Promise<CommandResult> {
    const { cwd } = this.io;
    const wish = readSignWish(args);
    const force = args.flag("force");
    const files = await planFiles({
      files: args.texts("files"),
      cwd,
      format: wish.format,
      attached: wish.attached,
      output: args.text("output"),
    });
    checkPdfOptions(wish, files);
    return whileHolding(this.tokens, async () => {
      const who = await this.who(args, files);
      const replacing = await checkOutputs(files, force, who.by);
      const warnings = await this.announce(who, files);
      return this.signAll(files, replacing, who, wish, warnings);
    });
  }

  /** Whose signatures it will be: the key, its certificate, and the issuers'. */
  private async who(args: Arguments, files: readonly PlannedFile[]): Promise<WhoSigns> {
    const at = new Date(this.clock.now());
    const paths = args.texts("certificate").map((path) => resolve(this.io.cwd, path));
    const given = (await Promise.all(paths.map(readCertificateFile))).flat();
    const certificates = paths.length === 0 ? undefined : given;
    const found = await this.finder.find({ key: args.text("key"), certificates, at });
    const hash = readSignWish(args).hash;
    return whoSigns(found, certificates, {
      at,
      evenExpired: args.flag("even-expired"),
      interrupt: this.io.interrupt,
      certificateNeeded: files.some(({ form }) => form.format !== "raw"),
      ...(hash === undefined ? {} : { hash }),
    });
  }

  /** Says who signs before anything is asked, and what is to be known about it. */
  private async announce(
    { key, by }: WhoSigns,
    files: readonly PlannedFile[],
  ): Promise<readonly ErrorData[]> {
    const { out, texts } = this;
    const { certificate } = by;
    const place = key.token === null ? "software" : "token";
    out.line(
      await say(texts, certificate === undefined ? "sign.as-key" : "sign.as", {
        subject: certificate?.subject ?? key.name,
        issuer: certificate?.issuer ?? "",
        until: certificate === undefined ? "" : texts.dateTime(certificate.notAfter),
        place,
        token: key.token ?? "",
      }),
      0,
      2,
    );
    const warnings: ErrorData[] = [];
    if (by.evenExpired && certificate !== undefined) {
      const { subject, notAfter } = certificate;
      warnings.push({ code: "signing.signed-expired", params: { subject, notAfter } });
    }
    if (certificate !== undefined && by.chain.length === 0) {
      const { subject, issuer } = certificate;
      if (subject !== issuer)
        warnings.push({ code: "signing.issuers-missing", params: { issuer } });
    }
    for (const { file, size } of files) {
      if (size === 0) warnings.push({ code: "signing.empty-file", params: { path: file } });
    }
    for (const warning of warnings) {
      const text = (await texts.error(warning)).what;
      out.problem(out.style("warning", await say(texts, "sign.warning", { text })), 0, 2);
    }
    return warnings;
  }

  private async signAll(
    files: readonly PlannedFile[],
    replacing: ReadonlySet<PlannedFile>,
    { key, by }: WhoSigns,
    wish: SignWish,
    warnings: readonly ErrorData[],
  ): Promise<CommandResult> {
    const { out, texts } = this;
    const signed: PlannedFile[] = [];
    const data = () => ({
      key: { id: key.id, label: key.label, token: key.token, name: key.name },
      signer: by.certificate ?? null,
      issuers: by.chain.length,
      signed: signed.map(({ file, output, form }) => ({ file, output, ...form })),
      warnings,
    });
    for (const file of files) {
      try {
        await this.sign(file, replacing.has(file), { key, by }, wish);
      } catch (thrown) {
        const error = stopped(thrown);
        if (files.length === 1 || !PerennialError.is(error)) throw error;
        const rest = files.slice(signed.length).map((one) => one.file);
        const problem = toErrorData(error);
        out.problem(await say(texts, "sign.failed", { file: file.file }), 0, 2);
        await showError(problem, { out, texts, verbose: false });
        out.problem(await say(texts, "sign.rest", { count: rest.length }));
        for (const one of rest) out.problem(one, 2, 4);
        const failed = { file: file.file, error: problem };
        return {
          exitCode: exitCodeOf(problem),
          data: plainData({ ...data(), failed, notSigned: rest }),
        };
      }
      signed.push(file);
      const { form, output } = file;
      const kind = form.format === "cades" && form.attached ? "attached" : form.format;
      const what = await say(texts, `sign.signed-${kind}`);
      out.line(`${await say(texts, "pair", { label: what, value: output })}`, 0, 2);
    }
    return { exitCode: ExitCode.done, data: plainData(data()) };
  }

  private async sign(
    { path, output, form }: PlannedFile,
    replace: boolean,
    { key, by }: Pick<WhoSigns, "key" | "by">,
    wish: SignWish,
  ): Promise<void> {
    const { interrupt } = this.io;
    const at = new Date(this.clock.now());
    await using input = await InputFile.open(path, interrupt);
    const pdf = await this.pdfWish(wish, by.name, at);
    // It may be another one since it was looked at: a PIN takes time, and so does a large file.
    const judge = () => checkOutput({ path: output, form, input, force: true, ...signerOf(by) });
    await signFile(by, { input, output, replace, judge, form, at }, pdf);
    const store = await this.store.get();
    const { spkiHash } = key;
    const certificate = by.certificate?.sha256 ?? null;
    const record = { file: path, output, format: form.format, spkiHash, certificate };
    await store.audit({ event: "signature.made", data: record }, at.toISOString());
  }

  private async pdfWish(
    { reason, location, visible }: SignWish,
    name: string,
    at: Date,
  ): Promise<PdfWish> {
    const { texts } = this;
    const shown = [
      await say(texts, "sign.shown-name", { name }),
      await say(texts, "sign.shown-time", { time: texts.dateTime(at.toISOString()) }),
      ...(reason === undefined ? [] : [await say(texts, "sign.shown-reason", { reason })]),
      ...(location === undefined ? [] : [await say(texts, "sign.shown-location", { location })]),
    ];
    return {
      ...(reason === undefined ? {} : { reason }),
      ...(location === undefined ? {} : { location }),
      ...(visible === undefined ? {} : { visible }),
      // No-break spaces are for lines that are broken.
      lines: shown.map((line) => line.replaceAll(/[\u00A0\u202F]/gu, " ")),
    };
  }

  private readonly choose: ChooseKey = async (keys: readonly SigningKey[]) => {
    const { terminal, out, texts } = this;
    if (!terminal.interactive) return undefined;
    out.line(await say(texts, "sign.which-key"));
    const options = keys.map((key) => ({ value: key.name, label: describeKey(key) }));
    const chosen = await askChoice({ terminal, out, texts }, options);
    return keys.find(({ name }) => name === chosen);
  };
}

/** At a prompt for a PIN or passphrase Ctrl-C ends the question; here it ends the signing. */
function stopped(thrown: unknown): unknown {
  return PerennialError.is(thrown, "cli.interrupted")
    ? new PerennialError("signing.interrupted", {}, { cause: thrown })
    : thrown;
}
