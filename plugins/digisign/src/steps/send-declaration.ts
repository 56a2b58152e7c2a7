import { step } from "@perennial/api";
import { SendDocument } from "./send-document.js";

/** "Press Send declaration, then chose the Declaratie document." Manual III.3 d. */
@step("send-declaration")
export class SendDeclaration extends SendDocument {
  protected override readonly kind = "declaration";
}
