/** Messages in AT lines, as `canary monitor` and the page show them. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compact, messageIn } from "../../sim/web/at-line.ts";

const POST = "/sys/a1EXAMPLE00/D001/thing/event/property/post";
const SET = '{"method":"thing.service.property.set","id":"1934023296","params":{"PowerSwitch":1},"version":"1.0.0"}';

describe("a message in an AT line", () => {
  const rows: readonly (readonly [line: string, text: string, payload: string])[] = [
    [
      `AT+MPUB="${POST}",1,0,"{\\22PowerSwitch\\22:0}"`,
      '> thing/event/property/post {"PowerSwitch":0}',
      '{"PowerSwitch":0}',
    ],
    [
      `+MSUB: "${POST}",17 byte,{"PowerSwitch":1}`,
      '< thing/event/property/post {"PowerSwitch":1}',
      '{"PowerSwitch":1}',
    ],
    [`+MSUB: "${POST}",102,${SET}`, '< thing/event/property/post id 1934023296 {"PowerSwitch":1}', SET],
    ['+MSUB:"plain",2 byte,hi', "< plain hi", "hi"],
    ['+MSUB: "plain",0 byte,', "< plain", ""],
    ['AT+MPUB="plain",0,0,"a\\5Cb\\0D\\0Ac"', "> plain a\\b\\0D\\0Ac", "a\\b\r\nc"],
    ['AT+MPUB="plain",0,0,"cut off \\2', "", ""],
    ['AT+MSUB="plain",1', "", ""],
  ];
  for (const [line, text, payload] of rows) {
    test(line, () => {
      const found = messageIn(line);
      assert.equal(found ? `${found.direction} ${found.text}` : "", text);
      assert.equal(found?.payload ?? "", payload);
    });
  }
});

describe("a payload, compact", () => {
  const rows: readonly (readonly [payload: string, text: string])[] = [
    ['{"id":"7","code":200,"message":"success","data":{}}', "id 7 code 200"],
    ['{"id":"7","code":460,"message":"request parameter error","data":{}}', "id 7 code 460 request parameter error"],
    ['{"id":"7","code":200,"data":{"Reason":"warming"}}', 'id 7 code 200 {"Reason":"warming"}'],
    ['{ "id": 7, "params": [] , "sys": {"ack":1}, "extra": 1 }', 'id 7 {"extra":1}'],
    ['{"id":"7"}', '{"id":"7"}'],
    ['{"deviceSendTime": "1"}', '{"deviceSendTime":"1"}'],
    ["[1]", "[1]"],
    ['{"broken":', '{"broken":'],
  ];
  for (const [payload, text] of rows) test(payload, () => assert.equal(compact(payload), text));
});
