import {
  CreateRequest,
  message,
  step,
  type SavedRequest,
  type SubjectFields,
} from "@perennial/api";
import { mindExpiry } from "../expiry.js";
import { olderRequests, requestFileName, requestFileNames } from "../file-names.js";
import { dataFolder, type SofieProfile, type SofieRenewal } from "../profile.js";
import { ConfirmPersonalData, personalData } from "./confirm-personal-data.js";
import { GenerateKeys } from "./generate-keys.js";

/**
 * "Send the certificate request": saves the CSR as a `.pem` file whose name carries account and
 * time. Manual 3.3, "Keys renewal".
 */
@step("save-request")
export class SaveRequest extends CreateRequest<SofieProfile> {
  protected override keyStep() {
    return GenerateKeys;
  }

  protected override subject(renewal: SofieRenewal): SubjectFields {
    const { name, email, company, department, city, country } = personalData(renewal);
    return {
      commonName: name,
      email,
      organization: company,
      ...(department === undefined ? {} : { organizationalUnit: department }),
      locality: city,
      country,
    };
  }

  protected override fileName({ profile, account }: SofieRenewal, at: string): string {
    return requestFileName(profile.userId, account, at);
  }

  protected override folder({ profile }: SofieRenewal): string | undefined {
    return dataFolder(profile);
  }

  /** Confirming the data again makes a new request: the one before becomes an older one. */
  protected override edition(renewal: SofieRenewal): string {
    return renewal.output(ConfirmPersonalData).confirmedAt;
  }

  protected override async notes(request: SavedRequest, renewal: SofieRenewal) {
    const { profile, account } = renewal;
    const folder = dataFolder(profile);
    const files = await this.files.list({
      ...(folder === undefined ? {} : { folder }),
      names: [requestFileNames(profile.userId, account)],
    });
    const older = olderRequests(
      files.map(({ name }) => name),
      request.name,
    );
    const saved = message("luxtrust.request-saved", { name: request.name, path: request.path });
    return older.length === 0
      ? [saved]
      : [saved, message("luxtrust.older-requests", { older, name: request.name })];
  }

  override async run(renewal: SofieRenewal) {
    return mindExpiry(renewal, this.clock, "save-request", await super.run(renewal));
  }
}
