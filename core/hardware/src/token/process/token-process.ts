/**
 * Entry of a token's process: one PKCS #11 module, and nothing else. The host speaks JSON-RPC with
 * it over file descriptor 3 and sends PINs over file descriptor 4.
 */
import { Socket } from "node:net";
import { PerennialError } from "@perennial/api";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type RequestType,
} from "vscode-jsonrpc/node";
import { toResponseError } from "../link/coded-errors.js";
import * as messages from "../link/messages.js";
import { loadModule, type Cryptoki } from "./cryptoki.js";
import { PinInbox } from "./pin-inbox.js";
import { tokenError } from "./return-value.js";
import { TokenSlots } from "./token-slots.js";

const link = new Socket({ fd: 3, readable: true, writable: true });
const connection = createMessageConnection(
  new StreamMessageReader(link),
  new StreamMessageWriter(link),
);
const pins = new PinInbox(new Socket({ fd: 4, readable: true, writable: false }));
let slots: TokenSlots | undefined;
/** Of the module. */
let path = "";
/** Kept for as long as the process lives: a module that is collected is closed. */
const kept: Cryptoki[] = [];

function answer<P, R, E>(
  type: RequestType<P, R, E>,
  action: (params: P, cancellation: CancellationToken) => R | Promise<R>,
): void {
  connection.onRequest(type.method, async (params: P, cancellation): Promise<unknown> => {
    try {
      return await action(params, cancellation);
    } catch (error) {
      return toResponseError(named(error, type.method));
    }
  });
}

function tokens(): TokenSlots {
  if (slots === undefined) throw new PerennialError("token.module-ended", { module: "" });
  return slots;
}

/** An answer of no sense is told with the module that gave it. */
function named(error: unknown, call: string): unknown {
  const coded = tokenError(error, call);
  if (!PerennialError.is(coded, "token.wrong-answer")) return coded;
  const data = coded.toJSON();
  return PerennialError.fromJSON({ ...data, params: { ...data.params, module: path } });
}

answer(messages.Initialize, async ({ module, parameters }) => {
  path = module;
  const { lib, about } = await loadModule(module, parameters);
  kept.push(lib);
  slots = new TokenSlots(lib, pins, (outcome) => {
    // The host that does not hear of it counts the attempt as spent.
    void connection.sendNotification(messages.LoginEnded, outcome);
  });
  return about;
});
answer(messages.ListSlots, (params) => tokens().list(params));
answer(messages.ListReaders, () => tokens().readers());
answer(messages.ReadObjects, ({ slot }) => tokens().objects(slot));
answer(messages.ReadCapabilities, ({ slot }) => tokens().capabilities(slot));
answer(messages.Login, (params, cancellation) => tokens().login(params, cancellation));
answer(messages.Logout, ({ slot }) => tokens().logout(slot));
answer(messages.FindKey, (params) => tokens().findKey(params));
answer(messages.Generate, (params, cancellation) => tokens().generate(params, cancellation));
answer(messages.Sign, (params, cancellation) => tokens().sign(params, cancellation));
answer(messages.ImportCertificate, (params, cancellation) =>
  tokens().importCertificate(params, cancellation),
);
answer(messages.ImportIssuers, (params, cancellation) =>
  tokens().importIssuers(params, cancellation),
);
answer(messages.RemoveKey, (params, cancellation) => tokens().removeKey(params, cancellation));

/** Milliseconds for an operation that runs when the host goes: a key that is being made is finished. */
const lastOperation = 600_000;

// The host is gone: nothing here may outlive it for long, and no token stays logged in.
link.on("close", () => {
  setTimeout(() => process.exit(0), lastOperation);
  const loggedOut = slots === undefined ? Promise.resolve() : slots.logoutAll();
  loggedOut.then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
// Ctrl-C and a closed terminal reach the whole process group; the host decides what they mean.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);

connection.listen();
