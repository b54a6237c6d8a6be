/** Of the product's thing model what a node's bundle does: docs/cloud.md, "What a board has room for". */
import type { Features } from "../../../build/boards.ts";
import type { ThingModel } from "../../cloud/thing-model.ts";

/** Without room for the platform. */
const SETTABLE = ["PowerSwitch"];
const LEFT_OUT_SERVICES = ["Reboot", "GetDiagnostics"];

export function ownModel(model: ThingModel, { platform }: Features): ThingModel {
  if (platform) return model;
  const properties = Object.entries(model.properties).map(([name, { isSettable, ...spec }]) => [
    name,
    isSettable && SETTABLE.includes(name) ? { ...spec, isSettable } : spec,
  ]);
  const services = Object.entries(model.services).filter(([name]) => !LEFT_OUT_SERVICES.includes(name));
  return { ...model, properties: Object.fromEntries(properties), services: Object.fromEntries(services) };
}
