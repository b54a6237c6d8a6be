/** The whole page: head, what is wrong if anything is, and the parts that the source can fill. */
import { Head } from "./head.tsx";
import { Cloud } from "./panels/cloud.tsx";
import { Desk } from "./panels/desk.tsx";
import { Faults } from "./panels/faults.tsx";
import { Fleet } from "./panels/fleet.tsx";
import { Journal } from "./panels/journal.tsx";
import { Lines } from "./panels/lines.tsx";
import { Link } from "./panels/link.tsx";
import { Sensor } from "./panels/sensor.tsx";
import { Terminal } from "./panels/terminal.tsx";
import { hello, live } from "./store.ts";

export function App() {
  const isReady = hello.value !== undefined && live.value !== undefined;
  return (
    <>
      <Head />
      {isReady && <main class={`parts source-${hello.value?.source}`}>{partsOf(hello.value?.source)}</main>}
    </>
  );
}

function partsOf(source: string | undefined) {
  if (source === "fleet") return <Fleet />;
  if (source === "cloud") return <Cloud />;
  return (
    <>
      <Desk />
      <Sensor />
      <Journal />
      <Link />
      <Cloud />
      {source !== "monitor" && <Faults />}
      <Lines />
      <Terminal />
    </>
  );
}
