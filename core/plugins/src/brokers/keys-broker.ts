import type { KeyAlgorithm, KeyRef, Keys } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { KeyOwnership } from "./key-ownership.js";
import { requireKeys } from "./permission.js";
import { KeyPort } from "./ports.js";
import { RunContext } from "./tokens.js";

/** Keys, for one renewal: only its own, only what the manifest declares. */
@injectable()
export class KeysBroker implements Keys {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(KeyPort) private readonly keys: KeyPort,
    @inject(KeyOwnership) private readonly ownership: KeyOwnership,
  ) {}

  async newId(): Promise<string> {
    requireKeys(this.context, "generate");
    return await this.keys.newId();
  }

  async generate(request: { id: string; algorithm: KeyAlgorithm; label: string }): Promise<KeyRef> {
    requireKeys(this.context, "generate");
    const unclaimed = await this.ownership.isUnclaimed(request.id);
    const existed = unclaimed && (await this.keys.find(request.id)) !== null;
    await this.ownership.claim(request.id, existed);
    return await this.keys.generate({ ...request, renewal: this.context.run.renewal });
  }

  async find(id: string): Promise<KeyRef | null> {
    // A crash before the claim: the key cannot exist, and asking for it is no trespass.
    if (await this.ownership.isUnclaimed(id)) return null;
    await this.ownership.requireUsable(id);
    return await this.keys.find(id);
  }
}
