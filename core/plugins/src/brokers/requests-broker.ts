import {
  type CertificateRequest,
  type ProfileFinding,
  type ReadRequest,
  type RequestRules,
  type Requests,
} from "@perennial/api";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { KeyOwnership } from "./key-ownership.js";
import { KeyUse } from "./key-use.js";
import { requireKeys } from "./permission.js";
import { RequestPort } from "./ports.js";
import { RequestsRead } from "./requests-read.js";
import { RunContext } from "./tokens.js";

/** Certification requests, signed only with keys of this renewal. */
@injectable()
export class RequestsBroker implements Requests {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(RequestPort) private readonly requests: RequestPort,
    @inject(KeyOwnership) private readonly ownership: KeyOwnership,
    @inject(KeyUse) private readonly use: KeyUse,
    @inject(RequestsRead) private readonly known: RequestsRead,
  ) {}

  async create(request: Parameters<Requests["create"]>[0]): Promise<CertificateRequest> {
    requireKeys(this.context, "sign");
    await this.ownership.requireUsable(request.keyId);
    return await this.use.of(request.keyId, () => this.requests.create(request));
  }

  /** What a request says is public: reading one needs no permission. That it was read is kept. */
  async read(content: string): Promise<ReadRequest> {
    const read = await this.requests.read(content);
    await this.known.add(read.sha256);
    return read;
  }

  async checkProfile(pem: string, rules: RequestRules): Promise<readonly ProfileFinding[]> {
    return await this.requests.checkProfile(pem, rules);
  }
}
