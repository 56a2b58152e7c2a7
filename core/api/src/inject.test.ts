import assert from "node:assert/strict";
import { construct, inject, injectable, service, step, token, type Outcome } from "./index.js";

interface Greeter {
  greet(): string;
}
const Greeter = token<Greeter>("test.greeter");
const Name = token<string>("test.name");

abstract class Base {
  constructor(
    @inject(Greeter) readonly greeter: Greeter,
    @inject(Name) readonly name: string,
  ) {}

  async run(): Promise<Outcome<string>> {
    return { outcome: "done", output: `${this.greeter.greet()}, ${this.name}` };
  }
}

@step("inherits")
class Inherits extends Base {}

@step("adds-a-level")
class AddsALevel extends Inherits {}

@step("asks-itself")
class AsksItself extends Base {
  constructor(@inject(Name) name: string) {
    super({ greet: () => "Own" }, name);
  }
}

@injectable()
class Plain extends Base {}

const services = [service(Greeter, { greet: () => "Hello" }), service(Name, "Ada")];

describe("Injection", () => {
  it("gives a step without a constructor what its base class asks for", async () => {
    for (const type of [Inherits, AddsALevel, Plain]) {
      assert.deepEqual(await construct(type, services).run(), {
        outcome: "done",
        output: "Hello, Ada",
      });
    }
  });

  it("gives a step with a constructor what it asks for itself", async () => {
    const { greeter, name } = construct(AsksItself, services);
    assert.equal(greeter.greet(), "Own");
    assert.equal(name, "Ada");
  });

  it("names the service that is missing", () => {
    assert.throws(() => construct(Inherits, [service(Name, "Ada")]), /test\.greeter/);
  });

  it("keeps services of one construction out of the next", () => {
    construct(Inherits, services);
    assert.throws(() => construct(Inherits, []));
  });

  it("takes tokens of the same description for the same service", () => {
    assert.equal(token("test.greeter").symbol, Greeter.symbol);
  });
});
