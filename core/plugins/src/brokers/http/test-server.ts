import "reflect-metadata";
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { webcrypto } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A server's own little authority: the root's PEM and a certificate for `localhost`. */
export interface ServerIdentity {
  readonly root: string;
  readonly cert: string;
  readonly key: string;
}

export async function serverIdentity(name = "localhost"): Promise<ServerIdentity> {
  const crypto = webcrypto as unknown as Crypto;
  const validity = {
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
  };
  const rootKeys = await webcrypto.subtle.generateKey(EC, true, ["sign", "verify"]);
  const keys = await webcrypto.subtle.generateKey(EC, true, ["sign", "verify"]);
  const root = await X509CertificateGenerator.createSelfSigned(
    {
      name: "CN=Test root",
      keys: rootKeys,
      signingAlgorithm: EC,
      extensions: [new BasicConstraintsExtension(true)],
      ...validity,
    },
    crypto,
  );
  const certificate = await X509CertificateGenerator.create(
    {
      subject: `CN=${name}`,
      issuer: root.subject,
      publicKey: keys.publicKey,
      signingKey: rootKeys.privateKey,
      signingAlgorithm: EC,
      extensions: [
        new SubjectAlternativeNameExtension([
          { type: "dns", value: name },
          { type: "ip", value: "127.0.0.1" },
        ]),
      ],
      ...validity,
    },
    crypto,
  );
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  const base64 = Buffer.from(pkcs8).toString("base64");
  return {
    root: root.toString("pem"),
    cert: certificate.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`,
  };
}

/** A TLS server on loopback that answers as a test says. */
export class TestServer {
  /** What came in, newest last. */
  readonly seen: {
    readonly line: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
  }[] = [];
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void = (
    _,
    response,
  ) => void response.end("ok");

  private constructor(
    private readonly server: ReturnType<typeof createServer>,
    readonly identity: ServerIdentity,
  ) {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        const line = `${request.method ?? ""} ${request.url ?? ""}`;
        this.seen.push({ line, headers: request.headers, body });
        this.answer(request, response, body);
      });
    });
  }

  static async listen(identity: ServerIdentity): Promise<TestServer> {
    const server = createServer({ cert: identity.cert, key: identity.key });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new TestServer(server, identity);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }
  /** Base address, with a slash at the end. */
  get url(): string {
    return `https://localhost:${this.port}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
