import { inject, injectable, toErrorData, type ErrorData } from "@perennial/api";
import type { ClockPort, EngineProtocol } from "@perennial/engine";
import type { Inventory } from "@perennial/inventory";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { Home } from "../../home/home.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output, Style } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { errorJson } from "../../output/render-error.js";
import { say } from "../../output/say.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import type { KeyRing as KeyRingPort } from "../../ports/key-ring.js";
import type { PluginBook } from "../../ports/plugin-book.js";
import {
  Certificates,
  Engine,
  HomeFolder,
  Io,
  KeyRing,
  Out,
  Plugins,
  Store,
  Texts,
  Time,
} from "../../tokens.js";
import type { CheckFinding } from "./check.js";
import { checks } from "./checks/index.js";

const styles: { readonly [severity in CheckFinding["severity"]]: Style } = {
  ok: "good",
  warning: "warning",
  error: "bad",
};

/** A finding as it is shown. */
interface Shown {
  readonly check: string;
  readonly severity: CheckFinding["severity"];
  readonly message: string;
  readonly hint?: string;
  readonly error?: object;
}

/** `perennial doctor`: every check is run, whatever the others found. */
@injectable()
export class DoctorCommand implements Command {
  constructor(
    @inject(HomeFolder) private readonly home: Home,
    @inject(Io) private readonly io: HostIo,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Plugins) private readonly plugins: Lazy<PluginBook>,
    @inject(KeyRing) private readonly keys: Lazy<KeyRingPort>,
    @inject(Certificates) private readonly inventory: Lazy<Inventory>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(): Promise<CommandResult> {
    const { home, io, clock, store, engine, plugins, keys, inventory, out, texts } = this;
    const shown: Shown[] = [];
    for (const check of checks) {
      try {
        const examined = { home, io, clock, store, engine, plugins, keys, inventory };
        const findings = await check.run({ ...examined, nodeVersion: process.version });
        for (const finding of findings) shown.push(await this.inWords(check.id, finding));
      } catch (error) {
        // A check that cannot be made is a finding itself, and the others are made all the same.
        shown.push(await this.impossible(check.id, toErrorData(error)));
      }
    }
    for (const { check, severity, message, hint } of shown) {
      const label = out.style(styles[severity], await say(texts, `severity.${severity}`));
      const words = await say(texts, "pair", { label: check, value: message });
      out.line(`${label}  ${words}`, 0, 4);
      if (hint !== undefined) out.line(hint, 4);
    }
    const errors = shown.filter(({ severity }) => severity === "error").length;
    const warnings = shown.filter(({ severity }) => severity === "warning").length;
    out.line(await say(texts, "doctor.sum", { errors, warnings }));
    return {
      exitCode: errors === 0 ? ExitCode.done : ExitCode.failed,
      data: plainData({ findings: shown, errors, warnings }),
    };
  }

  private async inWords(check: string, { severity, what, args }: CheckFinding): Promise<Shown> {
    const key = `doctor.${check}.${what}`;
    const message = await say(this.texts, key, args);
    if (severity === "ok") return { check, severity, message };
    return { check, severity, message, hint: await say(this.texts, `${key}.hint`, args) };
  }

  private async impossible(check: string, error: ErrorData): Promise<Shown> {
    const { what, next } = await this.texts.error(error);
    return {
      check,
      severity: "error",
      message: what,
      ...(next === undefined ? {} : { hint: next }),
      error: await errorJson(error, this.texts),
    };
  }
}
