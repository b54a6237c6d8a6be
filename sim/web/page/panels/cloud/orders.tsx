/** What the cloud may ask of the device: forms as the thing model has them. */
import { useSignal } from "@preact/signals";
import type { Step } from "../../../../scenario.ts";
import { translator } from "../../i18n.ts";
import { send } from "../../store.ts";
import { FieldInput } from "./field-input.tsx";
import {
  type Field,
  type Problem,
  paramsOf,
  parsed,
  type ServiceForm,
  serviceForms,
  settableFields,
} from "./fields.ts";
import { Block } from "./fold.tsx";
import { bundle, device, model, properties } from "./state.ts";
import { choicesOf, Name } from "./words.tsx";

const t = translator({
  set: ["Set properties", "设置属性"],
  services: ["Call services", "调用服务"],
  how: ["A property is set", "设置方式"],
  now: ["at once", "立即下发"],
  desired: ["as a desired value", "作为期望值"],
  button: ["Set", "设置"],
  call: ["Call", "调用"],
  setOf: ["Set {}", "设置 {}"],
  callOf: ["Call {}", "调用 {}"],
  unknown: ["not told yet", "尚未上报"],
});

type How = "cloudSet" | "desired";

const ask = (step: Step) => send({ do: "step", step, ...(device.value ? { device: device.value } : {}) });

export function Setting() {
  const how = useSignal<How>("cloudSet");
  const fields = model.value ? settableFields(model.value) : [];
  return (
    <Block name="set" title={t("set")}>
      {bundle.value.platform && (
        <fieldset class="tools cloud-how">
          <legend class="quiet-text">{t("how")}</legend>
          {(["cloudSet", "desired"] as const).map((one) => (
            <label key={one}>
              <input type="radio" name="cloud-how" checked={how.value === one} onChange={() => (how.value = one)} />
              {t(one === "cloudSet" ? "now" : "desired")}
            </label>
          ))}
        </fieldset>
      )}
      {fields.map((field) =>
        field.spec.type === "bool" ? (
          <Switch key={field.name} field={field} how={how.value} />
        ) : (
          <SetForm key={field.name} field={field} how={how.value} />
        ),
      )}
    </Block>
  );
}

/** Shows what the device has told last; what it is asked for stands among the calls until it has answered. */
function Switch({ field: { name, spec }, how }: { readonly field: Field; readonly how: How }) {
  const told = properties.value?.find((one) => one.name === name)?.value;
  const isOn = told === 1;
  const [off, on] = choicesOf(spec);
  return (
    <div class="cloud-field">
      <Name name={name} spec={spec} />
      <span class="cloud-controls">
        <button
          type="button"
          role="switch"
          class="cloud-switch"
          aria-checked={isOn}
          aria-label={name}
          onClick={() => ask({ [how]: { [name]: isOn ? 0 : 1 } })}
        >
          <span aria-hidden="true" />
        </button>
        <span class="quiet-text">{told === undefined ? t("unknown") : (isOn ? on : off)?.[1]}</span>
      </span>
    </div>
  );
}

function SetForm({ field: { name, spec }, how }: { readonly field: Field; readonly how: How }) {
  const text = useSignal("");
  const problem = useSignal<Problem | undefined>(undefined);
  const submit = (event: Event): void => {
    event.preventDefault();
    const one = parsed(spec, text.value);
    problem.value = "problem" in one ? one.problem : undefined;
    if ("value" in one) void ask({ [how]: { [name]: one.value } });
  };
  return (
    <form class="cloud-field" onSubmit={submit} noValidate>
      <FieldInput id={`cloud-set-${name}`} name={name} spec={spec} text={text} problem={problem.value} />
      <button type="submit" aria-label={t("setOf", name)}>
        {t("button")}
      </button>
    </form>
  );
}

export function Services() {
  const forms = model.value ? serviceForms(model.value) : [];
  return (
    <Block name="services" title={t("services")}>
      {forms
        .filter(({ inputs }) => inputs.length > 0)
        .map((form) => (
          <Service key={form.name} {...form} />
        ))}
      <div class="cloud-service">
        {forms
          .filter(({ inputs }) => inputs.length === 0)
          .map(({ name }) => (
            <button
              key={name}
              type="button"
              aria-label={t("callOf", name)}
              onClick={() => ask({ service: { name, params: {} } })}
            >
              {name}
            </button>
          ))}
      </div>
    </Block>
  );
}

function Service({ name, inputs }: ServiceForm) {
  const typed = useSignal<Readonly<Record<string, string>>>({});
  const wrong = useSignal<{ readonly field: string; readonly problem: Problem } | undefined>(undefined);
  const submit = (event: Event): void => {
    event.preventDefault();
    const given = paramsOf(inputs, typed.value);
    wrong.value = "problem" in given ? given : undefined;
    if ("params" in given) void ask({ service: { name, params: given.params } });
  };
  return (
    <form class="cloud-service" onSubmit={submit} noValidate>
      <button type="submit" aria-label={t("callOf", name)}>
        {name}
      </button>
      {inputs.map((input) => (
        <FieldInput
          key={input.name}
          id={`cloud-service-${name}-${input.name}`}
          {...input}
          text={{
            get value() {
              return typed.value[input.name] ?? "";
            },
            set value(text: string) {
              typed.value = { ...typed.value, [input.name]: text };
            },
          }}
          problem={wrong.value?.field === input.name ? wrong.value.problem : undefined}
        />
      ))}
    </form>
  );
}
