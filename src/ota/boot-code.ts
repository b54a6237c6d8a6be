/**
 * What changes the bundle, as a boot file of its own that runs before any bundle (facts: reliability section D.2, boot files):
 * so that one which does not start, or is no program at all, can't keep the one before from coming back. It copies page by
 * page what the state page orders, passes over what stands there already, and counts the starts of a bundle on trial. It
 * says nothing and does nothing while there is no order. Numbers of the marks: `rooms.ts`. @onDemand
 */

/**
 * `state`: address of the state page, `offset` of the same in the file `canary.ota`: read both ways it must be the same, or
 * somebody has moved the file. Numbers have ten digits, so that the text's length is known before they are.
 */
export function bootCode(
  state: number,
  offset: number,
  newBundle: number,
  place: number,
  placeBytes: number,
  pageBytes: number,
): string {
  const numbers = [state, offset, newBundle, place, placeBytes, pageBytes].map((n) => ("          " + n).slice(-10));
  const text =
    // F, s: Flash and Storage; S, o, N, D, Z, P: the numbers above.
    // x: the text at an address; m: whether a mark is set; k: sets it.
    "(function(F,s,S,o,N,D,Z,P){function x(a,n){return E.toString(F.read(n,a));}" +
    'if(!s.read("canary.ota")||s.read("canary.ota",o,64)!=x(S,64))return;' +
    'function m(i){return x(S+64+8*i,8)!="\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff";}' +
    "function k(i){if(!m(i))F.write(new Uint8Array(8),S+64+8*i);}" +
    // q: whether the page at i holds n bytes, those before e from a on and the others from b on, and blanks; or writes it.
    "function q(n,a,e,b,i,w){for(var j=i;j<i+P;j+=1024){" +
    'var t=j<n?x(j<e?a+j:b+j-e,Math.min(1024,n-j)):"";t+=" ".repeat(1024-t.length);' +
    "if(w)F.write(t,D+j);else if(x(D+j,1024)!=t)return false;}return true;}" +
    // c: makes all pages so; false where flash does not take them.
    "function c(n,a,e,b){for(var i=0;i<Z;i+=P)for(var j=0;!q(n,a,e,b,i,0);j++){" +
    "if(j>2)return false;E.kickWatchdog();F.erasePage(D+i);q(n,a,e,b,i,1);}return true;}" +
    "var v=new Uint32Array(F.read(32,S+32).buffer),i;" +
    "if(!m(0)||m(15)||m(13)&&!m(14)||E.CRC32(F.read(28,S+32))>>>0!=v[7])return;" +
    // What can't be placed is given up; of the very first one the bundle before is still in its own place.
    'if(!m(1)){if(c(v[0],N,Z,0))k(1);else{k(14);if(s.read(".bootcde").length!=Z){k(15);return;}}}' +
    // That one goes when the new one is whole: the first file of the name counts.
    'while(s.read(".bootcde").length!=Z)s.erase(".bootcde");' +
    "if(m(14)||m(6)||m(12)){k(14);if(c(v[1],v[2],v[3],v[4]))k(15);return;}" +
    // A start of the trial; a program that feeds no watchdog is none.
    "for(i=2;m(i);)i++;k(i);E.enableWatchdog(30,false);" +
    "i=setInterval(function(){if(m(13)){clearInterval(i);return;}for(var j=7;m(j);)j++;k(j);if(j>11)E.reboot();},300000);" +
    '})(require("Flash"),require("Storage"),' +
    numbers.join(",") +
    ");";
  // Whole units of flash.
  return text + "       ".substr((text.length + 7) % 8);
}
