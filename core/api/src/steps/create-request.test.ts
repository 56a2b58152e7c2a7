import assert from "node:assert/strict";
import {
  Clock,
  CreateRequest,
  Files,
  GenerateKeyPair,
  Requests,
  construct,
  service,
  step,
} from "../index.js";
import { FakeRenewal } from "../testing/fake-renewal.js";
import { outputOf } from "../testing/output-of.js";

const spkiHash = "5".repeat(64);

const clock = service(Clock, {
  now: async () => "2026-11-20T09:30:00Z",
  addBusinessDays: async (start) => start,
  addBusinessHours: async (start) => start,
  isBusinessDay: async () => true,
});

@step("generate")
class Generate extends GenerateKeyPair {
  protected override algorithm() {
    return "ec-p256" as const;
  }
}

@step("request")
class Request extends CreateRequest {
  protected override keyStep() {
    return Generate;
  }
  protected override subject() {
    return { commonName: "Ada" };
  }
  protected override fileName() {
    return "ada.pem";
  }
}

describe("The step that creates a request", () => {
  for (const pem of ["", "a", "ab", "abc", "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n"]) {
    it(`saves the PEM ${JSON.stringify(pem.slice(0, 10))} byte for byte`, async () => {
      const saved: { name: string; content: string }[] = [];
      const files = {
        save: async (file: { name: string; content: string }) => {
          saved.push(file);
          return { path: `/exports/${file.name}`, name: file.name, sha256: "" };
        },
      } as unknown as Files;
      const requests: Requests = {
        create: async () => ({ pem, spkiHash, sha256: "r".repeat(64), subject: "CN=Ada" }),
        read: () => assert.fail("reads no request"),
        checkProfile: () => assert.fail("reads no request"),
      };
      const renewal = new FakeRenewal();
      renewal.outputs.set("generate", { id: "k1" });
      const services = [service(Requests, requests), service(Files, files), clock];
      const { path } = outputOf(await construct(Request, services).run(renewal));
      assert.equal(path, "/exports/ada.pem");
      assert.equal(saved[0]?.content, Buffer.from(pem).toString("base64"));
    });
  }

  it("asks for the mailboxes that the plugin names, and for none otherwise", async () => {
    @step("request-with-mailbox")
    class WithMailbox extends Request {
      protected override emails() {
        return ["ada@example.org"];
      }
    }
    const asked: unknown[] = [];
    const requests = {
      create: async ({ emails }: { emails?: readonly string[] }) => {
        asked.push(emails);
        return { pem: "", spkiHash, sha256: "r".repeat(64), subject: "CN=Ada" };
      },
    } as unknown as Requests;
    const files = { save: async () => ({ path: "/a", name: "a", sha256: "" }) } as unknown as Files;
    for (const type of [WithMailbox, Request]) {
      const renewal = new FakeRenewal();
      renewal.outputs.set("generate", { id: "k1" });
      await construct(type, [service(Requests, requests), service(Files, files), clock]).run(
        renewal,
      );
    }
    assert.deepEqual(asked, [["ada@example.org"], undefined]);
  });
});
