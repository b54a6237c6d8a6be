/**
 * The messages in which a device tells of itself, one by its number: that it is there; then, for Home Assistant, the topics and
 * templates of what it has. Each fits the modem that takes least, so names are Home Assistant's short ones. @onDemand
 */
import type { Uplink } from "../cloud";
import { AVAILABILITY, hasWill, isThingsBoard, type MqttSettings } from "./topics";

/** Component, id, name, template and what else there is of each. In warm-up and with a fault there is no number, and none is shown. */
const ENTITIES = [
  'sensor;gas;Gas;v.GasConcentration|default(None);"unit_of_meas":"ppm","stat_cla":"measurement"',
  'sensor;lel;LEL;v.GasLel|default(None);"unit_of_meas":"%","stat_cla":"measurement"',
  "binary_sensor;alarm;Alarm;'ON' if v.GasState==3 else 'OFF' if v.GasState in (1,2) else None;\"dev_cla\":\"gas\"",
  "binary_sensor;fault;Fault;'ON' if v.GasState==4 or v.SensorFault else 'OFF';\"dev_cla\":\"problem\"",
  'sensor;signal;Signal;v.SignalStrength|default(None);"unit_of_meas":"dBm","dev_cla":"signal_strength","ent_cat":"diagnostic"',
  'switch;power;Output;v.PowerSwitch;"cmd_t":"~/set","pl_on":"{\\"PowerSwitch\\":1}","pl_off":"{\\"PowerSwitch\\":0}","stat_on":"1","stat_off":"0"',
];

/** `base` with its slash; `boardId`: what the device is; undefined: there are no more. */
export function announcement(
  at: number,
  settings: MqttSettings,
  base: string,
  deviceName: string,
  boardId: string,
): Uplink | undefined {
  if (!at && isThingsBoard(settings))
    return { topic: base + "attributes", payload: '{"board":"' + boardId + '","version":"' + __VERSION__ + '"}' };
  if (!at) return { topic: base + AVAILABILITY, payload: "online", isRetained: true };
  const entity = settings["format"] === "homeassistant" ? ENTITIES[at - 1] : undefined;
  if (!entity) return undefined;
  const [component, id, name, template, more] = entity.split(";") as [string, string, string, string, string];
  // Home Assistant takes no other characters in its own topics.
  const node = deviceName.replace(/[^a-zA-Z0-9_-]/g, "_");
  const own = '{"~":"' + base.substr(0, base.length - 1) + '","name":"' + name + '","uniq_id":"' + node + "_" + id;
  const values = '","stat_t":"~/state","val_tpl":"{%set v=value_json%}{{' + template + '}}",' + more;
  const life = hasWill(settings) ? ',"avty_t":"~/' + AVAILABILITY + '"' : "";
  const device = '"ids":"' + node + '","name":"' + deviceName + '","mdl":"gas-canary ' + boardId;
  return {
    topic: settings["discovery"] + "/" + component + "/" + node + "/" + id + "/config",
    payload: own + values + life + ',"dev":{' + device + '","sw":"' + __VERSION__ + '"}}',
    isRetained: true,
  };
}
