import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { PerennialError } from "@perennial/api";

/** Folders below Perennial's home that the brokers write into. */
export class HomeFolders {
  constructor(readonly home: string) {}

  /**
   * Whether a path is Perennial's own: the home itself, or in one of the folders that hold keys,
   * plugins and records. A profile must not hand one to a plugin, whatever links lead there.
   */
  isOwn(path: string): boolean {
    const home = realPathOf(this.home);
    const [first, ...rest] = relative(home, realPathOf(path)).split(sep);
    if (first === "") return rest.length === 0;
    return first !== undefined && OWN.has(first);
  }

  /** Files given to a renewal. */
  artifacts(renewal: string): string {
    return join(this.home, "artifacts", safeName(renewal));
  }
  certificates(profileId: string, account: string): string {
    return join(this.home, "certificates", safeName(profileId), safeName(account));
  }
  /** Where files for the person go when the profile names no folder. */
  exports(profileId: string): string {
    return join(this.home, "exports", safeName(profileId));
  }
  backups(profileId: string): string {
    return join(this.home, "backups", safeName(profileId));
  }
}

const OWN = new Set(
  "artifacts backups cache certificates keys logs plugins secrets tokens".split(" "),
);

/** With all links followed, of the part of the path that is there. */
function realPathOf(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch (error) {
    const parent = dirname(absolute);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === absolute) throw error;
    return join(realPathOf(parent), basename(absolute));
  }
}

/** Windows device names, reserved with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
/** Also the marks that turn the direction of text: `gpj.exe` would read `exe.jpg`. */
const FORBIDDEN = /[<>:"/\\|?*\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/** Whether a name is one plain file name on every system: no folders, not reserved, not hidden. */
export function isSafeName(name: string): boolean {
  return (
    name !== "" &&
    Buffer.byteLength(name) <= 200 &&
    !name.startsWith(".") &&
    !/[. ]$/.test(name) &&
    !FORBIDDEN.test(name) &&
    !RESERVED.test(name)
  );
}

/** @throws PerennialError `files.bad-name`. */
export function safeName(name: string): string {
  if (isSafeName(name)) return name;
  throw new PerennialError("files.bad-name", { name });
}
