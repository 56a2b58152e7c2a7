export { hashFor, signerFromDigests, signerFromPrivateKey } from "./signer.js";
export type { DigestSigner, HashAlgorithm, Signer } from "./signer.js";
export { digestInfo } from "./signing/digest-info.js";
export { ecdsaFromDer, ecdsaToDer } from "./signing/ecdsa-signature.js";
export { signRaw, verifyRaw } from "./signing/sign-raw.js";
export type { Content } from "./signing/content.js";
export type { SignedBy } from "./signing/signing-identity.js";
export type {
  SignatureFinding,
  SignatureReport,
  TrustRules,
  VerifySignatureRequest,
} from "./signing/signature-report.js";
export { largestAttached, signCades, signCadesAttached } from "./cades/sign-cades.js";
export { maySign } from "./cades/may-sign.js";
export { verifyCades } from "./cades/verify-cades.js";
export type { CadesVerification } from "./cades/verify-cades.js";
export { signPdf } from "./pades/sign-pdf.js";
export type { PdfSignatureOptions } from "./pades/sign-pdf.js";
export type { Appearance } from "./pades/appearance.js";
export { pageBox } from "./pades/page-box.js";
export type { PageBox } from "./pades/page-box.js";
export { isPdf, largestPdf } from "./pades/pdf-file.js";
export { verifyPdf } from "./pades/verify-pdf.js";
export type { PdfSignatureReport, PdfVerification } from "./pades/verify-pdf.js";
export { verifySignature } from "./signing/verify-signature.js";
export type { SignatureVerification } from "./signing/verify-signature.js";
export { describeKey, keyAlgorithmOf, publicKeyOf, sha256Hex } from "./public-key.js";
export type { PublicKey } from "./public-key.js";
export { commonNameOf, formatRfc4514, parseRfc4514, rfc4514 } from "./distinguished-name.js";
export type { NameAttribute } from "./distinguished-name.js";
export { decodeBase64, encodePem, readPem } from "./pem.js";
export type { PemBlock, PemBlocks } from "./pem.js";
export { createRequest } from "./requests/create-request.js";
export type { RequestContent } from "./requests/create-request.js";
export { readRequest } from "./requests/read-request.js";
export type { RequestRead } from "./requests/read-request.js";
export { isPrivateKeyFile } from "./certificates/private-key-file.js";
export { certificateInfo } from "./certificates/certificate-info.js";
export { largestCertificateFile, readCertificates } from "./certificates/read-certificates.js";
export { decodeCertificate, readRoots, systemRoots } from "./certificates/read-roots.js";
export { buildChain } from "./chain/build-chain.js";
export type { ChainRequest } from "./chain/build-chain.js";
export { matches, pickMatching } from "./match.js";
export type { HasSpkiHash } from "./match.js";
export { checkProfile } from "./profile/check-profile.js";
export { checkRequestProfile } from "./profile/check-request-profile.js";
export { proveKey } from "./prove-key.js";
export { verifyCms } from "./cms/verify-cms.js";
export type { VerifiedCms } from "./cms/verify-cms.js";
export { exportPkcs12 } from "./pkcs12/export-pkcs12.js";
export type { Pkcs12Content } from "./pkcs12/export-pkcs12.js";
export { catalogue as pkiCatalogue } from "./l10n/index.js";
