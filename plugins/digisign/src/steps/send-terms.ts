import { step } from "@perennial/api";
import { SendDocument } from "./send-document.js";

/** "Press Send terms, then chose the Termeni document." Manual III.3 d. */
@step("send-terms")
export class SendTerms extends SendDocument {
  protected override readonly kind = "terms";
}
