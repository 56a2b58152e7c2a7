import type { Message, Ui } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { RunContext } from "./tokens.js";

/** Progress and notes, passed on to the engine. */
@injectable()
export class UiBroker implements Ui {
  constructor(@inject(RunContext) private readonly context: StepContext) {}

  async progress(request: { text: Message; done?: number; total?: number }): Promise<void> {
    this.context.callbacks.progress(request.text, request.done, request.total);
  }

  async note(text: Message): Promise<void> {
    await this.context.callbacks.note(text);
  }
}
