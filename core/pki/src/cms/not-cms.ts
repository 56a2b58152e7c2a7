import { PerennialError } from "@perennial/api";

/** The error of what is no signed message. */
export function notCms(): PerennialError {
  return new PerennialError("signatures.not-cms");
}
