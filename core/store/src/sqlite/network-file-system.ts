import { readFileSync, statfsSync } from "node:fs";

/** `f_type` of statfs(2) on Linux. */
const LINUX_TYPES: ReadonlyMap<number, string> = new Map([
  [0x6969, "nfs"],
  [0xff534d42, "cifs"],
  [0xfe534d42, "smb2"],
  [0x517b, "smb"],
  [0x5346414f, "afs"],
  [0x6b414653, "afs"],
  [0x73757245, "coda"],
  [0x00c36400, "ceph"],
  [0x0bd00bd0, "lustre"],
  [0x47504653, "gpfs"],
]);
const LINUX_FUSE = 0x65735546;
const FUSE_NETWORK =
  /^fuse\.(sshfs|glusterfs|ceph|rclone|s3fs|davfs|gcsfuse|goofys|smbnetfs|curlftpfs)/;

/**
 * The type of the network file system that a folder is on, as far as it can be told cheaply: on
 * Linux from statfs and the mount table, on Windows from a UNC path. On macOS, and for mapped
 * drives of Windows and folders shared with a virtual machine, it cannot, and the user guide asks
 * for a local disk.
 * @returns undefined if it is local, or unknown.
 */
export function networkFileSystem(folder: string): string | undefined {
  if (process.platform === "win32") return /^\\\\[^?.]/.test(folder) ? "smb" : undefined;
  if (process.platform !== "linux") return undefined;
  const type = statfsSync(folder).type;
  if (type !== LINUX_FUSE) return LINUX_TYPES.get(type);
  const mounted = fileSystemType(readFileSync("/proc/self/mounts", "utf8"), folder);
  return mounted !== undefined && FUSE_NETWORK.test(mounted) ? mounted : undefined;
}

/** The type that the mount table, in the form of fstab(5), has for a folder's longest mount. */
export function fileSystemType(mounts: string, folder: string): string | undefined {
  let longest = -1;
  let found: string | undefined;
  for (const line of mounts.split("\n")) {
    const [, encoded, type] = line.split(" ");
    if (encoded === undefined) continue;
    const point = encoded.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const prefix = point.endsWith("/") ? point : `${point}/`;
    // A later mount on the same point covers the earlier.
    if (`${folder}/`.startsWith(prefix) && prefix.length >= longest) {
      longest = prefix.length;
      found = type;
    }
  }
  return found;
}
