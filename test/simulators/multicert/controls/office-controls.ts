import { control } from "../../shared/controls/control.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { renewalVariants } from "../office/access-grant.js";
import { serviceToJson } from "../office/office-json.js";
import { roles } from "../office/office-options.js";
import { serviceVariants } from "../office/service-register.js";
import type { MulticertSimulator } from "../simulator.js";
import { certificateForOperator } from "../state.js";

/** Certificates, services and operators of the back office. */
export function officeControls({ world }: MulticertSimulator): Route[] {
  const { certificates, services, operators, renewals } = world.office;
  return [
    control("POST", "/certificates/:id", (input, { id = "" }) => {
      const certificate = certificates.get(id);
      const { access } = certificate;
      const signatures = input.optionalNumber("signatures");
      const grantedAt = input.optionalInstant("grantedAt");
      const renewal = input.optionalChoice("renewal", renewalVariants);
      if (signatures !== undefined && !Number.isInteger(signatures))
        throw new PortalError(400, "input.wrong", '"signatures" must be whole.', "signatures");
      if (signatures !== undefined) access.use(signatures);
      if (grantedAt !== undefined) access.backdate(grantedAt);
      if (renewal !== undefined) certificate.renewal = renewal;
      certificates.settle(certificate);
      certificates.watch(certificate);
      return jsonReply(certificateForOperator(world, certificate));
    }),
    control("POST", "/certificates", (input) => {
      const id = input.text("id");
      const certificate = certificates.add({
        id,
        account: operators.account(input.optionalText("account") ?? "ACC-1").id,
        name: input.optionalText("name") ?? id,
        credentialId: input.text("credentialId"),
        grantedDaysAgo: input.optionalNumber("grantedDaysAgo") ?? 0,
      });
      return jsonReply(certificateForOperator(world, certificate), 201);
    }),
    control("POST", "/services", (input) => {
      const certificate = certificates.get(input.text("certificate")).id;
      const [id, name] = [input.text("id"), input.text("name")];
      return jsonReply(serviceToJson(services.add({ id, name, certificate })), 201);
    }),
    control("POST", "/services/:id", (input, { id = "" }) => {
      const service = services.get(id);
      const status = input.optionalChoice("status", ["Active", "Inactive"] as const);
      const variant = input.optionalChoice("variant", serviceVariants);
      if (status !== undefined) service.status = status;
      if (variant !== undefined) service.variant = variant;
      return jsonReply({ ...serviceToJson(service), variant: service.variant });
    }),
    control("POST", "/operators", (input) => {
      const operator = {
        id: input.text("id"),
        account: operators.account(input.optionalText("account") ?? "ACC-1").id,
        name: input.text("name"),
        email: input.text("email"),
        role: input.choice("role", roles),
        language: input.choice("language", ["en", "pt"] as const),
      };
      operators.put(operator);
      return jsonReply(operator, 201);
    }),
    control("POST", "/office", (input) => {
      const reachable = input.optionalFlag("authorityReachable");
      if (reachable !== undefined) renewals.authorityReachable = reachable;
      if (input.optionalFlag("revokeTokens") === true) operators.revokeAll();
      return jsonReply({ authorityReachable: renewals.authorityReachable });
    }),
  ];
}
