use crate::support::*;
use serde_json::{Value, json};

fn patch(id: &str, changes: &Value) -> Request {
    installation_request("PATCH", id).body(changes.to_string())
}

fn stored(hub: &Hub, id: &str) -> Value {
    serde_json::from_str(&hub.call(&installation_request("GET", id)).body).unwrap()
}

#[test]
fn changes_are_made_and_sent_to() {
    let hub = Hub::start(&[]);
    hub.install(&json!({
        "installationId": "d", "platform": "apns", "pushChannel": "AB", "tags": ["vip"],
        "templates": {"hello": {"body": "{\"aps\":{\"alert\":\"$(m)\"}}"}},
    }));
    let changes = json!([
        {"op": "add", "path": "/tags", "value": "oslo"},
        {"op": "remove", "path": "/tags/vip", "value": null},
        {"op": "replace", "path": "/userId", "value": "u2"},
        {"op": "replace", "path": "/pushChannel", "value": "CD"},
        {"op": "add", "path": "/templates/bye", "value": "{\"body\":\"{\\\"aps\\\":{\\\"alert\\\":\\\"$(m)\\\"}}\"}"},
        {"op": "replace", "path": "/templates/hello/body", "value": "{\"aps\":{\"sound\":\"$(m)\"}}"},
    ]);
    let request = patch("d", &changes).header("Content-Type", "application/json-patch+json");
    let answer = hub.call(&request.policy(LISTEN));
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
    assert_eq!(
        answer.header("content-type"),
        "application/xml; charset=utf-8"
    );
    let document = stored(&hub, "d");
    assert_eq!(document["tags"], json!(["oslo"]));
    assert_eq!(document["pushChannelExpired"], false);
    hub.call(&send("template", "{\"m\":\"x\"}").header(
        "ServiceBusNotification-Tags",
        "$UserId:{u2} && oslo && !vip",
    ));
    let deliveries = hub.deliveries();
    // One handle, one delivery.
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0]["deviceHandle"], "CD");

    // The last tag takes the member with it.
    let changes =
        json!([{"op": "remove", "path": "/tags/OSLO"}, {"op": "remove", "path": "/userId"}]);
    let request = patch("d", &changes).header("Content-Type", "application/json");
    assert_eq!(hub.call(&request).status, 200);
    let document = stored(&hub, "d");
    assert_eq!((document.get("tags"), document.get("userId")), (None, None));
    assert_eq!(
        document["templates"]["hello"]["body"],
        "{\"aps\":{\"sound\":\"$(m)\"}}"
    );
    assert_eq!(
        document["templates"]["bye"]["body"],
        "{\"aps\":{\"alert\":\"$(m)\"}}"
    );
}

#[test]
fn all_changes_or_none() {
    let hub = Hub::start(&[]);
    let nothing = json!([{"op": "add", "path": "/tags", "value": "a"}]);
    let answer = hub.call(&patch("d", &nothing));
    assert_eq!(answer.status, 404);
    assert_eq!(answer.error(), "Installation not found");
    hub.install(&json!({"installationId": "d", "platform": "apns", "pushChannel": "AB"}));
    for second in [
        json!({"op": "add", "path": "/nothing", "value": "x"}),
        json!({"op": "add", "path": "/tags", "value": "a b"}),
        json!({"op": "add", "path": "/templates/t", "value": "{\"body\":\"no JSON\"}"}),
        json!({"op": "replace", "path": "/pushChannel", "value": {"a": 1}}),
        json!({"op": "remove", "path": "/pushChannel"}),
    ] {
        let first = json!({"op": "add", "path": "/tags", "value": "a"});
        let answer = hub.call(&patch("d", &json!([first, second])));
        assert_eq!(answer.status, 400, "{second}");
        answer.error();
        assert_eq!(stored(&hub, "d").get("tags"), None);
    }
    assert_eq!(
        hub.call(&installation_request("PATCH", "d").body("{}"))
            .status,
        400
    );
}
