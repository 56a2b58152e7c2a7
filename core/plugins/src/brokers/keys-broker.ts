import { PerennialError, type KeyRef, type Keys, type Message } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { KeyOwnership } from "./key-ownership.js";
import { chosenPlace } from "./key-places.js";
import { KeyUse } from "./key-use.js";
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
    @inject(KeyUse) private readonly use: KeyUse,
  ) {}

  async newId(): Promise<string> {
    requireKeys(this.context, "generate");
    return await this.keys.newId();
  }

  /** Whose the key is and where it lives is on record before it is made. */
  async generate(request: Parameters<Keys["generate"]>[0]): Promise<KeyRef> {
    const { context, ownership, keys } = this;
    requireKeys(context, "generate");
    const { id, algorithm, label } = request;
    // Where a key is that the person chose in this renewal, there the new one may be as well.
    const adopted =
      request.place === undefined ? undefined : await ownership.adoptedAt(request.place);
    const place = adopted === undefined ? chosenPlace(context, request.place) : request.place;
    const where = place === undefined ? {} : { place };
    return await this.use.at(place, async () => {
      const unclaimed = await ownership.isUnclaimed(id);
      // The token of a key that was claimed is the one of then.
      const isNew = place !== undefined && !(await ownership.isRecorded(id));
      const token = isNew ? { token: await keys.token(place, adopted) } : {};
      const existed = unclaimed && (await keys.isTaken({ id, algorithm, ...where, ...token }));
      const onToken = place === undefined ? undefined : { place, algorithm, label, ...token };
      await ownership.claim(id, existed, onToken);
      // Taken over from another place it would be looked for where it is not.
      if ((await ownership.placeOf(id)) !== place) throw new PerennialError("keys.exists", { id });
      const { renewal } = context.run;
      const progress = (text: Message) => context.callbacks.progress(text);
      const how = { progress, ...(context.signal === undefined ? {} : { signal: context.signal }) };
      const key = await keys.generate({ renewal, id, algorithm, label, ...where, ...how });
      await ownership.seen(key);
      return key;
    });
  }

  async find(id: string): Promise<KeyRef | null> {
    // A crash before the claim: the key cannot exist, and asking for it is no trespass.
    if (await this.ownership.isUnclaimed(id)) return null;
    await this.ownership.requireUsable(id);
    const key = await this.use.of(id, () => this.keys.find(id));
    if (key !== null) await this.ownership.seen(key);
    return key;
  }
}
