/** Which clouds' dialects the bundle has: both where there is room, else the one it was built for. Both on the desk. */

export const HAS_ALIYUN = !(typeof __HAS_ALIYUN__ === "boolean" && !__HAS_ALIYUN__);
export const HAS_MQTT = !(typeof __HAS_MQTT__ === "boolean" && !__HAS_MQTT__);
