import { PerennialError, type Files, type ObtainedCertificate } from "@perennial/api";
import { dataFolder, type SofieRenewal } from "../profile.js";

/**
 * Saves the certificate's file for the person, neither renamed nor converted. Manual 5.1,
 * "Certificate download".
 * @returns the absolute path.
 */
export async function saveCertificate(
  files: Files,
  certificate: ObtainedCertificate,
  renewal: SofieRenewal,
): Promise<string> {
  const { name, content } = certificate.file;
  const folder = dataFolder(renewal.profile);
  const where = folder === undefined ? {} : { folder };
  const saved = await renewal.effect({
    key: `save-certificate:${certificate.sha256}`,
    intent: { name, sha256: certificate.sha256 },
    perform: async () => {
      try {
        return { path: (await files.save({ ...where, name, content })).path };
      } catch (error) {
        // Another certificate of this name is there and stays: ours goes beside it.
        if (!PerennialError.is(error, "files.exists")) throw error;
        const other = `${certificate.sha256.slice(0, 8)}-${name}`;
        return { path: (await files.save({ ...where, name: other, content })).path };
      }
    },
    find: async () => ({ state: "did-not-happen" }),
  });
  return saved.path;
}
