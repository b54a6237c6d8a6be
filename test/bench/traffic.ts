/** What a modem sends to both AT layers, and the scripts that run them in the interpreter. */
import { readFileSync } from "node:fs";
import { minify } from "terser";
import { closeReturns } from "../../build/close-returns.ts";

const SET = '{"method":"thing.service.property.set","id":"1934023296","params":{"PowerSwitch":1},"version":"1.0.0"}';
const REPLY =
  '{"code":200,"data":{},"id":"1934023297","message":"success","method":"thing.event.GasCheck_Event.post","version":"1.0"}';
const SYS = "/sys/a1EXAMPLE00/D001/thing";

const message = (topic: string, payload: string) => `+MSUB: "${topic}",${payload.length} byte,${payload}`;

/** Ten kinds of line, each as often as the others. */
export const LINES = [
  "+CSQ: 22,99",
  "OK",
  "+CREG: 0,1",
  "PUBACK",
  "+NITZ: 26/11/23,09:04:18+32,0",
  "SUBACK",
  message(`${SYS}/service/property/set`, SET),
  "CONNECT OK",
  "^MODE: 17,17",
  "+CGATT: 1",
];
const PUBLISH_ANSWERS = ["OK", "PUBACK", message(`${SYS}/event/GasCheck_Event/post_reply`, REPLY)];
const TOPIC = `${SYS}/event/GasCheck_Event/post`;
const EVENT =
  '{"id":"1934023297","version":"1.0","params":{"value":{"GasState":3,"GasConcentration":9512.0,"GasLel":19.02,"OverRange":0},' +
  '"time":1795420800000},"method":"thing.event.GasCheck_Event.post"}';
/** The same as one AT command, for a layer that leaves the escapes to its caller. */
const MPUB = `AT+MPUB="${TOPIC}",1,0,"${EVENT.replaceAll('"', "\\22")}"\r`;

/** As they come when each arrives whole, and as a busy UART gives them. */
export function chunksOf(lines: readonly string[], size: number | "whole"): string[] {
  const framed = lines.map((line) => `\r\n${line}\r\n`);
  if (size === "whole") return framed;
  const all = framed.join("");
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/**
 * "stray": lines alone, no command under way. "reply": a command always waits, AT+CSQ, and is sent anew at its OK.
 * "publish": a publish goes out, then its answers come.
 */
export type Manner = "stray" | "reply" | "publish";
export type Layer = "none" | "ours" | "AT";

/** What stands behind a layer's own code in `.bootcde`: `rounds` times all of the traffic, then the end. */
export function driver(layer: Layer, manner: Manner, size: number | "whole"): string {
  const chunks = JSON.stringify(chunksOf(manner === "publish" ? PUBLISH_ANSWERS : LINES, size));
  return `${JOINS[layer]}
${manner === "reply" ? WAITS[layer] : ""}
var chunks=${chunks},topic=${JSON.stringify(TOPIC)},payload=${JSON.stringify(EVENT)},mpub=${JSON.stringify(MPUB)};
setTimeout(function(){
  for(var r=0;r<rounds;r++){
    ${manner === "publish" ? SENDS[layer] : ""}
    for(var c=0;c<chunks.length;c++)feed(chunks[c]);
  }
  print("@@done@@");quit();
},10);`;
}

const JOINS: Readonly<Record<Layer, string>> = {
  none: "var feed=function(){};",
  ours: "",
  // Six line handlers and one for the prompt, as a driver on this module registers them.
  AT: `var feed,at=exports.connect({on:function(e,f){feed=f;},write:function(){}});
["+CSQ:","+CREG:","+CGATT:","+MSUB:","+CPIN:","CLOSED"].forEach(function(k){at.registerLine(k,function(){});});
at.register(">",function(d){return d.substr(1);});`,
};
const WAITS: Readonly<Record<Layer, string>> = {
  none: "",
  ours: "function again(){ask(again);}again();",
  AT: 'function again(){at.cmd("AT+CSQ\\r",9000,function more(l){if(l=="OK"){again();return;}return more;});}again();',
};
const SENDS: Readonly<Record<Layer, string>> = {
  none: "",
  ours: "publish(topic,payload);",
  AT: 'at.cmd(mpub,9000,function more(l){if(l=="PUBACK")return;return more;});',
};

/** Espruino's module as its own tools would flash it: minified, in `.bootcde`, its functions run from flash. */
export async function moduleCode(path: string): Promise<string> {
  const source = readFileSync(path, "latin1");
  if (!/exports\.connect\s*=/.test(source)) throw new Error(`${path} is not Espruino's AT module: no exports.connect`);
  const { code = "" } = await minify(source, { ecma: 5, compress: { hoist_funs: true }, mangle: true });
  return `var exports={};${closeReturns({ code, maps: [] }).code}`;
}
