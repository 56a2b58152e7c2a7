import type { SecretRef, Secrets } from "@perennial/api";
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
   * @throws PerennialError `keys.store-locked`, `plugin.permission-denied`.
   */
  async reveal(ref: SecretRef): Promise<string> {
    const { profileId } = this.context.run;
    for (const name of permissionsOf(this.context).secrets ?? []) {
      const known = await this.secrets.find(profileId, name);
      if (known?.secret === ref.secret) return await this.secrets.reveal(profileId, ref);
    }
    // A forged one, or another profile's: it says nothing about whether there is such a secret.
    throw permissionDenied(this.context, "secrets", "secret", '"secrets": […]');
  }

  #require(name: string): void {
    if (permissionsOf(this.context).secrets?.includes(name) === true) return;
    throw permissionDenied(this.context, "secrets", name, `"secrets": ["${name}"]`);
  }
}
