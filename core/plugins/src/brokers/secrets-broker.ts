import { PerennialError, type SecretRef, type Secrets } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { permissionDenied, permissionsOf } from "./permission.js";
import { SecretRevealer } from "./ports.js";
import { RunContext } from "./tokens.js";

/** References to the profile's secrets, of the names the manifest declares. */
@injectable()
export class SecretsBroker implements Secrets {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(SecretRevealer) private readonly secrets: SecretRevealer,
  ) {}

  async find(name: string): Promise<SecretRef | null> {
    this.#require(name);
    return await this.secrets.find(this.context.run.profileId, name);
  }

  async forget(name: string): Promise<void> {
    this.#require(name);
    await this.secrets.forget(this.context.run.profileId, name);
  }

  /**
   * The secret a reference stands for, for a request that goes out.
   * @throws PerennialError `keys.store-locked`, `secrets.not-found`: it was forgotten since, or is
   *   forged, or another profile's; which of them is not told.
   */
  async reveal(ref: SecretRef): Promise<string> {
    const { profileId } = this.context.run;
    for (const name of permissionsOf(this.context).secrets ?? []) {
      const known = await this.secrets.find(profileId, name);
      if (known?.secret === ref.secret) return await this.secrets.reveal(profileId, ref);
    }
    const { id } = this.context.plugin;
    throw new PerennialError("secrets.not-found", {}, { effect: "none", plugin: id });
  }

  #require(name: string): void {
    if (permissionsOf(this.context).secrets?.includes(name) === true) return;
    throw permissionDenied(this.context, "secrets", name, `"secrets": ["${name}"]`);
  }
}
