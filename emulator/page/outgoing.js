// A push that somebody composes, as the REST interface of the service wants it:
// {format, payload, headers, target, test, minutes}, where minutes are those it is to wait for.

/** What the payload is, as the library says it where nobody does. */
function contentType({ format, headers }) {
  const kind = Object.keys(headers).find((name) => name.toLowerCase() === "x-wns-type");
  if (headers[kind]?.toLowerCase() === "wns/raw") return "application/octet-stream";
  return isXmlFormat(format) ? "application/xml;charset=utf-8" : "application/json;charset=utf-8";
}

/** The tag expression of a target; null where there is none. */
function expressionOf(target) {
  if (target.kind === "installation") return `$InstallationId:{${target.id}}`;
  return target.kind === "tags" ? target.expression : null;
}

/** What a send is on the wire: path and query without the version, and headers but the token. */
function wireOf(push) {
  const { target } = push;
  const flags = [target.kind === "handle" && "direct", push.test && "test"].filter(Boolean).join("&");
  const expression = expressionOf(target);
  const isHandle = target.kind === "handle";
  const saysContentType = Object.keys(push.headers).some((name) => name.toLowerCase() === "content-type");
  const isBrowser = isHandle && push.format === "browser";
  return {
    path: `${push.minutes ? "schedulednotifications" : "messages"}${flags && `?${flags}`}`,
    headers: {
      ...(!saysContentType && { "Content-Type": contentType(push) }),
      "ServiceBusNotification-Format": push.format,
      ...(expression !== null && { "ServiceBusNotification-Tags": expression }),
      ...(isHandle && { "ServiceBusNotification-DeviceHandle": target.handle }),
      ...(isBrowser && { P256DH: target.p256dh, Auth: target.auth }),
      ...push.headers,
    },
  };
}
