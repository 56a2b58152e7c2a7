import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { SignatureFault } from "./piv-card.js";
import type { CardDescription, CardOrder, CardReply, CardStatus } from "./virtual-card-worker.js";

/** A card in a process of its own, which keeps its keys and counters while it is out of the reader. */
export class VirtualCard implements AsyncDisposable {
  #last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly child: ChildProcess) {}

  static async make(
    child: ChildProcess,
    port: number,
    card: CardDescription,
  ): Promise<VirtualCard> {
    const made = new VirtualCard(child);
    await made.#order({ do: "make", port, card });
    return made;
  }

  insert(): Promise<unknown> {
    return this.#order({ do: "insert" });
  }

  remove(): Promise<unknown> {
    return this.#order({ do: "remove" });
  }

  /** What happens in the middle of every signature from now on; `{}`: nothing. */
  duringSignature(fault: SignatureFault): Promise<unknown> {
    return this.#order({ do: "fault", fault });
  }

  /** Of a PIV card. */
  async status(): Promise<CardStatus> {
    const reply = await this.#order({ do: "status" });
    if (!("status" in reply) || reply.status === undefined) throw new Error("not a PIV card");
    return reply.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await exit;
  }

  /** One order at a time: replies carry no number. */
  #order(order: CardOrder): Promise<CardReply> {
    const reply = this.#last.then(async () => {
      const answer = once(this.child, "message");
      this.child.send(order);
      const [message] = (await answer) as [CardReply];
      if ("error" in message) throw new Error(message.error);
      return message;
    });
    this.#last = reply.catch(() => undefined);
    return reply;
  }
}
