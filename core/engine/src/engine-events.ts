import "@perennial/api";
import { inject, injectable } from "tsyringe";
import { errorJson } from "./error-json.js";
import type { LogPort } from "./ports/log-port.js";
import { LogPortToken } from "./ports/tokens.js";
import type { EngineEvent } from "./protocol.js";

type Listener = (event: EngineEvent) => void;

/** Tells front ends what happens. A listener that throws hurts neither the others nor the engine. */
@injectable()
export class EngineEvents {
  private readonly listeners = new Set<Listener>();

  constructor(@inject(LogPortToken.symbol) private readonly log: LogPort) {}

  onEvent(listener: Listener): { dispose(): void } {
    // The same function may be given twice; each registration is its own.
    const own: Listener = (event) => listener(event);
    this.listeners.add(own);
    return { dispose: () => void this.listeners.delete(own) };
  }

  emit(event: EngineEvent): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        this.log.error("A listener of engine events failed.", {
          event: event.type,
          error: errorJson(error),
        });
      }
    }
  }
}
