// A push that somebody composes, as the REST interface of the service wants it:
// {format, payload, headers, target, test, minutes}, where minutes are those it is to wait for.

/** What the payload is, as the library says it where nobody does. */
function contentType({ format, headers }) {
  const kind = Object.keys(headers).find((name) => name.toLowerCase() === "x-wns-type");
  if (headers[kind]?.toLowerCase() === "wns/raw") return "application/octet-stream";
  return isXmlFormat(format) ? "application/xml;charset=utf-8" : "application/json;charset=utf-8";
}

/** What a send is on the wire: path and query without the version, and headers but the token. */
function wireOf(push) {
  const { target } = push;
  const isHandle = target.kind === "handle";
  const flags = [isHandle && "direct", push.test && "test"].filter(Boolean).join("&");
  const expression = { tags: target.expression, installation: `$InstallationId:{${target.id}}` }[target.kind];
  const saysContentType = Object.keys(push.headers).some((name) => name.toLowerCase() === "content-type");
  return {
    path: `${push.minutes ? "schedulednotifications" : "messages"}${flags && `?${flags}`}`,
    headers: {
      ...(!saysContentType && { "Content-Type": contentType(push) }),
      "ServiceBusNotification-Format": push.format,
      ...(expression !== undefined && { "ServiceBusNotification-Tags": expression }),
      ...(isHandle && { "ServiceBusNotification-DeviceHandle": target.handle }),
      ...(isHandle && push.format === "browser" && { P256DH: target.p256dh, Auth: target.auth }),
      ...push.headers,
    },
  };
}
