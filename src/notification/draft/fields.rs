//! What each field takes, and where it stands in the payload.

use crate::notification::draft::field::Field;
use crate::notification::draft::form::Form;

/// One line of the table.
pub struct FieldRule {
    /// Which.
    pub field: Field,
    /// The forms that have it.
    forms: u32,
    /// Its place in JSON: the members from the outside in; empty for XML.
    pub path: &'static str,
    /// What it takes.
    pub takes: Takes,
}

/// What a field takes.
#[derive(Clone, Copy)]
pub enum Takes {
    /// Text.
    Text,
    /// Text of so many characters at most.
    Within(usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Text: `#rrggbb`.
    Color,
    /// A label of Google's Analytics.
    Label,
    /// A whole number from one to the other.
    Whole(i64, i64),
    /// A number from one to the other.
    Real(f64, f64),
    /// Seconds up to a number, written with an s behind them, as Google wants them.
    Seconds(i64),
    /// Unix time in seconds, of which whole ones are written.
    UnixTime,
    /// Unix time in seconds, of which whole ones are written, as RFC 3339.
    Time,
    /// Unix time in seconds, written in milliseconds.
    Milliseconds,
    /// True or false.
    Flag,
    /// A flag that Apple writes as 1.
    One,
    /// Texts, one after the other.
    Texts,
    /// Texts, written as JSON in a text.
    TextsInText,
    /// Texts such as "0.5s".
    Durations,
    /// A JSON object.
    Object,
}

use Field as F;
use Takes::{
    Color, Durations, Flag, Label, Milliseconds, Object, One, OneOf, Real, Seconds, Text, Texts,
    TextsInText, Time, UnixTime, Whole, Within,
};

const MOST: i64 = i32::MAX as i64;
const FOUR_WEEKS: i64 = 28 * 24 * 3600;

const ALERT: u32 = Form::AppleAlert.bit();
const LIVE: u32 = Form::AppleLiveActivity.bit();
/// What shows an alert.
const SHOWN: u32 = ALERT | LIVE;
const FCMV1: u32 = Form::Fcmv1.bit();
const GCM: u32 = Form::Gcm.bit();
const TOAST: u32 = Form::WindowsToast.bit();
const TILE: u32 = Form::WindowsTile.bit();
const TOAST_TILE: u32 = TOAST | TILE;
const MPNS_TOAST: u32 = Form::MpnsToast.bit();
const MPNS_TILE: u32 = Form::MpnsTile.bit();
const ADM: u32 = Form::Adm.bit();
const BAIDU: u32 = Form::Baidu.bit();
const BROWSER: u32 = Form::Browser.bit();
const XIAOMI: u32 = Form::Xiaomi.bit();

const fn field(field: Field, forms: u32, path: &'static str, takes: Takes) -> FieldRule {
    FieldRule {
        field,
        forms,
        path,
        takes,
    }
}

impl FieldRule {
    /// Has this form the field?
    pub fn belongs_to(&self, form: Form) -> bool {
        self.forms & form.bit() != 0
    }
}

/// All fields, in the order in which they are written. One line each, as a table.
#[rustfmt::skip]
pub const FIELDS: &[FieldRule] = &[
    field(F::AppleTitle, SHOWN, "aps/alert/title", Text),
    field(F::AppleSubtitle, ALERT, "aps/alert/subtitle", Text),
    field(F::AppleBody, SHOWN, "aps/alert/body", Text),
    field(F::AppleLaunchImage, ALERT, "aps/alert/launch-image", Text),
    field(F::AppleTitleLocKey, ALERT, "aps/alert/title-loc-key", Text),
    field(F::AppleTitleLocKey, LIVE, "aps/alert/title/loc-key", Text),
    field(F::AppleTitleLocArgs, ALERT, "aps/alert/title-loc-args", Texts),
    field(F::AppleTitleLocArgs, LIVE, "aps/alert/title/loc-args", Texts),
    field(F::AppleSubtitleLocKey, ALERT, "aps/alert/subtitle-loc-key", Text),
    field(F::AppleSubtitleLocArgs, ALERT, "aps/alert/subtitle-loc-args", Texts),
    field(F::AppleLocKey, ALERT, "aps/alert/loc-key", Text),
    field(F::AppleLocKey, LIVE, "aps/alert/body/loc-key", Text),
    field(F::AppleLocArgs, ALERT, "aps/alert/loc-args", Texts),
    field(F::AppleLocArgs, LIVE, "aps/alert/body/loc-args", Texts),
    field(F::AppleBadge, ALERT, "aps/badge", Whole(0, MOST)),
    field(F::AppleSound, ALERT, "aps/sound/name", Text),
    field(F::AppleSound, LIVE, "aps/alert/sound", Text),
    field(F::AppleCritical, ALERT, "aps/sound/critical", One),
    field(F::AppleVolume, ALERT, "aps/sound/volume", Real(0.0, 1.0)),
    field(F::AppleThreadId, ALERT, "aps/thread-id", Text),
    field(F::AppleCategory, ALERT, "aps/category", Text),
    field(F::AppleContentAvailable, ALERT, "aps/content-available", One),
    field(F::AppleMutableContent, ALERT, "aps/mutable-content", One),
    field(F::AppleTargetContentId, ALERT, "aps/target-content-id", Text),
    field(F::AppleInterruptionLevel, ALERT, "aps/interruption-level", OneOf(&["passive", "active", "time-sensitive", "critical"])),
    field(F::AppleRelevanceScore, ALERT, "aps/relevance-score", Real(0.0, 1.0)),
    field(F::AppleRelevanceScore, LIVE, "aps/relevance-score", Real(0.0, f64::MAX)),
    field(F::AppleFilterCriteria, ALERT, "aps/filter-criteria", Text),
    field(F::AppleEvent, LIVE, "aps/event", OneOf(&["start", "update", "end"])),
    field(F::AppleTimestamp, LIVE, "aps/timestamp", UnixTime),
    field(F::AppleContentState, LIVE, "aps/content-state", Object),
    field(F::AppleStaleDate, LIVE, "aps/stale-date", UnixTime),
    field(F::AppleDismissalDate, LIVE, "aps/dismissal-date", UnixTime),
    field(F::AppleAttributesType, LIVE, "aps/attributes-type", Text),
    field(F::AppleAttributes, LIVE, "aps/attributes", Object),
    field(F::AppleInputPushChannel, LIVE, "aps/input-push-channel", Text),
    field(F::AppleInputPushToken, LIVE, "aps/input-push-token", One),
    field(F::Fcmv1Title, FCMV1, "message/notification/title", Text),
    field(F::Fcmv1Body, FCMV1, "message/notification/body", Text),
    field(F::Fcmv1Image, FCMV1, "message/notification/image", Text),
    field(F::Fcmv1CollapseKey, FCMV1, "message/android/collapse_key", Text),
    field(F::Fcmv1Priority, FCMV1, "message/android/priority", OneOf(&["NORMAL", "HIGH", "normal", "high"])),
    field(F::Fcmv1Ttl, FCMV1, "message/android/ttl", Seconds(FOUR_WEEKS)),
    field(F::Fcmv1RestrictedPackageName, FCMV1, "message/android/restricted_package_name", Text),
    field(F::Fcmv1DirectBootOk, FCMV1, "message/android/direct_boot_ok", Flag),
    field(F::Fcmv1ChannelId, FCMV1, "message/android/notification/channel_id", Text),
    field(F::Fcmv1Icon, FCMV1, "message/android/notification/icon", Text),
    field(F::Fcmv1Color, FCMV1, "message/android/notification/color", Color),
    field(F::Fcmv1Sound, FCMV1, "message/android/notification/sound", Text),
    field(F::Fcmv1Tag, FCMV1, "message/android/notification/tag", Text),
    field(F::Fcmv1ClickAction, FCMV1, "message/android/notification/click_action", Text),
    field(F::Fcmv1TitleLocKey, FCMV1, "message/android/notification/title_loc_key", Text),
    field(F::Fcmv1TitleLocArgs, FCMV1, "message/android/notification/title_loc_args", Texts),
    field(F::Fcmv1BodyLocKey, FCMV1, "message/android/notification/body_loc_key", Text),
    field(F::Fcmv1BodyLocArgs, FCMV1, "message/android/notification/body_loc_args", Texts),
    field(F::Fcmv1Ticker, FCMV1, "message/android/notification/ticker", Text),
    field(F::Fcmv1Sticky, FCMV1, "message/android/notification/sticky", Flag),
    field(F::Fcmv1EventTime, FCMV1, "message/android/notification/event_time", Time),
    field(F::Fcmv1LocalOnly, FCMV1, "message/android/notification/local_only", Flag),
    field(F::Fcmv1NotificationPriority, FCMV1, "message/android/notification/notification_priority", OneOf(&["PRIORITY_MIN", "PRIORITY_LOW", "PRIORITY_DEFAULT", "PRIORITY_HIGH", "PRIORITY_MAX"])),
    field(F::Fcmv1Visibility, FCMV1, "message/android/notification/visibility", OneOf(&["PRIVATE", "PUBLIC", "SECRET"])),
    field(F::Fcmv1NotificationCount, FCMV1, "message/android/notification/notification_count", Whole(0, MOST)),
    field(F::Fcmv1DefaultSound, FCMV1, "message/android/notification/default_sound", Flag),
    field(F::Fcmv1DefaultVibrateTimings, FCMV1, "message/android/notification/default_vibrate_timings", Flag),
    field(F::Fcmv1DefaultLightSettings, FCMV1, "message/android/notification/default_light_settings", Flag),
    field(F::Fcmv1VibrateTimings, FCMV1, "message/android/notification/vibrate_timings", Durations),
    field(F::Fcmv1LightSettings, FCMV1, "message/android/notification/light_settings", Object),
    field(F::Fcmv1AnalyticsLabel, FCMV1, "message/fcm_options/analytics_label", Label),
    field(F::Fcmv1AndroidImage, FCMV1, "message/android/notification/image", Text),
    field(F::Fcmv1Proxy, FCMV1, "message/android/notification/proxy", OneOf(&["ALLOW", "DENY", "IF_PRIORITY_LOWERED"])),
    field(F::Fcmv1BypassProxyNotification, FCMV1, "message/android/notification/bypass_proxy_notification", Flag),
    field(F::Fcmv1BandwidthConstrainedOk, FCMV1, "message/android/bandwidth_constrained_ok", Flag),
    field(F::Fcmv1RestrictedSatelliteOk, FCMV1, "message/android/restricted_satellite_ok", Flag),
    field(F::Fcmv1AndroidAnalyticsLabel, FCMV1, "message/android/fcm_options/analytics_label", Label),
    field(F::Fcmv1Webpush, FCMV1, "message/webpush", Object),
    field(F::Fcmv1Apns, FCMV1, "message/apns", Object),
    field(F::GcmTitle, GCM, "notification/title", Text),
    field(F::GcmBody, GCM, "notification/body", Text),
    field(F::GcmChannelId, GCM, "notification/android_channel_id", Text),
    field(F::GcmIcon, GCM, "notification/icon", Text),
    field(F::GcmColor, GCM, "notification/color", Color),
    field(F::GcmSound, GCM, "notification/sound", Text),
    field(F::GcmTag, GCM, "notification/tag", Text),
    field(F::GcmClickAction, GCM, "notification/click_action", Text),
    field(F::GcmTitleLocKey, GCM, "notification/title_loc_key", Text),
    field(F::GcmTitleLocArgs, GCM, "notification/title_loc_args", TextsInText),
    field(F::GcmBodyLocKey, GCM, "notification/body_loc_key", Text),
    field(F::GcmBodyLocArgs, GCM, "notification/body_loc_args", TextsInText),
    field(F::GcmCollapseKey, GCM, "collapse_key", Text),
    field(F::GcmPriority, GCM, "priority", OneOf(&["normal", "high"])),
    field(F::GcmTimeToLive, GCM, "time_to_live", Whole(0, FOUR_WEEKS)),
    field(F::GcmRestrictedPackageName, GCM, "restricted_package_name", Text),
    field(F::GcmContentAvailable, GCM, "content_available", Flag),
    field(F::GcmMutableContent, GCM, "mutable_content", Flag),
    field(F::GcmDryRun, GCM, "dry_run", Flag),
    field(F::WindowsText, TOAST_TILE, "", Texts),
    field(F::WindowsAttribution, TOAST, "", Text),
    field(F::WindowsLaunch, TOAST, "", Text),
    field(F::WindowsActivationType, TOAST, "", OneOf(&["foreground", "background", "protocol"])),
    field(F::WindowsDuration, TOAST, "", OneOf(&["short", "long"])),
    field(F::WindowsScenario, TOAST, "", OneOf(&["reminder", "alarm", "incomingCall", "urgent"])),
    field(F::WindowsDisplayTime, TOAST, "", Time),
    field(F::WindowsLogo, TOAST, "", Text),
    field(F::WindowsHeroImage, TOAST, "", Text),
    field(F::WindowsImage, TOAST_TILE, "", Text),
    field(F::WindowsSound, TOAST, "", Text),
    field(F::WindowsSilent, TOAST, "", Flag),
    field(F::WindowsLoopSound, TOAST, "", Flag),
    field(F::WindowsButton, TOAST, "", Texts),
    field(F::WindowsButtonArguments, TOAST, "", Texts),
    field(F::WindowsBranding, TILE, "", OneOf(&["none", "name", "logo", "nameAndLogo"])),
    field(F::WindowsDisplayName, TILE, "", Text),
    field(F::WindowsBackgroundImage, TILE, "", Text),
    field(F::WindowsWideTile, TILE, "", Flag),
    field(F::WindowsLargeTile, TILE, "", Flag),
    field(F::MpnsText1, MPNS_TOAST, "", Text),
    field(F::MpnsText2, MPNS_TOAST, "", Text),
    field(F::MpnsParam, MPNS_TOAST, "", Text),
    field(F::MpnsTileId, MPNS_TILE, "", Text),
    field(F::MpnsTitle, MPNS_TILE, "", Text),
    field(F::MpnsCount, MPNS_TILE, "", Whole(0, 99)),
    field(F::MpnsBackgroundImage, MPNS_TILE, "", Text),
    field(F::MpnsBackTitle, MPNS_TILE, "", Text),
    field(F::MpnsBackContent, MPNS_TILE, "", Text),
    field(F::MpnsBackBackgroundImage, MPNS_TILE, "", Text),
    field(F::AdmConsolidationKey, ADM, "consolidationKey", Within(64)),
    field(F::AdmExpiresAfter, ADM, "expiresAfter", Whole(60, 2_678_400)),
    field(F::AdmPriority, ADM, "priority", OneOf(&["normal", "high"])),
    field(F::AdmMd5, ADM, "md5", Text),
    field(F::AdmNotification, ADM, "notification", Object),
    field(F::BaiduTitle, BAIDU, "title", Text),
    field(F::BaiduDescription, BAIDU, "description", Text),
    field(F::BaiduNotificationBuilderId, BAIDU, "notification_builder_id", Whole(0, MOST)),
    field(F::BaiduNotificationBasicStyle, BAIDU, "notification_basic_style", Whole(0, 7)),
    field(F::BaiduOpenType, BAIDU, "open_type", Whole(0, 2)),
    field(F::BaiduUrl, BAIDU, "url", Text),
    field(F::BaiduPkgContent, BAIDU, "pkg_content", Text),
    field(F::BrowserTitle, BROWSER, "title", Text),
    field(F::BrowserBody, BROWSER, "body", Text),
    field(F::BrowserIcon, BROWSER, "icon", Text),
    field(F::BrowserImage, BROWSER, "image", Text),
    field(F::BrowserBadge, BROWSER, "badge", Text),
    field(F::BrowserTag, BROWSER, "tag", Text),
    field(F::BrowserLang, BROWSER, "lang", Text),
    field(F::BrowserDir, BROWSER, "dir", OneOf(&["auto", "ltr", "rtl"])),
    field(F::BrowserRenotify, BROWSER, "renotify", Flag),
    field(F::BrowserRequireInteraction, BROWSER, "requireInteraction", Flag),
    field(F::BrowserSilent, BROWSER, "silent", Flag),
    field(F::BrowserTimestamp, BROWSER, "timestamp", Milliseconds),
    field(F::XiaomiTitle, XIAOMI, "title", Within(50)),
    field(F::XiaomiDescription, XIAOMI, "description", Within(128)),
    field(F::XiaomiPayload, XIAOMI, "payload", Text),
];
