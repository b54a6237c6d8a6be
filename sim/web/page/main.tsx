import { render } from "preact";
import { App } from "./app.tsx";
import { connect } from "./store.ts";
import "./style.css";

connect();
render(<App />, document.getElementById("page") as HTMLElement);
