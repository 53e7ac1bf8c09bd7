"""Hubs themselves: made, changed, listed, deleted."""

import notification_hubs as nh
from local_hub import CA_FILE, ROOT_CONNECTION_STRING, Case

# 32 bytes each, in base64; secrets of nobody.
KEY_1 = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
KEY_2 = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY="


class Namespace(Case):
    def setUp(self):
        super().setUp()
        self.namespace = nh.Namespace(ROOT_CONNECTION_STRING, ca_file=CA_FILE)

    def test_a_hub_from_beginning_to_end(self):
        new = nh.HubDescription()
        new.set_registration_ttl("P90D")
        new.set_user_metadata("mine")
        new.set_apns_token(
            "https://api.push.apple.com:443/3/device",
            "p8",
            "KEY0000001",
            "com.example",
            "TEAM000001",
        )
        new.set_wns("ms-app://s-1", "wns-secret")
        new.set_wns_endpoint("https://wns.example/token")
        new.set_gcm("gcm-key")
        new.set_gcm_endpoint("https://gcm.example/send")
        new.set_fcmv1("project", "-----BEGIN PRIVATE KEY-----\nx\n", "a@b.example")
        new.set_mpns("bXBucw==", "password")
        new.set_adm("client", "adm-secret")
        new.set_adm_endpoints(send_url_template="https://adm.example/{0}/messages")
        new.set_baidu("key", "baidu-secret")
        new.set_wns_certificate("Y2VydA==", "password")
        new.set_baidu_endpoint("https://baidu.example/")
        new.set_xiaomi("app-secret", "https://xiaomi.example/")
        new.set_browser("mailto:a@example.com", "public", "private")
        everything = nh.Rights.LISTEN + nh.Rights.SEND + nh.Rights.MANAGE
        new.set_rule("all", everything, KEY_1, KEY_2)
        new.set_rule("gone", nh.Rights.SEND, KEY_1, KEY_2)
        new.remove_rule("gone")
        made = self.namespace.create_hub("python", new)
        self.assertIn(("all", 7, KEY_1, KEY_2), list(made.rules))
        self.assertEqual(made.outcome.http_status, 201)

        read = self.namespace.get_hub("python")
        self.assertEqual(
            (read.name, read.registration_ttl, read.user_metadata), ("python", "P90D", "mine")
        )
        for credential, property, value in [
            ("ApnsCredential", "KeyId", "KEY0000001"),
            ("WnsCredential", "WindowsLiveEndpoint", "https://wns.example/token"),
            ("GcmCredential", "GcmEndpoint", "https://gcm.example/send"),
            ("FcmV1Credential", "ProjectId", "project"),
            ("MpnsCredential", "CertificateKey", "password"),
            ("AdmCredential", "SendUrlTemplate", "https://adm.example/{0}/messages"),
            ("BaiduCredential", "BaiduSecretKey", "baidu-secret"),
            ("BrowserCredential", "VapidPrivateKey", "private"),
            ("BrowserCredential", "Nothing", None),
        ]:
            self.assertEqual(read.credential(credential, property), value)

        read.set_disabled(True)
        read.set_apns_certificate("gateway.push.apple.com", "Y2VydA==", "password")
        self.assertTrue(self.namespace.update_hub("python", read).is_disabled)
        hubs = self.namespace.list_hubs()
        self.assertIn("python", [each.name for each in hubs])
        first = hubs[0]
        del hubs
        self.assertTrue(first.name)

        self.assert_raises(
            nh.ServiceError, nh.Status.CONFLICT, self.namespace.create_hub, "python", new
        )
        self.namespace.delete_hub("python")
        self.assert_raises(nh.ServiceError, nh.Status.NOT_FOUND, self.namespace.get_hub, "python")
