import { PerennialError } from "@perennial/api";
import type { HashAlgorithm } from "@perennial/pki";
import type { Arguments } from "../../parse/arguments.js";
import { signatureFormats, type SignatureFormat } from "../../signing/signature-format.js";
import { readVisiblePlace, type VisiblePlace } from "../../signing/visible-signature.js";

/** What the command line of `perennial sign` wants of the signatures. */
export interface SignWish {
  readonly format: SignatureFormat | undefined;
  readonly attached: boolean;
  readonly hash: HashAlgorithm | undefined;
  readonly reason: string | undefined;
  readonly location: string | undefined;
  readonly visible: VisiblePlace | undefined;
}

const hashes: readonly HashAlgorithm[] = ["sha256", "sha384", "sha512"];

/** @throws PerennialError `usage.attached-format`, `usage.pdf-option`, `usage.visible-place`. */
export function readSignWish(args: Arguments): SignWish {
  const format = signatureFormats.find((one) => one === args.text("format"));
  const attached = args.flag("attached");
  if (attached && format !== undefined && format !== "cades") {
    throw new PerennialError("usage.attached-format", { format });
  }
  const visible = args.text("visible");
  return {
    format,
    attached,
    hash: hashes.find((one) => one === args.text("hash")),
    reason: args.text("reason"),
    location: args.text("location"),
    visible: visible === undefined ? undefined : readVisiblePlace(visible),
  };
}

/** Options that only a PDF has a place for, with a file that has none, are a mistake. */
export function checkPdfOptions(
  wish: SignWish,
  files: readonly { readonly file: string; readonly form: { readonly format: SignatureFormat } }[],
): void {
  const other = files.find(({ form }) => form.format !== "pades");
  const option = (["reason", "location", "visible"] as const).find(
    (name) => wish[name] !== undefined,
  );
  if (other !== undefined && option !== undefined) {
    throw new PerennialError("usage.pdf-option", { option, file: other.file });
  }
}
