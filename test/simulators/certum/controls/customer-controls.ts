import { keyAlgorithms } from "../../pki/key-algorithm.js";
import { control } from "../../shared/controls/control.js";
import { defined, type JsonInput } from "../../shared/json-input.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { organizationToJson } from "../order-json.js";
import type { SmimeSubject } from "../partner-orders.js";
import { organizationIdentifier } from "../rules/registries.js";
import type { CertumSimulator } from "../simulator.js";

/** Customers, and what there is of them from earlier: organizations, mailboxes, certificates. */
export function customerControls(simulator: CertumSimulator): Route[] {
  const { world } = simulator;
  return [
    control("GET", "/customers", () => jsonReply({ customers: world.customers.list() })),
    control("POST", "/customers", (input) => {
      world.customers.put({ user: input.text("user"), password: input.text("password") });
      return jsonReply({ customers: world.customers.list() }, 201);
    }),
    control("POST", "/customers/:user/reopen", (_input, { user = "" }) => {
      world.customers.reopen(user);
      return jsonReply({ customers: world.customers.list() });
    }),
    control("POST", "/organizations", (input) => {
      const country = input.text("country");
      const registration = { type: input.text("type"), number: input.text("number") };
      const data = {
        organization: input.text("organization"),
        country,
        state: input.text("state"),
        locality: input.text("locality"),
        registration,
      };
      const identifier = organizationIdentifier(country, registration);
      const verifiedOn = dayOf(input, "verifiedOn") ?? world.organizations.today();
      const customer = input.text("customer");
      const known = world.organizations.add(customer, data, identifier, verifiedOn);
      return jsonReply(organizationToJson(known), 201);
    }),
    control("POST", "/mailboxes", (input) => {
      const [customer, address] = [input.text("customer"), input.text("address")];
      const verifiedAt = input.optionalInstant("verifiedAt") ?? world.clock.now();
      world.mailboxes.verify(customer, address, verifiedAt);
      return jsonReply({ customer, address, verifiedAt: verifiedAt.toISOString() }, 201);
    }),
    control("POST", "/certificates", async (input) => {
      const notAfter = input.optionalInstant("notAfter");
      if (notAfter === undefined)
        throw new PortalError(400, "input.wrong", '"notAfter" is missing.', "notAfter");
      const existing = await simulator.issueExisting({
        notAfter,
        ...defined({
          notBefore: input.optionalInstant("notBefore"),
          csr: input.optionalText("csr"),
          publicKey: input.optionalText("publicKey"),
          privateKey: input.optionalText("privateKey"),
          algorithm: input.optionalChoice("algorithm", keyAlgorithms),
          customer: input.optionalText("customer"),
          account: input.optionalText("account"),
          email: input.optionalText("email"),
        }),
        subject: subjectOf(input.optionalObject("subject")),
      });
      return jsonReply(existing, 201);
    }),
    control("POST", "/certificates/:serial/revoke", (input, { serial = "" }) => {
      const issued = world.authority.find(serial);
      if (issued === undefined)
        throw new PortalError(404, "certificate.unknown", "There is no such certificate.", serial);
      const at = input.optionalInstant("at") ?? world.clock.now();
      world.authority.revoke(serial, at);
      return jsonReply({ serial: issued.serial, revokedAt: at.toISOString() });
    }),
  ];
}

function subjectOf(input: JsonInput | undefined): Partial<SmimeSubject> {
  if (input === undefined) return {};
  return defined({
    commonName: input.optionalText("commonName"),
    organization: input.optionalText("organization"),
    organizationIdentifier: input.optionalText("organizationIdentifier"),
    email: input.optionalText("email"),
    locality: input.optionalText("locality"),
    state: input.optionalText("state"),
    country: input.optionalText("country"),
  });
}

function dayOf(input: JsonInput, name: string): Temporal.PlainDate | undefined {
  const text = input.optionalText(name);
  if (text === undefined) return undefined;
  try {
    return Temporal.PlainDate.from(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PortalError(400, "input.wrong", `"${name}" must be a day.`, name);
  }
}
