import type { Files } from "@perennial/api";
import { dataFolder, type SofieProfile } from "../profile.js";
import { asTimestamp } from "./configuration-name.js";

/**
 * Name under which an installed configuration is kept: that of the mail's file with the account, as
 * both accounts of a contract share the user. Files that were only saved there are not installed.
 */
export function installedName(user: string, issuedAt: string, account: string): string {
  return `sofie.${user}.${asTimestamp(issuedAt)}.config.${account}`;
}

/** Timestamp of the newest configuration installed for the account, `yyyyMMddHHmmss`. */
export async function installedBefore(
  files: Files,
  profile: SofieProfile,
  account: string,
): Promise<string | undefined> {
  const folder = dataFolder(profile);
  const found = await files.list({
    ...(folder === undefined ? {} : { folder }),
    names: [`sofie.${profile.userId}.*.config.${account}`],
  });
  return found
    .flatMap(({ name }) => /\.(\d{14})\.config\.[^.]+$/.exec(name)?.[1] ?? [])
    .sort()
    .at(-1);
}
