/** What every simulator can be told. */
export interface SimulatorOptions {
  /** First of its ports, that of the control address last. Default 0: any free ones. */
  readonly port?: number;
  /** A folder for the roots, PEM. */
  readonly out?: string;
  /** A folder that receives the attachments of all mails. */
  readonly outbox?: string;
  /** Stops the clock at this instant; otherwise it runs with the system's. */
  readonly now?: Date;
  /** Keys of the authorities. Default `ec`, which starts in a blink. */
  readonly authorityKeys?: "ec" | "rsa";
  /** Told about what happens, for people. */
  readonly log?: (line: string) => void;
  /** Told about errors of the simulator itself. Default: `log`. */
  readonly fail?: (line: string) => void;
}
