/** A certificate as the service writes it, PEM or base64 alone, as PEM (RFC 7468). */
export function certificatePem(text: string): string {
  const [, armoured] =
    /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/.exec(text) ?? [];
  const lines = (armoured ?? text).replaceAll(/\s/g, "").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
