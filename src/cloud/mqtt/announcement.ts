/**
 * The messages in which a device tells of itself, one by its number: that it is there; then, for Home Assistant, the topics and
 * templates of what it has. Each fits the modem that takes least, so names are Home Assistant's short ones. @onDemand
 */
import type { Uplink } from "../cloud";
import { AVAILABILITY, type MqttSettings } from "./topics";

function measured(name: string): string {
  // With a fault there is no number, and none is shown.
  return "{{value_json." + name + "|default(None)}}";
}

function isOn(condition: string): string {
  return "{{'ON' if " + condition + " else 'OFF'}}";
}

const LEVEL = '"stat_cla":"measurement","unit_of_meas":';

/** Component, id, name, template and what else there is of each. In warm-up and with a fault nothing is known of gas. */
function entities(): readonly (readonly [string, string, string, string, string])[] {
  return [
    ["sensor", "gas", "Gas concentration", measured("GasConcentration"), LEVEL + '"ppm"'],
    ["sensor", "lel", "Gas of lower explosive limit", measured("GasLel"), LEVEL + '"%"'],
    ["binary_sensor", "alarm", "Gas alarm", "{{{1:'OFF',2:'OFF',3:'ON'}.get(value_json.GasState)}}", '"dev_cla":"gas"'],
    [
      "binary_sensor",
      "fault",
      "Fault",
      isOn("value_json.GasState==4 or value_json.SensorFault|default(0)>0"),
      '"dev_cla":"problem"',
    ],
    [
      "sensor",
      "signal",
      "Signal",
      measured("SignalStrength"),
      '"dev_cla":"signal_strength","ent_cat":"diagnostic",' + LEVEL + '"dBm"',
    ],
    [
      "switch",
      "power",
      "Output",
      "{{value_json.PowerSwitch}}",
      '"cmd_t":"~/set","pl_on":"{\\"PowerSwitch\\":1}","pl_off":"{\\"PowerSwitch\\":0}","stat_on":"1","stat_off":"0"',
    ],
  ];
}

/** `base` with its slash; undefined: there are no more. */
export function announcement(
  at: number,
  format: MqttSettings["format"],
  base: string,
  hasLastWill: boolean,
  discovery: string,
  deviceName: string,
  boardId: string,
): Uplink | undefined {
  if (!at && format === "thingsboard")
    return { topic: base + "attributes", payload: '{"board":"' + boardId + '","version":"' + __VERSION__ + '"}' };
  if (!at) return { topic: base + AVAILABILITY, payload: "online", isRetained: true };
  const entity = format === "homeassistant" ? entities()[at - 1] : undefined;
  if (!entity) return undefined;
  const [component, id, name, template, more] = entity;
  // Home Assistant takes no other characters in its own topics.
  const node = deviceName.replace(/[^a-zA-Z0-9_-]/g, "_");
  const own = '{"~":"' + base.substr(0, base.length - 1) + '","name":"' + name + '","uniq_id":"' + node + "_" + id;
  const values = '","stat_t":"~/state","val_tpl":"' + template + '",' + more;
  const life = hasLastWill ? ',"avty_t":"~/' + AVAILABILITY + '"' : "";
  const device = '"ids":"' + node + '","name":"' + deviceName + '","mf":"gas-canary","mdl":"' + boardId;
  return {
    topic: discovery + "/" + component + "/" + node + "/" + id + "/config",
    payload: own + values + life + ',"dev":{' + device + '","sw":"' + __VERSION__ + '"}}',
    isRetained: true,
  };
}
