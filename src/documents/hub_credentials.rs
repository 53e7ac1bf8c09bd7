//! Credentials of the push services in a hub's description: each an element with
//! properties by name.

use crate::auth::secret::Secret;
use crate::error::{Error, Result};
use crate::http::hub_address::is_absolute_url;
use crate::notification::platform::Platform;
use crate::wire::xml::{Node, XmlWriter};

pub(super) const APNS: &str = "ApnsCredential";
pub(super) const WNS: &str = "WnsCredential";
pub(super) const GCM: &str = "GcmCredential";
pub(super) const MPNS: &str = "MpnsCredential";
pub(super) const ADM: &str = "AdmCredential";
pub(super) const BAIDU: &str = "BaiduCredential";
pub(super) const FCMV1: &str = "FcmV1Credential";
pub(super) const BROWSER: &str = "BrowserCredential";
pub(super) const XIAOMI: &str = "XiaomiCredential";

/// Credentials in the order in which they were set.
#[derive(Clone, Debug, Default)]
pub struct Credentials(Vec<PnsCredential>);

/// Credentials of one push service.
#[derive(Clone, Debug)]
pub struct PnsCredential {
    /// The element, such as `ApnsCredential`.
    pub element: &'static str,
    /// Properties by name.
    pub properties: Vec<(String, Secret)>,
}

/// Credentials for Apple by token.
pub struct ApnsToken<'a> {
    /// Where to push to.
    pub endpoint: &'a str,
    /// The key of the .p8 file.
    pub token: &'a str,
    /// The key's id.
    pub key_id: &'a str,
    /// The app's bundle id.
    pub app_name: &'a str,
    /// The team's id.
    pub app_id: &'a str,
}

impl Credentials {
    /// For Apple by certificate, in base64, and its password.
    pub fn set_apns_certificate(
        &mut self,
        endpoint: &str,
        certificate: &str,
        key: &str,
    ) -> Result<()> {
        self.set(
            APNS,
            &[
                ("Endpoint", endpoint),
                ("ApnsCertificate", certificate),
                ("CertificateKey", key),
            ],
        )
    }

    /// For Apple by token.
    pub fn set_apns_token(&mut self, token: ApnsToken<'_>) -> Result<()> {
        self.set(
            APNS,
            &[
                ("Endpoint", token.endpoint),
                ("Token", token.token),
                ("KeyId", token.key_id),
                ("AppName", token.app_name),
                ("AppId", token.app_id),
            ],
        )
    }

    /// For Windows.
    pub fn set_wns(&mut self, package_sid: &str, secret_key: &str) -> Result<()> {
        self.set(
            WNS,
            &[("PackageSid", package_sid), ("SecretKey", secret_key)],
        )
    }

    /// Where the hub gets its tokens for Windows.
    pub fn set_wns_endpoint(&mut self, url: &str) -> Result<()> {
        self.set_url(WNS, "WindowsLiveEndpoint", url)
    }

    /// The certificate that the hub shows Windows, in base64, and its password.
    pub fn set_wns_certificate(&mut self, certificate: &str, key: &str) -> Result<()> {
        for (name, value) in [("WnsCertificate", certificate), ("CertificateKey", key)] {
            if value.trim().is_empty() {
                return Err(Error::argument(format!("{name} is empty")));
            }
        }
        self.set_more(WNS, "WnsCertificate", certificate)?;
        self.set_more(WNS, "CertificateKey", key)
    }

    /// For Google's legacy API.
    pub fn set_gcm(&mut self, api_key: &str) -> Result<()> {
        self.set(GCM, &[("GoogleApiKey", api_key)])
    }

    /// Where the hub sends for Google's legacy API.
    pub fn set_gcm_endpoint(&mut self, url: &str) -> Result<()> {
        self.set_url(GCM, "GcmEndpoint", url)
    }

    /// For FCM v1, from the service account's file.
    pub fn set_fcmv1(
        &mut self,
        project_id: &str,
        private_key: &str,
        client_email: &str,
    ) -> Result<()> {
        self.set(
            FCMV1,
            &[
                ("ProjectId", project_id),
                ("PrivateKey", private_key),
                ("ClientEmail", client_email),
            ],
        )
    }

    /// For Windows Phone by certificate, in base64, and its password.
    pub fn set_mpns(&mut self, certificate: &str, key: &str) -> Result<()> {
        self.set(
            MPNS,
            &[("MpnsCertificate", certificate), ("CertificateKey", key)],
        )
    }

    /// For Windows Phone without any.
    pub fn set_mpns_unauthenticated(&mut self) -> Result<()> {
        self.set(MPNS, &[])
    }

    /// For Amazon.
    pub fn set_adm(&mut self, client_id: &str, client_secret: &str) -> Result<()> {
        self.set(
            ADM,
            &[("ClientId", client_id), ("ClientSecret", client_secret)],
        )
    }

    /// Where the hub gets its tokens for Amazon, and where it sends.
    pub fn set_adm_endpoints(
        &mut self,
        auth_token_url: Option<&str>,
        send_url_template: Option<&str>,
    ) -> Result<()> {
        if let Some(url) = auth_token_url {
            self.set_url(ADM, "AuthTokenUrl", url)?;
        }
        let Some(template) = send_url_template else {
            return Ok(());
        };
        if !template.contains("{0}") {
            return Err(Error::argument(
                "send_url_template has no {0} where the device's handle goes",
            ));
        }
        self.set_url(ADM, "SendUrlTemplate", template)
    }

    /// For Baidu.
    pub fn set_baidu(&mut self, api_key: &str, secret_key: &str) -> Result<()> {
        self.set(
            BAIDU,
            &[("BaiduApiKey", api_key), ("BaiduSecretKey", secret_key)],
        )
    }

    /// Where the hub sends for Baidu.
    pub fn set_baidu_endpoint(&mut self, url: &str) -> Result<()> {
        self.set_url(BAIDU, "BaiduEndPoint", url)
    }

    /// For Xiaomi: an app's secret, and the address of its region.
    pub fn set_xiaomi(&mut self, app_secret: &str, endpoint: &str) -> Result<()> {
        self.set(XIAOMI, &[("AppSecret", app_secret), ("Endpoint", endpoint)])
    }

    /// For browsers: a VAPID subject and its two keys.
    pub fn set_browser(
        &mut self,
        subject: &str,
        public_key: &str,
        private_key: &str,
    ) -> Result<()> {
        self.set(
            BROWSER,
            &[
                ("Subject", subject),
                ("VapidPublicKey", public_key),
                ("VapidPrivateKey", private_key),
            ],
        )
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &PnsCredential> {
        self.0.iter()
    }

    /// The platforms that they are for.
    pub fn platforms(&self) -> impl Iterator<Item = Platform> {
        self.iter().filter_map(|credential| {
            Some(match credential.element {
                APNS => Platform::Apple,
                WNS => Platform::Windows,
                GCM => Platform::Gcm,
                MPNS => Platform::Mpns,
                ADM => Platform::Adm,
                BAIDU => Platform::Baidu,
                FCMV1 => Platform::Fcmv1,
                BROWSER => Platform::Browser,
                XIAOMI => Platform::Xiaomi,
                _ => return None,
            })
        })
    }

    /// A property of a credential.
    pub fn property(&self, element: &str, property: &str) -> Option<&str> {
        let credential = self.iter().find(|c| c.element == element)?;
        let mut properties = credential.properties.iter();
        let (_, value) = properties.find(|(name, _)| name == property)?;
        Some(value.expose())
    }

    /// Replaces the credentials of a push service by properties of which none
    /// may be empty.
    fn set(&mut self, element: &'static str, properties: &[(&str, &str)]) -> Result<()> {
        for (name, value) in properties {
            if value.trim().is_empty() {
                return Err(Error::argument(format!("{name} is empty")));
            }
        }
        let property = |(name, value): &(&str, &str)| ((*name).to_owned(), Secret::new(value));
        self.0.retain(|c| c.element != element);
        self.0.push(PnsCredential {
            element,
            properties: properties.iter().map(property).collect(),
        });
        Ok(())
    }

    /// Sets the URL under which a push service is reached instead of its own.
    fn set_url(&mut self, element: &'static str, property: &str, url: &str) -> Result<()> {
        if !is_absolute_url(url) {
            return Err(Error::argument(format!(
                "{property} must be an absolute URL"
            )));
        }
        self.set_more(element, property, url)
    }

    /// Sets a property of a credential that is there already.
    fn set_more(&mut self, element: &'static str, property: &str, value: &str) -> Result<()> {
        let credential = self.0.iter_mut().find(|c| c.element == element);
        let Some(PnsCredential { properties, .. }) = credential else {
            return Err(Error::argument(format!(
                "{property} belongs to {element}; set that first"
            )));
        };
        properties.retain(|(name, _)| name != property);
        properties.push((property.to_owned(), Secret::new(value)));
        Ok(())
    }

    pub(super) fn write(&self, xml: &mut XmlWriter, element: &str) {
        let Some(credential) = self.iter().find(|c| c.element == element) else {
            return;
        };
        xml.open(element, &[]);
        xml.open("Properties", &[]);
        for (name, value) in &credential.properties {
            xml.open("Property", &[]);
            xml.element("Name", name);
            xml.element("Value", value.expose());
            xml.close("Property");
        }
        xml.close("Properties");
        xml.close(element);
    }

    /// Reads those of a description.
    pub(super) fn read(description: &Node) -> Credentials {
        let read = |element| {
            let properties = description.child(element)?.child("Properties")?;
            let property = |p: &Node| {
                let value = p.value("Value").unwrap_or_default();
                Some((p.value("Name")?.to_owned(), Secret::new(value)))
            };
            Some(PnsCredential {
                element,
                properties: properties.children.iter().filter_map(property).collect(),
            })
        };
        let all = [APNS, WNS, GCM, MPNS, ADM, BAIDU, FCMV1, BROWSER, XIAOMI];
        Credentials(all.into_iter().filter_map(read).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_push_service_has_its_element_and_properties() {
        type Setter = fn(&mut Credentials) -> Result<()>;
        let cases: [(Setter, &str, &str); 11] = [
            (
                |c| c.set_apns_certificate("1", "2", "3"),
                APNS,
                "Endpoint=1 ApnsCertificate=2 CertificateKey=3",
            ),
            (
                |c| {
                    c.set_apns_token(ApnsToken {
                        endpoint: "1",
                        token: "2",
                        key_id: "3",
                        app_name: "4",
                        app_id: "5",
                    })
                },
                APNS,
                "Endpoint=1 Token=2 KeyId=3 AppName=4 AppId=5",
            ),
            (|c| c.set_wns("1", "2"), WNS, "PackageSid=1 SecretKey=2"),
            (|c| c.set_gcm("1"), GCM, "GoogleApiKey=1"),
            (
                |c| c.set_fcmv1("1", "2", "3"),
                FCMV1,
                "ProjectId=1 PrivateKey=2 ClientEmail=3",
            ),
            (
                |c| c.set_mpns("1", "2"),
                MPNS,
                "MpnsCertificate=1 CertificateKey=2",
            ),
            (Credentials::set_mpns_unauthenticated, MPNS, ""),
            (|c| c.set_adm("1", "2"), ADM, "ClientId=1 ClientSecret=2"),
            (
                |c| c.set_baidu("1", "2"),
                BAIDU,
                "BaiduApiKey=1 BaiduSecretKey=2",
            ),
            (
                |c| c.set_browser("1", "2", "3"),
                BROWSER,
                "Subject=1 VapidPublicKey=2 VapidPrivateKey=3",
            ),
            (|c| c.set_xiaomi("1", "2"), XIAOMI, "AppSecret=1 Endpoint=2"),
        ];
        let mut all = Credentials::default();
        for (set, element, expected) in cases {
            set(&mut all).unwrap();
            // What was set last stands last, and replaces what was there.
            let credential = all.0.last().unwrap();
            let pairs = credential.properties.iter();
            let pairs: Vec<String> = pairs.map(|(n, v)| format!("{n}={}", v.expose())).collect();
            assert_eq!(
                (credential.element, pairs.join(" ").as_str()),
                (element, expected)
            );
        }
        assert_eq!(all.0.len(), 9);
        assert_eq!(all.property(WNS, "SecretKey"), Some("2"));
        assert_eq!(all.property(WNS, "Token"), None);
        assert_eq!(all.property("Wns", "SecretKey"), None);
    }

    #[test]
    fn empty_properties_are_refused_by_name() {
        let mut all = Credentials::default();
        let error = all.set_wns("p", " ").unwrap_err();
        assert_eq!(error.message, "SecretKey is empty");
        assert!(all.0.is_empty());
        all.set_wns("p", "s").unwrap();
        let error = all.set_wns_certificate("c", "").unwrap_err();
        assert_eq!(error.message, "CertificateKey is empty");
        assert_eq!(all.property(WNS, "WnsCertificate"), None);
    }

    #[test]
    fn endpoints_belong_to_credentials_that_are_there() {
        let url = "https://h/";
        let mut all = Credentials::default();
        for set in [
            Credentials::set_wns_endpoint,
            Credentials::set_gcm_endpoint,
            Credentials::set_baidu_endpoint,
            |all: &mut Credentials, key: &str| all.set_wns_certificate(key, key),
        ] {
            assert!(set(&mut all, url).unwrap_err().message.contains("first"));
        }
        all.set_wns("p", "s").unwrap();
        all.set_gcm("k").unwrap();
        all.set_adm("i", "s").unwrap();
        assert!(
            all.set_wns_endpoint("h")
                .unwrap_err()
                .message
                .contains("URL")
        );
        all.set_wns_endpoint(url).unwrap();
        all.set_gcm_endpoint(url).unwrap();
        assert_eq!(all.property(WNS, "WindowsLiveEndpoint"), Some(url));
        assert_eq!(all.property(GCM, "GcmEndpoint"), Some(url));
        all.set_baidu("k", "s").unwrap();
        all.set_baidu_endpoint(url).unwrap();
        assert_eq!(all.property(BAIDU, "BaiduEndPoint"), Some(url));
        all.set_wns_certificate("c", "k").unwrap();
        assert_eq!(all.property(WNS, "WnsCertificate"), Some("c"));
        assert_eq!(all.property(WNS, "CertificateKey"), Some("k"));
        assert_eq!(all.property(WNS, "WindowsLiveEndpoint"), Some(url));
        all.set_adm_endpoints(Some(url), None).unwrap();
        assert_eq!(all.property(ADM, "AuthTokenUrl"), Some(url));
        let error = all.set_adm_endpoints(None, Some(url)).unwrap_err();
        assert!(error.message.contains("{0}"), "{error}");
        all.set_adm_endpoints(None, Some("https://h/{0}/x"))
            .unwrap();
        assert_eq!(
            all.property(ADM, "SendUrlTemplate"),
            Some("https://h/{0}/x")
        );
    }
}
