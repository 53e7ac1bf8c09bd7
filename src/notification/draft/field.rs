//! The fields that each push service documents, by number.

/// A field of a payload that the library writes; pass it as int32_t. The word at
/// the beginning says with which function it is set: "Text" with
/// nh_notification_set_text, "Number" with nh_notification_set_number, "Flag" with
/// nh_notification_set_flag, "Texts", a list, with nh_notification_add_text, and
/// "JSON object" with nh_notification_set_json.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum nh_field {
    /// Text: the alert's title.
    AppleTitle = 101,
    /// Text: what stands below the title.
    AppleSubtitle = 102,
    /// Text: the alert's text.
    AppleBody = 103,
    /// Text: the file of the launch image.
    AppleLaunchImage = 104,
    /// Text: the title's key in the app's string files. In a Live Activity it stands in
    /// place of the title.
    AppleTitleLocKey = 105,
    /// Texts: what goes into that title, whose key there must be.
    AppleTitleLocArgs = 106,
    /// Text: the subtitle's key in the app's string files.
    AppleSubtitleLocKey = 107,
    /// Texts: what goes into that subtitle.
    AppleSubtitleLocArgs = 108,
    /// Text: the alert's key in the app's string files. In a Live Activity it stands in
    /// place of the text.
    AppleLocKey = 109,
    /// Texts: what goes into that text, whose key there must be.
    AppleLocArgs = 110,
    /// Number: the badge of the app's icon; 0 takes it away.
    AppleBadge = 111,
    /// Text: a sound file of the app, or "default".
    AppleSound = 112,
    /// Flag: a critical alert, which sounds though the device is muted. The app needs Apple's
    /// leave.
    AppleCritical = 113,
    /// Number: how loud a critical alert is, from 0 to 1.
    AppleVolume = 114,
    /// Text: notifications with the same id are shown together.
    AppleThreadId = 115,
    /// Text: the category, whose actions are shown.
    AppleCategory = 116,
    /// Flag: wakes the app too.
    AppleContentAvailable = 117,
    /// Flag: the app's extension may change the notification.
    AppleMutableContent = 118,
    /// Text: the window that comes forward.
    AppleTargetContentId = 119,
    /// Text: passive, active, time-sensitive or critical.
    AppleInterruptionLevel = 120,
    /// Number: what is shown first in a summary, from 0 to 1; in a Live Activity any number
    /// from 0.
    AppleRelevanceScore = 121,
    /// Text: by what a Focus decides whether it is shown.
    AppleFilterCriteria = 122,
    /// Text: of a Live Activity: start, update or end.
    AppleEvent = 123,
    /// Number: of a Live Activity, Unix time in seconds; later ones win.
    AppleTimestamp = 124,
    /// JSON object: the state of a Live Activity.
    AppleContentState = 125,
    /// Number: Unix time in seconds from which a Live Activity is out of date.
    AppleStaleDate = 126,
    /// Number: Unix time in seconds at which an ended Live Activity goes away.
    AppleDismissalDate = 127,
    /// Text: the type of the attributes with which a Live Activity starts.
    AppleAttributesType = 128,
    /// JSON object: the attributes with which a Live Activity starts.
    AppleAttributes = 129,
    /// Text: the channel whose broadcasts update the Live Activity that is started.
    AppleInputPushChannel = 130,
    /// Flag: the Live Activity that is started gets a push token.
    AppleInputPushToken = 131,
    /// Text: the title.
    Fcmv1Title = 201,
    /// Text: the text.
    Fcmv1Body = 202,
    /// Text: the URL of a picture.
    Fcmv1Image = 203,
    /// Text: of messages with the same key only the last one waits for the device.
    Fcmv1CollapseKey = 204,
    /// Text: NORMAL or HIGH, also in small letters.
    Fcmv1Priority = 205,
    /// Number: seconds for which Google keeps the message, at most 2419200 (four weeks).
    Fcmv1Ttl = 206,
    /// Text: the app that alone may get it.
    Fcmv1RestrictedPackageName = 207,
    /// Flag: may reach the app before the device is unlocked for the first time.
    Fcmv1DirectBootOk = 208,
    /// Text: the app's notification channel.
    Fcmv1ChannelId = 209,
    /// Text: the name of a drawable of the app.
    Fcmv1Icon = 210,
    /// Text: the icon's colour, as #rrggbb.
    Fcmv1Color = 211,
    /// Text: a sound of the app, or "default".
    Fcmv1Sound = 212,
    /// Text: a notification replaces the one with the same tag.
    Fcmv1Tag = 213,
    /// Text: the intent that a touch starts.
    Fcmv1ClickAction = 214,
    /// Text: the title's key in the app's string resources.
    Fcmv1TitleLocKey = 215,
    /// Texts: what goes into that title.
    Fcmv1TitleLocArgs = 216,
    /// Text: the text's key in the app's string resources.
    Fcmv1BodyLocKey = 217,
    /// Texts: what goes into that text.
    Fcmv1BodyLocArgs = 218,
    /// Text: what is read aloud to users who need it.
    Fcmv1Ticker = 219,
    /// Flag: stays when the user touches it.
    Fcmv1Sticky = 220,
    /// Number: Unix time in seconds of what it tells of.
    Fcmv1EventTime = 221,
    /// Flag: not for the user's other devices, such as a watch.
    Fcmv1LocalOnly = 222,
    /// Text: PRIORITY_MIN, _LOW, _DEFAULT, _HIGH or _MAX, written in full.
    Fcmv1NotificationPriority = 223,
    /// Text: PRIVATE, PUBLIC or SECRET: what a locked screen shows.
    Fcmv1Visibility = 224,
    /// Number: how many items it stands for, from 0.
    Fcmv1NotificationCount = 225,
    /// Flag: the system's own sound.
    Fcmv1DefaultSound = 226,
    /// Flag: the system's own vibration.
    Fcmv1DefaultVibrateTimings = 227,
    /// Flag: the system's own light.
    Fcmv1DefaultLightSettings = 228,
    /// Texts: seconds with an s behind them, off and on in turn, such as "0.5s".
    Fcmv1VibrateTimings = 229,
    /// JSON object: the light's colour and durations.
    Fcmv1LightSettings = 230,
    /// Text: the label under which Google counts it: 1 to 50 of letters, digits and
    /// -_.~%.
    Fcmv1AnalyticsLabel = 231,
    /// JSON object: what is for browsers alone.
    Fcmv1Webpush = 232,
    /// JSON object: what is for Apple devices alone.
    Fcmv1Apns = 233,
    /// Text: the URL of a picture for Android alone.
    Fcmv1AndroidImage = 234,
    /// Text: ALLOW, DENY or IF_PRIORITY_LOWERED: whether Android may show it later.
    Fcmv1Proxy = 235,
    /// Flag: shown by the app itself where it can.
    Fcmv1BypassProxyNotification = 236,
    /// Flag: may be delivered over a network with little bandwidth.
    Fcmv1BandwidthConstrainedOk = 237,
    /// Flag: may be delivered over a satellite's restricted network.
    Fcmv1RestrictedSatelliteOk = 238,
    /// Text: the label under which Google counts it on Android.
    Fcmv1AndroidAnalyticsLabel = 239,
    /// Text: the title.
    GcmTitle = 301,
    /// Text: the text.
    GcmBody = 302,
    /// Text: the app's notification channel.
    GcmChannelId = 303,
    /// Text: the name of a drawable of the app.
    GcmIcon = 304,
    /// Text: the icon's colour, as #rrggbb.
    GcmColor = 305,
    /// Text: a sound of the app, or "default".
    GcmSound = 306,
    /// Text: a notification replaces the one with the same tag.
    GcmTag = 307,
    /// Text: the intent that a touch starts.
    GcmClickAction = 308,
    /// Text: the title's key in the app's string resources.
    GcmTitleLocKey = 309,
    /// Texts: what goes into that title; Google wants them as JSON in text.
    GcmTitleLocArgs = 310,
    /// Text: the text's key in the app's string resources.
    GcmBodyLocKey = 311,
    /// Texts: what goes into that text; Google wants them as JSON in text.
    GcmBodyLocArgs = 312,
    /// Text: of messages with the same key only the last one waits for the device.
    GcmCollapseKey = 313,
    /// Text: normal or high.
    GcmPriority = 314,
    /// Number: seconds for which Google keeps the message, at most 2419200 (four weeks).
    GcmTimeToLive = 315,
    /// Text: the app that alone may get it.
    GcmRestrictedPackageName = 316,
    /// Flag: Google checks it and delivers nothing.
    GcmDryRun = 317,
    /// Flag: wakes an app on an Apple device.
    GcmContentAvailable = 318,
    /// Flag: an app's extension on an Apple device may change it.
    GcmMutableContent = 319,
    /// Texts: more lines: a toast shows three, a tile what it has room for.
    WindowsText = 401,
    /// Text: the small line below a toast.
    WindowsAttribution = 402,
    /// Text: what the app is told when the toast is touched.
    WindowsLaunch = 403,
    /// Text: foreground, background or protocol: what a touch starts.
    WindowsActivationType = 404,
    /// Text: short or long.
    WindowsDuration = 405,
    /// Text: reminder, alarm, incomingCall or urgent.
    WindowsScenario = 406,
    /// Number: Unix time in seconds that the toast shows as its own.
    WindowsDisplayTime = 407,
    /// Text: the URL of the picture in place of the app's logo.
    WindowsLogo = 408,
    /// Text: the URL of the large picture at the top of a toast.
    WindowsHeroImage = 409,
    /// Text: the URL of the picture below the text.
    WindowsImage = 410,
    /// Text: the sound's source, such as ms-winsoundevent:Notification.Mail.
    WindowsSound = 411,
    /// Flag: no sound.
    WindowsSilent = 412,
    /// Flag: the sound goes on as long as the toast is shown; for the duration long.
    WindowsLoopSound = 413,
    /// Texts: what stands on the toast's buttons, at most five.
    WindowsButton = 414,
    /// Texts: what the app is told when the button of the same place is touched; one for each
    /// button.
    WindowsButtonArguments = 415,
    /// Text: none, name, logo or nameAndLogo: what a tile shows of the app.
    WindowsBranding = 416,
    /// Text: the name that a tile shows in place of the app's.
    WindowsDisplayName = 417,
    /// Text: the URL of the picture behind a tile's text.
    WindowsBackgroundImage = 418,
    /// Flag: the same for tiles of the wide size.
    WindowsWideTile = 419,
    /// Flag: the same for tiles of the large size.
    WindowsLargeTile = 420,
    /// Text: the first, bold text of a toast.
    MpnsText1 = 501,
    /// Text: the second text of a toast.
    MpnsText2 = 502,
    /// Text: the page that a toast opens, and what it is told; begins with a slash.
    MpnsParam = 503,
    /// Text: the address of a secondary tile; without one it is the app's own.
    MpnsTileId = 504,
    /// Text: a tile's title.
    MpnsTitle = 505,
    /// Number: a tile's number, from 0 to 99; 0 shows none.
    MpnsCount = 506,
    /// Text: the picture of a tile: of the app, or a URL.
    MpnsBackgroundImage = 507,
    /// Text: the title of a tile's back.
    MpnsBackTitle = 508,
    /// Text: the text of a tile's back.
    MpnsBackContent = 509,
    /// Text: the picture of a tile's back.
    MpnsBackBackgroundImage = 510,
    /// Text: of messages with the same key only the last one waits for the device; at most 64
    /// characters.
    AdmConsolidationKey = 601,
    /// Number: seconds for which Amazon keeps the message, from 60 to 2678400 (31 days).
    AdmExpiresAfter = 602,
    /// Text: normal or high.
    AdmPriority = 603,
    /// JSON object: what Amazon's own code shows, such as title and body.
    AdmNotification = 604,
    /// Text: the MD5 sum of the data in base64, as Amazon describes it.
    AdmMd5 = 605,
    /// Text: the title.
    BaiduTitle = 701,
    /// Text: the text.
    BaiduDescription = 702,
    /// Number: the app's own layout, from 0.
    BaiduNotificationBuilderId = 703,
    /// Number: 4 rings, 2 vibrates, 1 can be dismissed; or a sum of these.
    BaiduNotificationBasicStyle = 704,
    /// Number: what a touch does: 1 opens url, 2 the app or pkg_content, 0 only tells the app.
    BaiduOpenType = 705,
    /// Text: the address that a touch opens.
    BaiduUrl = 706,
    /// Text: the intent that a touch starts.
    BaiduPkgContent = 707,
    /// Text: the title.
    BrowserTitle = 801,
    /// Text: the text.
    BrowserBody = 802,
    /// Text: the URL of the icon.
    BrowserIcon = 803,
    /// Text: the URL of a picture.
    BrowserImage = 804,
    /// Text: the URL of the small picture for narrow places.
    BrowserBadge = 805,
    /// Text: a notification replaces the one with the same tag.
    BrowserTag = 806,
    /// Text: the language, such as de-CH.
    BrowserLang = 807,
    /// Text: auto, ltr or rtl.
    BrowserDir = 808,
    /// Flag: tells the user again when it replaces one.
    BrowserRenotify = 809,
    /// Flag: stays until the user has seen to it.
    BrowserRequireInteraction = 810,
    /// Flag: neither sound nor vibration.
    BrowserSilent = 811,
    /// Number: Unix time in seconds of what it tells of.
    BrowserTimestamp = 812,
    /// Text: the title, at most 50 characters.
    XiaomiTitle = 901,
    /// Text: the text, at most 128 characters.
    XiaomiDescription = 902,
    /// Text: what the app gets.
    XiaomiPayload = 903,
}

pub use nh_field as Field;

impl Field {
    /// Its name in the header.
    #[cold]
    pub fn name(self) -> String {
        let mut name = "NH_FIELD".to_owned();
        for c in format!("{self:?}").chars() {
            if c.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(c.to_ascii_uppercase());
        }
        name
    }
}
