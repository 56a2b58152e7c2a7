import assert from "node:assert/strict";
import { CatalogueLocalizer } from "@perennial/l10n";
import { rendered } from "./rendered.js";

describe("what JSON has beside keys", () => {
  const french = new CatalogueLocalizer("fr", []);
  french.addCatalogue("acme", "fr", {
    "step.order": "Commande",
    wait: "En attente de {name}",
    first: "D’abord",
    "field.title": "Titre",
    "error.acme.late": "En retard de {days} jours",
    "error.acme.late.next": "Attendez",
  });
  french.addCatalogue("other", "fr", { "step.order": "Autre" });

  it("is every text in the reader's language, in the words of the plugin that it is of", async () => {
    const renewal = {
      pluginId: "acme",
      step: { title: "%step.order%", remarks: [{ key: "first" }] },
      wait: {
        text: { key: "wait", args: { name: "Ada" } },
        instructions: [{ key: "first" }, { key: "first" }],
        question: {
          type: "choice",
          options: [{ value: "a", label: { key: "first" } }],
          schema: { properties: { title: { type: "string", title: "field.title" } } },
        },
        refusal: { code: "acme.late", params: { days: 2 } },
      },
    };
    const plugin = {
      id: "other",
      displayName: "%step.order%",
      providers: [{ id: "x", title: "X" }],
    };
    const shown = await rendered({ renewals: [renewal], plugins: [plugin] }, french);
    assert.deepEqual(shown, {
      renewals: [
        {
          pluginId: "acme",
          step: {
            title: "%step.order%",
            titleRendered: "Commande",
            remarks: [{ key: "first" }],
            remarksRendered: ["D’abord"],
          },
          wait: {
            text: { key: "wait", args: { name: "Ada" } },
            textRendered: "En attente de Ada",
            instructions: [{ key: "first" }, { key: "first" }],
            instructionsRendered: ["D’abord", "D’abord"],
            question: {
              type: "choice",
              options: [{ value: "a", label: { key: "first" }, labelRendered: "D’abord" }],
              schema: {
                properties: {
                  title: { type: "string", title: "field.title", titleRendered: "Titre" },
                },
              },
            },
            refusal: {
              code: "acme.late",
              params: { days: 2 },
              plugin: "acme",
              message: "En retard de 2 jours",
              next: "Attendez",
            },
          },
        },
      ],
      plugins: [
        {
          id: "other",
          displayName: "%step.order%",
          displayNameRendered: "Autre",
          providers: [{ id: "x", title: "X", titleRendered: "X" }],
        },
      ],
    });
  });

  it("leaves alone what people, authorities and plugins gave", async () => {
    const given = { title: "%step.order%", text: { key: "first" }, code: "x", params: {} };
    const data = {
      pluginId: "acme",
      profileValues: given,
      outputs: { order: given },
      records: [{ seq: 1, data: given }],
    };
    assert.deepEqual(await rendered(data, french), data);
  });
});
