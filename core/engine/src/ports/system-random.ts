import { randomBytes } from "node:crypto";
import type { RandomPort } from "./random-port.js";

/** The system's random source. */
export class SystemRandom implements RandomPort {
  fraction(): number {
    return randomBytes(6).readUIntBE(0, 6) / 2 ** 48;
  }
}
