/**
 * Entry of a plugin's process. The host starts it with Node's permission model on and speaks
 * JSON-RPC with it over file descriptor 3.
 */
import { Socket } from "node:net";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { PerennialError } from "@perennial/api";
import { HostLink } from "./host-link.js";
import { LoadedPlugin } from "./loaded-plugin.js";
import { lockDown } from "./lock-down.js";
import { Initialize, RunGuard, RunStep } from "./messages.js";
import { provideApi } from "./provide-api.js";
import { toResponseError } from "./rpc-errors.js";
import { named, runStep } from "./step-runner.js";

const socket = new Socket({ fd: 3, readable: true, writable: true });
const connection = createMessageConnection(
  new StreamMessageReader(socket),
  new StreamMessageWriter(socket),
);
let plugin: LoadedPlugin | undefined;

connection.onRequest(Initialize, async (params) => {
  try {
    plugin = await LoadedPlugin.load(params);
    return null;
  } catch (error) {
    return toResponseError(error);
  }
});
connection.onRequest(RunStep, async ({ call, run }, cancellation) => {
  try {
    return await runStep(loaded(), run, new HostLink(connection, call, cancellation));
  } catch (error) {
    return toResponseError(error);
  }
});
connection.onRequest(RunGuard, ({ provider, request }) => {
  try {
    const { guard } = loaded().provider(provider);
    return guard === undefined ? "allowed" : guard(request);
  } catch (error) {
    return toResponseError(
      plugin === undefined ? error : PerennialError.fromJSON(named(error, plugin.id)),
    );
  }
});

// The host is gone: nothing here may outlive it.
socket.on("close", () => process.exit(0));
// Ctrl-C and a closed terminal reach the whole process group; the host decides what they mean.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);

provideApi();
lockDown();
connection.listen();

function loaded(): LoadedPlugin {
  if (plugin === undefined) throw new PerennialError("plugin.not-initialized", {});
  return plugin;
}
