import type { ObtainedCertificate, UploadedFile } from "@perennial/api";

/** The certificate's file for a multipart form, as it came: neither renamed nor converted. */
export function asUpload({ file }: ObtainedCertificate): UploadedFile {
  return { name: file.name, contentType: "application/octet-stream", content: file.content };
}
