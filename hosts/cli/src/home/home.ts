import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { HostIo } from "../host-io.js";

/** Where everything of one installation lies. Only its owner may read it (mode 0700). */
export class Home {
  constructor(readonly folder: string) {}

  get journal(): string {
    return join(this.folder, "journal.db");
  }
  get keys(): string {
    return join(this.folder, "keys");
  }
  get secrets(): string {
    return join(this.folder, "secrets");
  }
  get files(): string {
    return join(this.folder, "files");
  }
  get exports(): string {
    return join(this.folder, "exports");
  }
  get backups(): string {
    return join(this.folder, "backups");
  }
  get certificates(): string {
    return join(this.folder, "certificates");
  }
  /** Watched for files that renewals wait for; a profile's own folder is in it. */
  get inbox(): string {
    return join(this.folder, "inbox");
  }
  get plugins(): string {
    return join(this.folder, "plugins");
  }
  get policy(): string {
    return join(this.folder, "policy.json");
  }
  get logs(): string {
    return join(this.folder, "logs");
  }
  get log(): string {
    return join(this.logs, "perennial.log");
  }
}

/** `--home`, `$PERENNIAL_HOME`, or the system's folder for an application's data. */
export function locateHome(
  wanted: string | undefined,
  io: Pick<HostIo, "env" | "cwd" | "platform">,
): Home {
  const named = wanted ?? nonEmpty(io.env["PERENNIAL_HOME"]);
  return new Home(named === undefined ? systemFolder(io) : resolve(io.cwd, named));
}

function systemFolder({ env, platform = process.platform }: Pick<HostIo, "env" | "platform">) {
  const user = nonEmpty(env["HOME"]) ?? nonEmpty(env["USERPROFILE"]) ?? homedir();
  switch (platform) {
    case "win32":
      return join(nonEmpty(env["LOCALAPPDATA"]) ?? join(user, "AppData", "Local"), "Perennial");
    case "darwin":
      return join(user, "Library", "Application Support", "Perennial");
    default:
      // XDG Base Directory Specification: a relative path is to be ignored.
      return join(absolute(env["XDG_DATA_HOME"]) ?? join(user, ".local", "share"), "perennial");
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}
function absolute(value: string | undefined): string | undefined {
  return value?.startsWith("/") === true ? value : undefined;
}
