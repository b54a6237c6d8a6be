import { FAULTS, type FaultName } from "./sim/modem/faults.ts";
import { Random } from "./sim/random.ts";
import { Rig, FAMILIES } from "./test/bundle/rig.ts";
const names = Object.keys(FAULTS) as FaultName[];
const from=Number(process.argv[2]), to=Number(process.argv[3]); let bad=0;
for (let seed=from; seed<to; seed++) {
  const r=new Random(seed*7919); const w0=performance.now(); process.on("exit",()=>{});
  const rig=new Rig({seed, family: FAMILIES[seed%3], chunk: r.next()<0.3? r.between(1,40):"whole"});
  const log:string[]=[];
  try {
    rig.warm();
    const decided: number[]=[]; 
    for(let k=0;k<6;k++){
      const n=names[r.between(0,names.length-1)]!;
      const held=FAULTS[n].lasts==="held";
      const forMs=r.between(1,400)*1000;
      if(process.env.V) console.log(k,n,rig.clock.nowMs,rig.node.state,rig.node.at.length);
      log.push(`${(rig.clock.nowMs/1000).toFixed(1)} ${n} ${held?forMs/1000:""}`);
      rig.node.modem.fault(n, held?{forMs}:{});
      if(r.next()<0.3){ log.push("net cut"); rig.network.cut(); rig.clock.after(r.between(1,300)*1000,()=>rig.network.restore()); }
      if(r.next()<0.2) rig.network.drop();
      if(r.next()<0.2) rig.platform.loseReplies(r.between(1,5));
      rig.clock.runFor(r.between(0,40)*1000+r.next()*1000);
      if(r.next()<0.6) {rig.node.setLelPercent(25); log.push("gas");}
      rig.clock.runFor(r.between(0,600)*1000);
      rig.node.setLelPercent(0);
    }
    rig.network.restore();
    rig.clock.runFor(400_000);
    rig.waitFor("home", ()=>rig.node.state==="ONLINE"&&rig.node.vitals.waiting===0, 900, 1000);
    rig.waitFor("warm", ()=>rig.node.vitals.gasState===1, 240, 1000);
    rig.alarm(200);
    if(rig.platform.violations.length) throw new Error("viol "+JSON.stringify(rig.platform.violations[0]));
    if(rig.node.board.uncaught.length) throw new Error("uncaught "+rig.node.board.uncaught[0]);
    if(rig.node.stops.includes("watchdog")) throw new Error("watchdog "+rig.node.stops);
    if(rig.node.vitals.dropped) throw new Error("dropped");
    // decided vs delivered
    const gas=rig.node.console.filter(l=>/gas \d -> 3$|gas 3 -> \d$/.test(l.text)).length;
    if(gas!==rig.events.length) throw new Error(`decided ${gas} delivered ${rig.events.length} stops ${rig.node.stops}`);
  if(performance.now()-w0>3000) console.log("slow",seed,Math.round(performance.now()-w0),log.join(" | "));
  } catch(e) { bad++; console.log("SEED",seed,rig.node.stops.join(), log.join(" | "), "\n   ", String((e as Error).message).slice(0,600)); if(bad>6) break; }
}
console.log("done bad", bad);
