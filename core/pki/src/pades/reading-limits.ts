import { PerennialError } from "@perennial/api";

const mebibyte = 1024 * 1024;

/**
 * What reading one PDF with all its revisions may take. A real one of hundreds of megabytes stays far
 * below; what goes beyond was made to take hours, or all the memory.
 */
export class ReadingLimits {
  /** Octets of objects: they do not overlap, and are read a few times over. */
  private read: number;

  /**
   * @param size octets of the file.
   * @param values in all objects that are read, and entries of cross-references.
   * @param inflated octets of all streams that are read. Objects and references shrink to a tenth; only
   *   what was made to fill the memory shrinks to a thousandth.
   */
  constructor(
    size: number,
    private values = 8_000_000,
    private inflated = Math.min(512 * mebibyte, 64 * mebibyte + 32 * size),
  ) {
    this.read = 4 * size + 64 * mebibyte;
  }

  /** Octets that a stream may still have when it is inflated. */
  get inflatable(): number {
    return this.inflated;
  }

  /**
   * Counts a value, or an entry of cross-references.
   * @throws PerennialError `pdf.too-complex`, as the others.
   */
  value(): void {
    this.values -= 1;
    if (this.values < 0) throw tooComplex("values");
  }

  /** Counts octets of an object that was read. */
  object(octets: number): void {
    this.read -= octets;
    if (this.read < 0) throw tooComplex("objects");
  }

  /** Counts octets of a stream that was inflated. */
  stream(octets: number): void {
    this.inflated -= octets;
    if (this.inflated < 0) throw tooComplex("streams");
  }
}

/** The error of a PDF that would take too long, or too much memory, to read. */
export function tooComplex(detail: string): PerennialError {
  return new PerennialError("pdf.too-complex", {}, { detail });
}
