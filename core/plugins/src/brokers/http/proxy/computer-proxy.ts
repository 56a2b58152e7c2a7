import type { ProxyFound } from "@perennial/api";
import { execFile } from "node:child_process";
import { win32 } from "node:path";
import { environmentProxy } from "./environment-proxy.js";
import { gnomeProxy } from "./gnome-proxy.js";
import { macProxy } from "./mac-proxy.js";
import type { ProxyPort } from "./proxy-port.js";
import { internetSettings, windowsProxy } from "./windows-proxy.js";

/** Milliseconds that a system's program may take. */
const patience = 5_000;
/** Bytes that one may print. */
const mostOutput = 1024 * 1024;

/** What the proxy is looked for in. */
export interface ProxySetting {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Runs a program; undefined if there is none, or it fails or takes too long. */
  readonly print?: (program: string, args: readonly string[]) => Promise<string | undefined>;
}

/**
 * The proxy by the environment, then by the system: the registry of Windows, `scutil` of macOS, GNOME's
 * settings. Where those cannot be read there is none as far as anybody can tell.
 */
export class ComputerProxy implements ProxyPort {
  readonly #print: NonNullable<ProxySetting["print"]>;

  constructor(private readonly setting: ProxySetting) {
    this.#print = setting.print ?? printed;
  }

  async find(url: URL): Promise<ProxyFound | null> {
    return environmentProxy(this.setting.env, url) ?? (await this.#ofSystem(url));
  }

  async #ofSystem(url: URL): Promise<ProxyFound | null> {
    const { env, platform } = this.setting;
    if (platform === "win32") {
      const root = env["SystemRoot"] ?? "C:\\Windows";
      const reg = win32.join(root, "System32", "reg.exe");
      const output = await this.#print(reg, ["query", internetSettings]);
      return output === undefined ? null : windowsProxy(output, url);
    }
    if (platform === "darwin") {
      const output = await this.#print("/usr/sbin/scutil", ["--proxy"]);
      return output === undefined ? null : macProxy(output, url);
    }
    const output = await this.#print("gsettings", ["list-recursively", "org.gnome.system.proxy"]);
    return output === undefined ? null : gnomeProxy(output, url);
  }
}

function printed(program: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const options = { timeout: patience, maxBuffer: mostOutput, windowsHide: true };
    execFile(program, args, options, (error, stdout) => {
      if (error === null) return resolve(stdout);
      // Not there, not allowed, a schema that is not installed, too slow: a setting nobody can read.
      const { code, killed } = error;
      const isUnreadable = typeof code === "number" || killed === true || code !== undefined;
      return isUnreadable ? resolve(undefined) : reject(error);
    });
  });
}
