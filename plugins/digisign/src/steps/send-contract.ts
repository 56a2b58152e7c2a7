import { step } from "@perennial/api";
import { SendDocument } from "./send-document.js";

/** "Press Send contract, then chose the Contract document." Manual III.3 d. */
@step("send-contract")
export class SendContract extends SendDocument {
  protected override readonly kind = "contract";
}
