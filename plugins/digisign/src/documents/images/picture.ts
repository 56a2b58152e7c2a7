import { PerennialError } from "@perennial/api";

/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Pixels that are decoded: a sheet of A4 at 600 dots per inch has 35 million. */
export const mostPixels = 40_000_000;

/**
 * Refuses sizes that no picture has, before memory is taken for it.
 * @throws PerennialError `digisign.identity-no-pixels`, `digisign.identity-too-many-pixels`.
 */
export function checkSize(width: number, height: number): PictureSize {
  if (!(width > 0 && height > 0)) throw new PerennialError("digisign.identity-no-pixels", {});
  if (width * height > mostPixels) {
    const params = { width, height, limit: mostPixels / 1_000_000 };
    throw new PerennialError("digisign.identity-too-many-pixels", params);
  }
  return { width, height };
}

/** The file cannot be decoded. */
export function damaged(detail: string, cause?: unknown): PerennialError {
  const options = cause === undefined ? { detail } : { detail, cause };
  return new PerennialError("digisign.identity-damaged", {}, options);
}
