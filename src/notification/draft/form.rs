//! The kinds of payload that the library writes.

use crate::notification::platform::Platform;

/// What kind of payload it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Template properties.
    Template,
    /// An Apple alert.
    AppleAlert,
    /// An Apple background push.
    AppleBackground,
    /// A push to a Live Activity.
    AppleLiveActivity,
    /// An FCM v1 message.
    Fcmv1,
    /// A message of Google's legacy API.
    Gcm,
    /// A Windows toast.
    WindowsToast,
    /// A Windows tile.
    WindowsTile,
    /// A Windows Phone toast.
    MpnsToast,
    /// A Windows Phone tile.
    MpnsTile,
    /// An Amazon message.
    Adm,
    /// A Baidu notification.
    Baidu,
    /// A push to browsers.
    Browser,
    /// A Xiaomi message.
    Xiaomi,
}

impl Form {
    /// Every form.
    pub fn all() -> [Form; 14] {
        [
            Form::Template,
            Form::AppleAlert,
            Form::AppleBackground,
            Form::AppleLiveActivity,
            Form::Fcmv1,
            Form::Gcm,
            Form::WindowsToast,
            Form::WindowsTile,
            Form::MpnsToast,
            Form::MpnsTile,
            Form::Adm,
            Form::Baidu,
            Form::Browser,
            Form::Xiaomi,
        ]
    }

    /// Its bit in a set of forms.
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whom it is for.
    pub fn platform(self) -> Platform {
        match self {
            Form::Template => Platform::Template,
            Form::AppleAlert | Form::AppleBackground | Form::AppleLiveActivity => Platform::Apple,
            Form::Fcmv1 => Platform::Fcmv1,
            Form::Gcm => Platform::Gcm,
            Form::WindowsToast | Form::WindowsTile => Platform::Windows,
            Form::MpnsToast | Form::MpnsTile => Platform::Mpns,
            Form::Adm => Platform::Adm,
            Form::Baidu => Platform::Baidu,
            Form::Browser => Platform::Browser,
            Form::Xiaomi => Platform::Xiaomi,
        }
    }

    /// It in words.
    pub fn words(self) -> &'static str {
        match self {
            Form::Template => "template properties",
            Form::AppleAlert => "an Apple alert",
            Form::AppleBackground => "an Apple background push",
            Form::AppleLiveActivity => "a Live Activity push",
            Form::Fcmv1 => "an FCM v1 message",
            Form::Gcm => "a GCM message",
            Form::WindowsToast => "a Windows toast",
            Form::WindowsTile => "a Windows tile",
            Form::MpnsToast => "a Windows Phone toast",
            Form::MpnsTile => "a Windows Phone tile",
            Form::Adm => "an ADM message",
            Form::Baidu => "a Baidu notification",
            Form::Browser => "a browser notification",
            Form::Xiaomi => "a Xiaomi message",
        }
    }
}
