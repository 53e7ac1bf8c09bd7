//! Credentials of push services.
//!
//! What a hub needs to be let in by each push service: a part of its
//! description.
use std::ffi::c_char;

use crate::error::Error;
use crate::error::nh_status;
use crate::ffi::boundary::pointers::{optional_text, required, text};
use crate::ffi::hub_description::{nh_hub_description, set};

/// Credentials for Apple by certificate: the endpoint
/// ("gateway.push.apple.com"), the certificate in base64 and its password.
/// Replaces what nh_hub_description_set_apns_token has set.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_apns_certificate(
    description: Option<&mut nh_hub_description>,
    endpoint: *const c_char,
    certificate: *const c_char,
    certificate_key: *const c_char,
) -> nh_status {
    set(
        "nh_hub_description_set_apns_certificate",
        description,
        |d| {
            d.set_credential(
                "ApnsCredential",
                &[
                    ("Endpoint", text(endpoint, "endpoint")?),
                    ("ApnsCertificate", text(certificate, "certificate")?),
                    ("CertificateKey", text(certificate_key, "certificate_key")?),
                ],
            )
        },
    )
}

/// Credentials for Apple by token: the endpoint
/// ("https://api.push.apple.com:443/3/device"), the key of the .p8 file, its
/// id, the app's bundle id and the team's id. Replaces what
/// nh_hub_description_set_apns_certificate has set.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_apns_token(
    description: Option<&mut nh_hub_description>,
    endpoint: *const c_char,
    token: *const c_char,
    key_id: *const c_char,
    app_name: *const c_char,
    app_id: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_apns_token", description, |d| {
        d.set_credential(
            "ApnsCredential",
            &[
                ("Endpoint", text(endpoint, "endpoint")?),
                ("Token", text(token, "token")?),
                ("KeyId", text(key_id, "key_id")?),
                ("AppName", text(app_name, "app_name")?),
                ("AppId", text(app_id, "app_id")?),
            ],
        )
    })
}

/// Credentials for Windows.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_wns(
    description: Option<&mut nh_hub_description>,
    package_sid: *const c_char,
    secret_key: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_wns", description, |d| {
        d.set_credential(
            "WnsCredential",
            &[
                ("PackageSid", text(package_sid, "package_sid")?),
                ("SecretKey", text(secret_key, "secret_key")?),
            ],
        )
    })
}

/// Where the hub gets its tokens for Windows, instead of login.live.com. Set the
/// credentials first.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_wns_endpoint(
    description: Option<&mut nh_hub_description>,
    windows_live_endpoint: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_wns_endpoint", description, |d| {
        let url = text(windows_live_endpoint, "windows_live_endpoint")?;
        d.set_credential_url("WnsCredential", "WindowsLiveEndpoint", url)
    })
}

/// Credentials for Google's legacy API.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_gcm(
    description: Option<&mut nh_hub_description>,
    google_api_key: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_gcm", description, |d| {
        d.set_credential(
            "GcmCredential",
            &[("GoogleApiKey", text(google_api_key, "google_api_key")?)],
        )
    })
}

/// Where the hub sends for Google's legacy API, instead of Google's own address.
/// Set the credentials first.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_gcm_endpoint(
    description: Option<&mut nh_hub_description>,
    gcm_endpoint: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_gcm_endpoint", description, |d| {
        let url = text(gcm_endpoint, "gcm_endpoint")?;
        d.set_credential_url("GcmCredential", "GcmEndpoint", url)
    })
}

/// Credentials for FCM v1, from the service account's JSON file.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_fcmv1(
    description: Option<&mut nh_hub_description>,
    project_id: *const c_char,
    private_key: *const c_char,
    client_email: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_fcmv1", description, |d| {
        d.set_credential(
            "FcmV1Credential",
            &[
                ("ProjectId", text(project_id, "project_id")?),
                ("PrivateKey", text(private_key, "private_key")?),
                ("ClientEmail", text(client_email, "client_email")?),
            ],
        )
    })
}

/// Credentials for Windows Phone: a certificate in base64 and its password, or
/// NULL for both to push unauthenticated.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_mpns(
    description: Option<&mut nh_hub_description>,
    certificate: *const c_char,
    certificate_key: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_mpns", description, |d| {
        let certificate = optional_text(certificate, "certificate")?;
        let key = optional_text(certificate_key, "certificate_key")?;
        match (certificate, key) {
            (None, None) => d.set_credential("MpnsCredential", &[]),
            (certificate, key) => d.set_credential(
                "MpnsCredential",
                &[
                    ("MpnsCertificate", required(certificate, "certificate")?),
                    ("CertificateKey", required(key, "certificate_key")?),
                ],
            ),
        }
    })
}

/// Credentials for Amazon.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_adm(
    description: Option<&mut nh_hub_description>,
    client_id: *const c_char,
    client_secret: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_adm", description, |d| {
        d.set_credential(
            "AdmCredential",
            &[
                ("ClientId", text(client_id, "client_id")?),
                ("ClientSecret", text(client_secret, "client_secret")?),
            ],
        )
    })
}

/// Where the hub gets its tokens for Amazon and where it sends, instead of
/// Amazon's own addresses; either may be NULL. In send_url_template {0} stands
/// for the device's handle. Set the credentials first.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_adm_endpoints(
    description: Option<&mut nh_hub_description>,
    auth_token_url: *const c_char,
    send_url_template: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_adm_endpoints", description, |d| {
        if let Some(url) = optional_text(auth_token_url, "auth_token_url")? {
            d.set_credential_url("AdmCredential", "AuthTokenUrl", url)?;
        }
        let Some(template) = optional_text(send_url_template, "send_url_template")? else {
            return Ok(());
        };
        if !template.contains("{0}") {
            return Err(Error::argument(
                "send_url_template has no {0} where the device's handle goes",
            ));
        }
        d.set_credential_url("AdmCredential", "SendUrlTemplate", template)
    })
}

/// Credentials for Baidu.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_baidu(
    description: Option<&mut nh_hub_description>,
    api_key: *const c_char,
    secret_key: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_baidu", description, |d| {
        d.set_credential(
            "BaiduCredential",
            &[
                ("BaiduApiKey", text(api_key, "api_key")?),
                ("BaiduSecretKey", text(secret_key, "secret_key")?),
            ],
        )
    })
}

/// Credentials for browsers: a VAPID subject ("mailto:..."), public and private
/// key.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_browser(
    description: Option<&mut nh_hub_description>,
    subject: *const c_char,
    vapid_public_key: *const c_char,
    vapid_private_key: *const c_char,
) -> nh_status {
    set("nh_hub_description_set_browser", description, |d| {
        d.set_credential(
            "BrowserCredential",
            &[
                ("Subject", text(subject, "subject")?),
                (
                    "VapidPublicKey",
                    text(vapid_public_key, "vapid_public_key")?,
                ),
                (
                    "VapidPrivateKey",
                    text(vapid_private_key, "vapid_private_key")?,
                ),
            ],
        )
    })
}
