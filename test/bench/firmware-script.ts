/**
 * The whole firmware under callgrind. A modem in the interpreter answers each command at once, so that nothing waits and
 * no two runs differ; its own cost is measured apart, by the same answers given to no one. Time-outs are set and cleared
 * as ever but never come, for under valgrind everything is late.
 */
import { adcVoltsOf, CLEAN_AIR_LEL_PERCENT, circuitOf, EXAMPLE_DEVICE, type NodeConfig } from "../../sim/profile.ts";

const REFERENCE_V = 3.3;
const WARM_UP_SAMPLES = 190;
/** Until an alarm has ended, a minute behind its gas, and the outbox is empty again: whole readings of five. */
export const SAMPLES_A_ROUND = 75;
const GAS_LEL_PERCENT = 15;

/** The gas is more than its set point and less than the end of the sensor's range: one event each way. */
export const BENCH_CONFIG: NodeConfig = {
  cloud: { ...EXAMPLE_DEVICE },
  modem: { path: "/dev/null" },
  gas: { alarmLelPercent: 10, warningLelPercent: 5, latch: false },
};

const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  "AT+CGMI": ['+CGMI: "AirM2M"', "OK"],
  "AT+CGMR": ['+CGMR: "AirM2M_780E_V1120_LTE_AT"', "OK"],
  "AT+MQTTSTATU": ["+MQTTSTATU :0", "OK"],
  "AT+CPIN?": ["+CPIN: READY", "OK"],
  "AT+CSQ": ["+CSQ: 22,99", "OK"],
  "AT+CREG?": ["+CREG: 0,1", "OK"],
  "AT+CGATT?": ["+CGATT: 1", "OK"],
  "AT+CCLK?": ['+CCLK: "26/11/23,09:04:18+32"', "OK"],
  "AT+MIPSTART": ["OK", "CONNECT OK"],
  "AT+MCONNECT": ["OK", "CONNACK OK"],
  "AT+MSUB": ["OK", "SUBACK"],
  "AT+MPUB": ["OK", "PUBACK"],
};

const framed = (lines: readonly string[]) => lines.map((line) => `\r\n${line}\r\n`).join("");

/**
 * What a round is. "event": the gas rises over the set point, or falls below it, and all that follows is sent and
 * answered. "answers": the same samples in unchanged air, and the answers of an event to no one. "quiet": the samples alone.
 */
export type Round = "event" | "answers" | "quiet";

const level = (lelPercent: number) => adcVoltsOf(lelPercent, circuitOf({})) / REFERENCE_V;

/** Runs before the bundle; expects `rounds`. */
export function firmwareScript(round: Round): string {
  const answers = Object.fromEntries(Object.entries(ANSWERS).map(([command, lines]) => [command, framed(lines)]));
  return `
var adc=${level(CLEAN_AIR_LEL_PERCENT)},listener,out=[],sense,published=0,kept=[];
var answers=${JSON.stringify(answers)},ok="\\r\\nOK\\r\\n";
var sys="/sys/${EXAMPLE_DEVICE.productKey}/${EXAMPLE_DEVICE.deviceName}/thing/event/";
var reads=0;
// Not the very same number again and again: only a frozen converter gives that.
global.analogRead=function(){return adc*(1+(++reads&1)*1e-6);};
global.digitalWrite=function(){};
global.digitalPulse=function(){};
Object.defineProperty(global,"Serial1",
  {value:{setup:function(){},on:function(e,f){listener=f;},write:function(s){out.push(s);}}});
var later=setTimeout;
global.setTimeout=function(f){return later(f,1e9);};
global.setInterval=function(f,ms){if(ms===1000)sense=f;return 1;};
function answer(s){
  var name=s.split("=")[0].trim();
  listener(answers[name]||ok);
  if(name!="AT+MPUB")return;
  published++;
  kept.push(s);
  if(kept.length>19)kept.shift();
  var at=s.indexOf("\\\\22id\\\\22:\\\\22")+12,id=s.substring(at,s.indexOf("\\\\",at));
  var topic=s.substring(s.indexOf("/event/")+7,s.indexOf('",1,0'));
  var body='{"code":200,"data":{},"id":"'+id+'","message":"success","method":"thing.event.post","version":"1.0"}';
  listener('\\r\\n+MSUB: "'+sys+topic+'_reply",'+body.length+' byte,'+body+'\\r\\n');
}
function pump(){while(out.length)answer(out.shift());}
function sample(n){for(var i=0;i<n;i++){sense();pump();}}
later(function(){
  pump();
  sample(${WARM_UP_SAMPLES});
  if(canary.status().link!="ONLINE")throw new Error("not ONLINE but "+canary.status().link);
  ${ROUNDS[round]}
},50);`;
}

/** Two events come first in each: then code and buffers have seen all they will, and \`kept\` has what they sent. */
const ROUND_END = `print("@@"+JSON.stringify({published:published,waiting:canary.status().waiting})+"@@");quit();`;
const SWING = `adc=adc<${level(5)}?${level(GAS_LEL_PERCENT)}:${level(CLEAN_AIR_LEL_PERCENT)};sample(${SAMPLES_A_ROUND});`;
const WARM = `for(var w=0;w<2;w++){${SWING}}`;
const ROUNDS: Readonly<Record<Round, string>> = {
  event: `${WARM}published=0;for(var r=0;r<rounds;r++){${SWING}}${ROUND_END}`,
  answers: `kept=[];${WARM}var sent=kept,real=listener;published=0;
listener=function(){};
for(var r=0;r<rounds;r++){
  kept=[];
  for(var k=0;k<sent.length/2;k++){out.push(sent[k]);pump();}
  sample(${SAMPLES_A_ROUND});
}${ROUND_END}`,
  quiet: `${WARM}published=0;for(var r=0;r<rounds;r++)sample(${SAMPLES_A_ROUND});${ROUND_END}`,
};
