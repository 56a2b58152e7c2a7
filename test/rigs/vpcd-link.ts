import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ApduTransport } from "./apdu-transport.js";
import type { CardApplication } from "./card-application.js";

const control = { off: 0, on: 1, reset: 2, atr: 4 } as const;

/**
 * A card's connection to the reader driver vpcd: while it stands, the card is in the reader. Both
 * sides send a length of two bytes, big end first, and so many bytes; one byte alone is a signal.
 */
export class VpcdLink {
  #socket: Socket | undefined;
  readonly #transport: ApduTransport;

  constructor(
    private readonly port: number,
    private readonly application: CardApplication,
  ) {
    this.#transport = new ApduTransport(application);
  }

  /** Puts the card in. @throws Error if the driver does not listen within five seconds. */
  async insert(): Promise<void> {
    if (this.#socket !== undefined) return;
    const end = performance.now() + 5000;
    for (;;) {
      const socket = connect({ port: this.port, host: "127.0.0.1", noDelay: true });
      try {
        await once(socket, "connect");
        this.#socket = socket;
        void this.#serve(socket);
        return;
      } catch (error) {
        if (performance.now() > end) throw error;
        await delay(20);
      }
    }
  }

  /** Takes the card out. */
  async remove(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined || socket.destroyed) return;
    socket.destroy();
    await once(socket, "close");
  }

  async #serve(socket: Socket): Promise<void> {
    let received = Buffer.alloc(0);
    try {
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        received = Buffer.concat([received, chunk]);
        while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
          const end = 2 + received.readUInt16BE(0);
          const answer = await this.#answer(received.subarray(2, end));
          received = received.subarray(end);
          if (answer === "leave") await this.remove();
          else if (answer !== undefined && !socket.destroyed) socket.write(framed(answer));
        }
      }
    } catch (error) {
      // The reader went away, or the card did.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ECONNRESET" && code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
    }
  }

  async #answer(message: Buffer): Promise<Buffer | "leave" | undefined> {
    if (message.length !== 1) return (await this.#transport.transmit(message)) ?? "leave";
    if (message[0] === control.atr) return this.application.atr;
    if (message[0] === control.on || message[0] === control.reset) this.#transport.reset();
    return undefined;
  }
}

function framed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
