import { resolve } from "node:path";
import { inject, injectable, PerennialError, type JsonObject, type Wait } from "@perennial/api";
import type { EngineProtocol, RenewalDetail } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { oneNamed } from "../../read/named-renewals.js";
import { Engine, Io, Out, Texts } from "../../tokens.js";
import { readObject, readValue, secretFields } from "./read-value.js";

/** `perennial answer`: gives a value or a file to a renewal that another process may drive. */
@injectable()
export class AnswerCommand implements Command {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Io) private readonly io: HostIo,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const key = args.required("key");
    const file = args.text("file");
    const text = args.flag("stdin") ? await readAll(this.io.stdin) : args.text("value");
    if ((file === undefined) === (text === undefined)) throw new PerennialError("usage.one-answer");
    const engine = await this.engine.get();
    const renewal = await oneNamed(engine, args.required("renewal"));
    const detail = await engine.show({ renewal });
    const wait = expected(detail, key);
    if (text !== undefined && !args.flag("stdin")) refuseSecret(text, wait, { renewal, key });
    if (file !== undefined) {
      await engine.give({ renewal, key, path: resolve(this.io.cwd, file) });
    } else if (detail.state === "in-doubt") {
      await this.settle(engine, renewal, text ?? "");
    } else {
      await engine.answer({ renewal, key, value: readValue(text ?? "", wait) });
    }
    // Whether a file is the right one, the step says that it is for.
    const path = file ?? (wait.for === "person" ? undefined : text);
    const said =
      path === undefined
        ? say(this.texts, "answer.given", { renewal, key })
        : say(this.texts, "answer.file-given", { renewal, key, path });
    this.out.line(await said);
    const isDriven = detail.drivenBy !== undefined;
    if (!isDriven) this.out.command(`perennial resume ${renewal}`, 2);
    return { exitCode: ExitCode.done, data: plainData({ renewal, key, driven: isDriven }) };
  }

  private async settle(engine: EngineProtocol, renewal: string, text: string): Promise<void> {
    const match = /^(happened|did-not-happen)(?::(.*))?$/s.exec(text.trim());
    if (match === null) throw new PerennialError("usage.settle", { value: text });
    const reference = match[2];
    await engine.settle({
      renewal,
      happened: match[1] === "happened",
      ...(reference === undefined ? {} : { reference }),
    });
  }
}

function expected(detail: RenewalDetail, key: string): Wait {
  const { wait, id: renewal } = detail;
  if (wait === undefined) {
    const nothing = { waits: false, expected: "" };
    throw new PerennialError("answer.not-expected", { renewal, key, ...nothing });
  }
  if (wait.key !== key) {
    throw new PerennialError("answer.other-key", { renewal, key, expected: wait.key });
  }
  return wait;
}

/** @throws PerennialError `answer.secret-in-clear` if a form's secret stands on the command line. */
function refuseSecret(text: string, wait: Wait, place: JsonObject): void {
  if (wait.for !== "person" || wait.question.type !== "form") return;
  const secrets = secretFields(wait.question.schema);
  if (secrets.length === 0) return;
  const value = readObject(text);
  if (value !== undefined && !secrets.some((name) => Object.hasOwn(value, name))) return;
  throw new PerennialError("answer.secret-in-clear", place);
}

/** Passwords are given through standard input, so that no process list shows them. */
async function readAll(stream: HostIo["stdin"]): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer | string>)
    chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}
