/** What one request may take at most; what a plugin asks for is cut to it. */
export interface HttpLimits {
  /** Milliseconds for all of it, redirects included. */
  readonly timeout: number;
  readonly defaultTimeout: number;
  /** Milliseconds without a byte either way. */
  readonly idle: number;
  /** Bytes of an answer's body. */
  readonly maxBytes: number;
  readonly defaultMaxBytes: number;
  /** Bytes of a request's body. */
  readonly maxUpload: number;
  readonly maxRedirects: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  timeout: 120_000,
  defaultTimeout: 30_000,
  idle: 20_000,
  maxBytes: 20 * 1024 * 1024,
  defaultMaxBytes: 5 * 1024 * 1024,
  maxUpload: 20 * 1024 * 1024,
  maxRedirects: 10,
};
