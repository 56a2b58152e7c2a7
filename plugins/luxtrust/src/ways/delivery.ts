/** A certificate with its chain is a few kilobytes. */
export const maxCertificateBytes = 64 * 1024;

/**
 * Attachments that are looked for: `<number>.DER.txt` (English manual 5.1) and `<number>.txt`
 * (French manual 5.2).
 */
export function certificateNames(number: string | undefined): readonly string[] {
  return number === undefined ? ["*.DER.txt", "*.txt"] : ["*.DER.txt", `${number}.txt`];
}

/**
 * Subjects of the mails that bring it: that of Easy_SSL (French manual 5.2), and any of the Chamber
 * of Commerce, whose subject the English manual does not give.
 */
export function certificateSubjects(number: string | undefined): readonly string[] {
  return [
    `Easy_SSL - Your order #${number ?? "*"} is now complete`,
    "*Chamber of Commerce*",
    "*Chambre de*Commerce*",
  ];
}
