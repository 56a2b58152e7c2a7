import { Clock, Files, MakeBackup, inject, message, step, type BackupScope } from "@perennial/api";
import { mindExpiry } from "../expiry.js";
import { dataFolder, type SofieProfile, type SofieRenewal } from "../profile.js";
import { GenerateKeys } from "./generate-keys.js";

/** "You are strongly advised to backup the SOFiE data folder." Manual 5.3. */
@step("back-up")
export class BackUp extends MakeBackup<SofieProfile> {
  constructor(
    @inject(Files) files: Files,
    @inject(Clock) private readonly clock: Clock,
  ) {
    super(files);
  }

  protected override scope(renewal: SofieRenewal): BackupScope {
    const { profile, current } = renewal;
    const folder = dataFolder(profile);
    const { userId } = profile;
    return {
      ...(folder === undefined ? {} : { folder }),
      paths:
        folder === undefined
          ? []
          : [`data/${userId}/passwords`, `data/${userId}/loginhash`, "keys/private", "properties"],
      keyIds: [
        renewal.output(GenerateKeys).id,
        ...(current?.keyId === undefined ? [] : [current.keyId]),
      ],
    };
  }

  protected override question(renewal: SofieRenewal) {
    const { profile } = renewal;
    const user = profile.userId;
    const isOnToken = renewal.output(GenerateKeys).place !== undefined;
    return {
      text: message("luxtrust.congratulations"),
      instructions: [
        message("luxtrust.back-up"),
        dataFolder(profile) === undefined
          ? message("luxtrust.back-up.no-folder", { user })
          : message("luxtrust.back-up.what", { user }),
        ...(isOnToken ? [message("luxtrust.back-up.token")] : []),
      ],
    };
  }

  protected override notes() {
    return [message("luxtrust.congratulations")];
  }

  override async run(renewal: SofieRenewal) {
    return mindExpiry(renewal, this.clock, "back-up", await super.run(renewal));
  }
}
