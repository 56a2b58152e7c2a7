import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { newHome, removeHomes } from "../../test-support/stores.js";
import { AtrModules } from "./atr-modules.js";
import { modulesOfCard, type CardInReader } from "./card-atrs.js";
import { PcscdCards } from "./pcscd-cards.js";

const atr = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");
const idPrime = atr("3B 7F 96 00 00 80 31 80 65 B0 84 41 3D F6 12 0F FE 82 90 00");
const luxTrust = atr("3B 7D 94 00 00 80 31 80 65 B0 83 11 00 C8 83 00 90 00");

describe("Cards", () => {
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) server.close();
    removeHomes();
  });

  /** Somebody who listens as pcscd does. */
  async function daemon(answer: (socket: Socket) => void): Promise<string> {
    const path = join(newHome(), "pcscd.comm");
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      answer(socket);
    });
    servers.push(server);
    await once(server.listen(path), "listening");
    return path;
  }

  function versionAnswer(rv = 0): Buffer {
    const answer = Buffer.alloc(12);
    answer.writeInt32LE(4, 0);
    answer.writeInt32LE(4, 4);
    answer.writeUInt32LE(rv, 8);
    return answer;
  }

  function states(...cards: readonly CardInReader[]): Buffer {
    const all = Buffer.alloc(16 * 184);
    for (const [index, card] of cards.entries()) {
      const one = all.subarray(index * 184);
      one.write(card.reader, 0);
      one.writeUInt32LE(0x34, 132);
      card.atr.copy(one, 140);
      one.writeUInt32LE(card.atr.length, 176);
    }
    return all;
  }

  it("of vendors are known by their answers to reset, others by nothing", () => {
    assert.deepEqual(modulesOfCard(idPrime), ["SafeNet IDPrime"]);
    assert.deepEqual(modulesOfCard(luxTrust), ["LuxTrust (Gemalto Classic Client)"]);
    const certum = atr("3B 7F 96 00 00 80 31 80 58 43 65 72 74 75 6D 30 31 82 90 00");
    assert.deepEqual(modulesOfCard(certum), ["Certum proCertum"]);
    const token = atr("3B FF 96 00 00 81 31 FE 43 80 31 80 65 B0 85 59 56 FB 12 0F FE 82 90 00 00");
    assert.deepEqual(modulesOfCard(token), ["SafeNet eToken", "SafeNet IDPrime"]);
    assert.deepEqual(modulesOfCard(idPrime.subarray(1)), []);
    assert.deepEqual(modulesOfCard(Buffer.alloc(0)), []);
  });

  it("are read from pcscd, in whatever pieces its answers come", async () => {
    const cards = [
      { reader: "Reader 00 00", atr: idPrime },
      { reader: "Lecteur é", atr: luxTrust },
    ];
    const path = await daemon((socket) => {
      let count = 0;
      socket.on("data", () => {
        count += 1;
        if (count === 1) socket.write(versionAnswer());
        else for (const byte of states(...cards)) socket.write(Buffer.from([byte]));
      });
    });
    assert.deepEqual(await new PcscdCards(path).read(), cards);
  });

  const strange: readonly (readonly [string, (socket: Socket) => void])[] = [
    ["says nothing", () => undefined],
    ["hangs up", (socket) => socket.end()],
    ["speaks another version", (socket) => socket.on("data", () => socket.write(versionAnswer(5)))],
    [
      "stops half way",
      (socket) => socket.on("data", () => socket.end(versionAnswer().subarray(5))),
    ],
    ["talks of other things", (socket) => socket.end(Buffer.alloc(4_000, 0xee))],
  ];
  for (const [what, answer] of strange) {
    it(`are none where pcscd ${what}`, async () => {
      assert.deepEqual(await new PcscdCards(await daemon(answer)).read(), []);
    });
  }

  it("are none where there is no pcscd", async () => {
    assert.deepEqual(await new PcscdCards("/nowhere/pcscd.comm").read(), []);
  });

  it("name their vendor's module at its known path and in the folders of modules", async () => {
    const cards = { read: () => Promise.resolve([{ reader: "R", atr: idPrime }]) };
    const { modules, remarks } = await new AtrModules(cards, "linux", {}, ["/usr/lib/x"]).read();
    assert.deepEqual(
      modules.map(({ path, source, optional }) => [path, source, optional]),
      [
        ["/usr/lib/libIDPrimePKCS11.so", "atr", true],
        ["/usr/lib/x/libIDPrimePKCS11.so", "atr", true],
      ],
    );
    assert.deepEqual(remarks, []);
    const stranger = {
      read: () => Promise.resolve([{ reader: "R", atr: Buffer.from("00", "hex") }]),
    };
    assert.deepEqual((await new AtrModules(stranger, "linux", {}, ["/x"]).read()).modules, []);
  });
});
