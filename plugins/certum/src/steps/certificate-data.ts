import { done, inject, message, step, waiting, type Outcome, type Step } from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import {
  chooseFields,
  fieldTitle,
  type CertificateOffer,
  type ChosenCertificateData,
  type FieldName,
  type MarkedFields,
} from "../rules/certificate-fields.js";
import { ownOffer } from "../rules/verified-data.js";
import { ActivationDesk } from "../ways/activation-desk.js";
import { askingFirst } from "../ways/ask-first.js";
import { askCertificateData } from "../ways/certificate-data-form.js";

/** What was offered and what was chosen of it. */
export type CertificateDataChosen = ChosenCertificateData & { readonly offer: CertificateOffer };

/** "Certificate data". State CERTIFICATE DATA. */
@step("certificate-data")
export class CertificateData implements Step<CertificateDataChosen, CertumProfile> {
  constructor(@inject(ActivationDesk) private readonly desk: ActivationDesk) {}

  run(renewal: CertumRenewal): Promise<Outcome<CertificateDataChosen>> {
    return askingFirst(async () => {
      const offer = (await this.desk.offer?.(renewal)) ?? ownOffer(renewal);
      const key = "certificate-data";
      const values = renewal.answer<MarkedFields>(key);
      if (values === undefined) return waiting(askCertificateData(key, offer));
      const chosen = chooseFields(offer, values);
      if ("code" in chosen) {
        return waiting(askCertificateData(key, offer, { values, refusal: chosen }));
      }
      return done<CertificateDataChosen>({ ...chosen, offer }, [
        message("certum.certificate-data.chosen", {
          name: chosen.commonNameValue,
          fields: (Object.keys(chosen.fields) as FieldName[]).map(fieldTitle),
        }),
      ]);
    });
  }
}
