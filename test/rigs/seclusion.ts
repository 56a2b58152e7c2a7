import { spawnSync } from "node:child_process";

/**
 * How a daemon is kept to ourselves: namespaces of its own for mounts and the network, so that its
 * fixed socket path is ours and its ports are nobody's.
 */
export interface Seclusion {
  /** Options of unshare(1). */
  readonly unshare: readonly string[];
  /** Options of nsenter(1) to get into its network. */
  readonly nsenter: readonly string[];
}

const asRoot: Seclusion = { unshare: ["-m", "-n"], nsenter: ["-n"] };
const asUser: Seclusion = {
  unshare: ["-r", "-m", "-n"],
  nsenter: ["-U", "--preserve-credentials", "-n"],
};

/** The seclusion this machine allows; `undefined`: none. */
export function seclusion(): Seclusion | undefined {
  return [asRoot, asUser].find(({ unshare }) => {
    const trial = ["sh", "-c", "ip link set lo up && mount -t tmpfs none /run"];
    return spawnSync("unshare", [...unshare, ...trial], { stdio: "ignore" }).status === 0;
  });
}
