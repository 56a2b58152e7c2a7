import { PerennialError } from "@perennial/api";

/** How far a request had come. */
export interface Progress {
  readonly stage: "connecting" | "sent" | "answering";
  readonly overdue: boolean;
  readonly url: URL;
}

/** OpenSSL's verification errors, as Node names them, and its own host name check. */
const CERTIFICATE =
  /^(?:CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_C|INVALID_|HOSTNAME_MISMATCH|PATH_LENGTH_|ERR_TLS_CERT)/;

/** What went wrong on the way, as a coded error. Only before anything was sent nothing happened. */
export function connectionError(error: unknown, progress: Progress): PerennialError {
  const { stage, overdue, url } = progress;
  const code = (error as { code?: unknown } | null)?.code;
  const system = typeof code === "string" ? code : "";
  const params = { host: url.host, ...(system === "" ? {} : { system }) };
  const options = {
    cause: error,
    retry: {},
    ...(stage === "connecting" ? { effect: "none" as const } : {}),
  };
  if (stage === "connecting" && CERTIFICATE.test(system)) {
    const { cause } = options;
    return new PerennialError("http.certificate-rejected", params, { cause, effect: "none" });
  }
  if (overdue) return new PerennialError("http.timeout", params, options);
  if (stage === "connecting") return new PerennialError("http.unreachable", params, options);
  if (stage === "sent") return new PerennialError("http.connection-lost", params, options);
  return new PerennialError("http.truncated", params, options);
}
