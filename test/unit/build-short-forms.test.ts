/** The last passes: the interpreter's own short forms, which mean the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { toArrows } from "../../build/arrows.ts";
import { oneUndefined } from "../../build/one-undefined.ts";
import { printed } from "./build-vm.ts";

const LONG = `"${"x".repeat(80)}"`;
const ARROWS: readonly (readonly [name: string, code: string, made: string])[] = [
  ["a value", "print([1].map(function(n){return n+1}))", "print([1].map(n=>n+1))"],
  ["no parameter", "var f=function(){print(1)};f()", "var f=()=>{print(1)};f()"],
  ["two parameters", "var f=function(n,t){return n-t};print(f(3,1))", "var f=(n,t)=>n-t;print(f(3,1))"],
  ["an object", "var f=function(){return{a:1}};print(f().a)", "var f=()=>({a:1});print(f().a)"],
  ["commas", "var f=function(){return 1,2};print(f())", "var f=()=>(1,2);print(f())"],
  ["a call at once", "print(function(n){return n+1}(1))", "print((n=>n+1)(1))"],
  ["an operand", "var f=0||function(){return 1};print(f())", "var f=0||(()=>1);print(f())"],
  [
    "one in the other",
    "var f=function(n){return function(t){return n+t}};print(f(1)(2))",
    "var f=n=>t=>n+t;print(f(1)(2))",
  ],
  [
    "a long value stays in braces",
    `var f=function(){return ${LONG}};print(f())`,
    `var f=()=>{return ${LONG}};print(f())`,
  ],
];
for (const [name, code, made] of ARROWS) {
  test(`an arrow function: ${name}`, () => {
    assert.equal(toArrows({ code, maps: [] }).code, made);
    assert.deepEqual(printed(made), printed(code));
  });
}

const LEFT: readonly (readonly [name: string, code: string])[] = [
  ["its own name", "var f=function n(t){return t?n(t-1):0};print(f(2))"],
  ["this", "var o={a:1,f:function(){return this.a}};print(o.f())"],
  ["arguments", "var f=function(){return arguments.length};print(f(1,2))"],
  ["a parameter that may be a pin", "var f=function(A0){return A0};print(f(1))"],
  ["a declaration", "function f(n){return n}print(f(1))"],
];
for (const [name, code] of LEFT) {
  test(`no arrow function: ${name}`, () => assert.equal(toArrows({ code, maps: [] }).code, code));
}

test("undefined gets a name where it is said often, and there alone", () => {
  const often = "var a;print(a===void 0,[void 0].length,void 0===1)";
  const { code } = oneUndefined({ code: often, maps: [] });
  assert.equal(code, "var $$;var a;print(a===$$,[$$].length,$$===1)");
  assert.deepEqual(printed(code), printed(often));
  const rare = "print(void 0===1,void 0,void print(2))";
  assert.equal(oneUndefined({ code: rare, maps: [] }).code, rare);
});
