//! Credentials of push services.
//!
//! What a hub needs to be let in by each push service: a part of its
//! description.
use std::ffi::c_char;

use crate::documents::hub_credentials::ApnsToken;
use crate::error::nh_status;
use crate::ffi::boundary::guard;
use crate::ffi::boundary::pointers::{optional_text, required, text};
use crate::ffi::hub_description::nh_hub_description;

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
    guard::set(
        "nh_hub_description_set_apns_certificate",
        description,
        |d| {
            d.credentials.set_apns_certificate(
                text(endpoint, "endpoint")?,
                text(certificate, "certificate")?,
                text(certificate_key, "certificate_key")?,
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
    guard::set("nh_hub_description_set_apns_token", description, |d| {
        d.credentials.set_apns_token(ApnsToken {
            endpoint: text(endpoint, "endpoint")?,
            token: text(token, "token")?,
            key_id: text(key_id, "key_id")?,
            app_name: text(app_name, "app_name")?,
            app_id: text(app_id, "app_id")?,
        })
    })
}

/// Credentials for Windows.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_wns(
    description: Option<&mut nh_hub_description>,
    package_sid: *const c_char,
    secret_key: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_wns", description, |d| {
        d.credentials.set_wns(
            text(package_sid, "package_sid")?,
            text(secret_key, "secret_key")?,
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
    guard::set("nh_hub_description_set_wns_endpoint", description, |d| {
        d.credentials
            .set_wns_endpoint(text(windows_live_endpoint, "windows_live_endpoint")?)
    })
}

/// The certificate that the hub shows to Windows, in base64, and its password.
/// Set the credentials first. The name of these properties is known from Azure's
/// management API alone.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_wns_certificate(
    description: Option<&mut nh_hub_description>,
    certificate: *const c_char,
    certificate_key: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_wns_certificate", description, |d| {
        d.credentials.set_wns_certificate(
            text(certificate, "certificate")?,
            text(certificate_key, "certificate_key")?,
        )
    })
}

/// Credentials for Google's legacy API.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_gcm(
    description: Option<&mut nh_hub_description>,
    google_api_key: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_gcm", description, |d| {
        d.credentials
            .set_gcm(text(google_api_key, "google_api_key")?)
    })
}

/// Where the hub sends for Google's legacy API, instead of Google's own address.
/// Set the credentials first.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_gcm_endpoint(
    description: Option<&mut nh_hub_description>,
    gcm_endpoint: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_gcm_endpoint", description, |d| {
        d.credentials
            .set_gcm_endpoint(text(gcm_endpoint, "gcm_endpoint")?)
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
    guard::set("nh_hub_description_set_fcmv1", description, |d| {
        d.credentials.set_fcmv1(
            text(project_id, "project_id")?,
            text(private_key, "private_key")?,
            text(client_email, "client_email")?,
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
    guard::set("nh_hub_description_set_mpns", description, |d| {
        let certificate = optional_text(certificate, "certificate")?;
        let key = optional_text(certificate_key, "certificate_key")?;
        if certificate.or(key).is_none() {
            return d.credentials.set_mpns_unauthenticated();
        }
        d.credentials.set_mpns(
            required(certificate, "certificate")?,
            required(key, "certificate_key")?,
        )
    })
}

/// Credentials for Amazon.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_adm(
    description: Option<&mut nh_hub_description>,
    client_id: *const c_char,
    client_secret: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_adm", description, |d| {
        d.credentials.set_adm(
            text(client_id, "client_id")?,
            text(client_secret, "client_secret")?,
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
    guard::set("nh_hub_description_set_adm_endpoints", description, |d| {
        d.credentials.set_adm_endpoints(
            optional_text(auth_token_url, "auth_token_url")?,
            optional_text(send_url_template, "send_url_template")?,
        )
    })
}

/// Credentials for Baidu.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_baidu(
    description: Option<&mut nh_hub_description>,
    api_key: *const c_char,
    secret_key: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_baidu", description, |d| {
        d.credentials
            .set_baidu(text(api_key, "api_key")?, text(secret_key, "secret_key")?)
    })
}

/// Where the hub sends for Baidu. Set the credentials first. The name of this
/// property is known from Azure's management API alone, which requires it.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_baidu_endpoint(
    description: Option<&mut nh_hub_description>,
    baidu_endpoint: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_baidu_endpoint", description, |d| {
        d.credentials
            .set_baidu_endpoint(text(baidu_endpoint, "baidu_endpoint")?)
    })
}

/// Credentials for Xiaomi: the app's secret, and the address of its region, such as
/// "https://api.xmpush.xiaomi.com". Not verified: no released SDK of the service
/// has them.
#[unsafe(no_mangle)]
pub extern "C" fn nh_hub_description_set_xiaomi(
    description: Option<&mut nh_hub_description>,
    app_secret: *const c_char,
    endpoint: *const c_char,
) -> nh_status {
    guard::set("nh_hub_description_set_xiaomi", description, |d| {
        d.credentials
            .set_xiaomi(text(app_secret, "app_secret")?, text(endpoint, "endpoint")?)
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
    guard::set("nh_hub_description_set_browser", description, |d| {
        d.credentials.set_browser(
            text(subject, "subject")?,
            text(vapid_public_key, "vapid_public_key")?,
            text(vapid_private_key, "vapid_private_key")?,
        )
    })
}
