import { token } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";

/** The engine's clock. */
export const ClockToken = token<ClockPort>("engine.clock");
