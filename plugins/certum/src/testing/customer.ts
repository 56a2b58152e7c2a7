import type { FileRef } from "@perennial/api";
import type { CertumProfile } from "../profile.js";
import type { PanelOrder } from "./kept-order.js";
import type { FakeRenewal } from "./fake-renewal.js";
import { waitOf } from "./expect.js";
import { World, annasProfile, type Rest } from "./world.js";

export const number = "ORDER/0000123456/dk";

/** The data as the form takes them. */
export const typedData = {
  organization: "Przykład sp. z o.o.",
  country: "PL",
  state: "mazowieckie",
  locality: "Warszawa",
  verification: "register",
  registrationType: "KRS",
  registrationNumber: "0000012345",
} as const;

/** Anna's renewal, and what she does about its data and her mailbox. */
export class Customer {
  readonly world = new World();
  readonly renewal: FakeRenewal;
  readonly order: PanelOrder;

  constructor(profile: Partial<CertumProfile> = {}) {
    this.renewal = this.world.begin(profile);
    this.order = this.world.panel.addOrder(number);
    if (this.renewal.profile.way === "portal") {
      this.world.secrets.give("portalPassword", this.world.panel.password);
    }
  }

  run(last?: string): Promise<Rest> {
    return this.world.run(this.renewal, last);
  }

  give(key: string, value: unknown): Promise<Rest> {
    return this.world.give(this.renewal, key, value);
  }

  /** Goes back to a step, as the engine does: it and those after it are run again. */
  backTo(step: string, last?: string): Promise<Rest> {
    this.renewal.goBack(step);
    return this.run(last);
  }

  /** Answers whatever is waited for now. */
  async say(value: unknown): Promise<Rest> {
    return this.give(waitOf(await this.run()).key, value);
  }

  /** Until the data are asked for. */
  async chooses(): Promise<Rest> {
    await this.run();
    return this.give(
      "order",
      this.renewal.profile.way === "portal" ? number : { number, product: "730" },
    );
  }

  /** Until the data are being verified, through the panel. */
  async submits(values: object = typedData): Promise<Rest> {
    await this.chooses();
    await this.give("data", values);
    return this.say("submit");
  }

  /** Until the mailbox is asked for, through the panel. */
  async verifies(): Promise<Rest> {
    await this.submits();
    this.world.panel.data.verify(this.order);
    return this.run();
  }

  /** Until the mail with the link is waited for, through the panel. */
  async mails(address: string = annasProfile.email): Promise<Rest> {
    await this.verifies();
    return this.give("email", { address });
  }

  file(name: string, content: string): FileRef {
    return this.world.files.give(name, content);
  }

  pdf(name = "odpis.pdf", content = "extract"): FileRef {
    return this.file(name, `%PDF-1.7 ${content}`);
  }
}
