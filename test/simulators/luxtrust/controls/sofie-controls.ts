import { mailToJson } from "../../shared/mailbox.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { configurationVariants } from "../configuration-file.js";
import type { LuxtrustSimulator } from "../simulator.js";
import { uploadsToJson, usersToJson } from "../state.js";
import { control } from "../../shared/controls/control.js";

/** Users, uploads, configuration files, reports and declarations. */
export function sofieControls(simulator: LuxtrustSimulator): Route[] {
  const { world } = simulator;
  return [
    control("GET", "/users", () => jsonReply({ users: usersToJson(world) })),
    control("POST", "/users", (input) => {
      const user = {
        user: input.text("user"),
        contract: input.choice("contract", ["business", "sort"] as const),
        connection: input.choice("connection", ["connected", "stand-alone"] as const),
        envelopePassword: input.text("envelopePassword"),
        newPassword: input.text("newPassword"),
        email: input.text("email"),
      };
      try {
        world.users.put(user);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new PortalError(400, "user.weak-password", error.message, user.user);
      }
      return jsonReply({ users: usersToJson(world) }, 201);
    }),
    control("POST", "/users/:user/reopen", (_input, { user = "" }) => {
      world.users.reopen(user);
      return jsonReply({ users: usersToJson(world) });
    }),
    control("GET", "/uploads", () => jsonReply({ uploads: uploadsToJson(world) })),
    control("POST", "/uploads/:receipt/configuration", async (input, { receipt = "" }) => {
      const variant = input.optionalChoice("variant", configurationVariants);
      return jsonReply(mailToJson(await simulator.configurations.send(receipt, variant)));
    }),
    control("GET", "/declarations", () => jsonReply({ declarations: world.cssfInbox.list() })),
    control("GET", "/reports", () => jsonReply({ reports: world.sofieDesk.reports })),
  ];
}
