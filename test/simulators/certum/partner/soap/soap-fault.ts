/** Whose fault it is (SOAP 1.1, section 4.4.1). After `Client`, nothing was done. */
export type FaultCode = "Client" | "Server" | "VersionMismatch" | "MustUnderstand";

/** A message that is answered with a fault. */
export class SoapFault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "SoapFault";
  }
}

/** A message that the schema does not allow, at a path such as `quickOrder/orderParameters`. */
export function notAllowed(path: string, why: string): SoapFault {
  return new SoapFault("Client", `${path}: ${why}`);
}
