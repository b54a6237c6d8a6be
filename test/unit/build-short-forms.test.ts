/** The last passes: the interpreter's own short forms, which mean the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { toArrows } from "../../build/arrows.ts";
import { dropArguments } from "../../build/drop-arguments.ts";
import { oneUndefined } from "../../build/one-undefined.ts";
import { printed } from "./build-vm.ts";

const LONG = `"${"x".repeat(400)}"`;
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
  ["a declaration", "function f(n){return n}print(f(1))", "f=n=>n;print(f(1))"],
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
  ["a declaration in a function", "var f=function g(){function h(n){return n}return h(1)};print(f())"],
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

const DROPPED: readonly (readonly [name: string, code: string, made: string])[] = [
  ["the first", "print(function(n,t){return t}(0,1))", "print(function(t){return t}(1))"],
  ["one in the middle", "print(function(n,t,r){return n+r}(1,0,2))", "print(function(n,r){return n+r}(1,2))"],
  ["the last ones", "print(function(n,t,r){return n}(1,0,0))", "print(function(n){return n}(1))"],
  ["all", "print(function(n,t){return 1}(0,0))", "print(function(){return 1}())"],
  ["one that is not given", "print(function(n,t){return n}(1))", "print(function(n){return n}(1))"],
  [
    "of two in one another",
    "print(function(n,t){return t}(0,function(r){return 2}(0)))",
    "print(function(t){return t}(function(){return 2}()))",
  ],
];
for (const [name, code, made] of DROPPED) {
  test(`parameters without a use go: ${name}`, () => {
    assert.equal(dropArguments({ code, maps: [] }).code, made);
    assert.deepEqual(printed(made), printed(code));
  });
}

const KEPT: readonly (readonly [name: string, code: string])[] = [
  ["what is given does something", "print(function(n){return 1}(print(2)))"],
  ["arguments are counted", "print(function(n){return arguments.length}(0))"],
  ["it may be called again", "print(function f(n,t){return t?f(0,t-1):t}(0,1))"],
];
for (const [name, code] of KEPT) {
  test(`parameters stay where ${name}`, () => assert.equal(dropArguments({ code, maps: [] }).code, code));
}
