import { token } from "@perennial/api";
import type { CancellationSource } from "./cancellation-source.js";
import type { Lease } from "./lease.js";

/** What the container of one drive of one renewal holds beside the engine's services. */
export const LeaseToken = token<Lease>("engine.drive.lease");
export const CancellationToken = token<CancellationSource>("engine.drive.cancellation");
/** Whether this process wants to end: a failure of the step then says nothing about the step. */
export const StoppingToken = token<AbortSignal>("engine.drive.stopping");
