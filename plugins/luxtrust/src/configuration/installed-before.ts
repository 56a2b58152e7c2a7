import type { Files } from "@perennial/api";
import { dataFolder, type SofieProfile } from "../profile.js";
import { readConfigurationName } from "./configuration-name.js";

/**
 * Timestamp of the newest configuration that was installed for the user, `yyyyMMddHHmmss`: installed
 * ones lie in the data folder under the names they came with.
 * @param except name of the other account's file: both accounts share the user.
 */
export async function installedBefore(
  files: Files,
  profile: SofieProfile,
  except: string | undefined,
): Promise<string | undefined> {
  const folder = dataFolder(profile);
  const found = await files.list({
    ...(folder === undefined ? {} : { folder }),
    names: [`sofie.${profile.userId}.*.config`],
  });
  return found
    .filter(({ name }) => name !== except)
    .flatMap(({ name }) => readConfigurationName(name)?.timestamp ?? [])
    .sort()
    .at(-1);
}
