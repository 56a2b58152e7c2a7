import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCli, temporaryHome, type ProcessResult, type TemporaryHome } from "../harness/index.js";
import { runInProcess } from "./in-process.js";
import { writeSmallPlugin, type SmallPlugin } from "./small-plugin.js";
import type { JsonResult, RenewalJson } from "./renewal-json.js";

/** A home with a small plugin and one profile of it; no simulator. */
export class Office implements AsyncDisposable {
  time = Date.now();

  private constructor(
    private readonly temporary: TemporaryHome,
    readonly plugins: string,
  ) {}

  static async open(values: object = {}, plugin: SmallPlugin = {}): Promise<Office> {
    const temporary = await temporaryHome("office");
    const plugins = temporary.file("plugins");
    for (const folder of ["home", "plugins", "done"]) {
      await mkdir(temporary.file(folder), { mode: 0o700 });
    }
    await writeFile(temporary.file("passphrase"), "a passphrase only for this test\n");
    await chmod(temporary.file("passphrase"), 0o600);
    const office = new Office(temporary, plugins);
    const id = plugin.id ?? "small";
    await writeSmallPlugin(plugins, plugin);
    await writeFile(
      temporary.file("profile.json"),
      JSON.stringify({
        provider: `${id}.office`,
        values: {
          folder: temporary.file("done"),
          lost: false,
          find: "unknown",
          confirmable: true,
          ...values,
        },
      }),
    );
    const from = temporary.file("profile.json");
    const added = await office.json("profile", "add", "acme", "--from", from);
    if (added.code !== 0) throw new Error(JSON.stringify(added.data));
    return office;
  }

  file(...parts: string[]): string {
    return this.temporary.file(...parts);
  }
  get home(): string {
    return this.file("home");
  }

  addPlugin(plugin: SmallPlugin): Promise<string> {
    return writeSmallPlugin(this.plugins, plugin);
  }

  private async args(args: readonly string[]): Promise<string[]> {
    const dirs = (await readdir(this.plugins)).flatMap((name) => [
      "--plugin-dir",
      join(this.plugins, name),
    ]);
    return [...args, ...dirs, "--passphrase-file", this.file("passphrase")];
  }

  async cli(...args: string[]): Promise<ProcessResult> {
    return runCli(await this.args(args), { home: this.home, cwd: this.file() });
  }

  async inProcess(...args: string[]): Promise<ProcessResult> {
    return runInProcess(await this.args(args), {
      home: this.home,
      cwd: this.file(),
      time: () => this.time,
      pass: (milliseconds) => (this.time += milliseconds),
    });
  }

  async json(...args: string[]): Promise<JsonResult> {
    const { code, stdout, stderr } = await this.inProcess(...args, "--json");
    try {
      return { code, data: JSON.parse(stdout) as JsonResult["data"] };
    } catch (error) {
      throw new Error(`${args.join(" ")} printed no JSON: ${stdout}${stderr}`, { cause: error });
    }
  }

  /** Begins or goes on, with `agree` and whatever else is given. */
  async renew(more: object = {}, command = "renew"): Promise<JsonResult> {
    const path = this.file("answers.json");
    const answers = { "*/agree/*": true };
    await writeFile(path, JSON.stringify({ perennial: 1, answers, ...more }));
    return this.json(command, "acme", "--answers", path);
  }

  /** How often the effect was performed. */
  async performed(): Promise<number> {
    return (await readdir(this.file("done"))).length;
  }

  /** The profile's renewals, the newest last. */
  async shown(): Promise<RenewalJson> {
    const { data } = await this.json("show", "acme");
    const found = data.renewals?.at(-1);
    if (found === undefined) throw new Error("There is no renewal");
    return found;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.temporary.remove();
  }
}
