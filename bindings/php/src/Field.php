<?php

// Written by bin/generate-enums from notification_hubs.h.

declare(strict_types=1);

namespace NotificationHubs;

/**
 * A field of a payload that the library writes. The word at
 * the beginning says with which function it is set: "Text" with
 * nh_notification_set_text, "Number" with nh_notification_set_number, "Flag" with
 * nh_notification_set_flag, "Texts", a list, with nh_notification_add_text, and
 * "JSON object" with nh_notification_set_json.
 */
enum Field: int
{
    /**
     * Text: the alert's title.
     */
    case AppleTitle = 101;

    /**
     * Text: what stands below the title.
     */
    case AppleSubtitle = 102;

    /**
     * Text: the alert's text.
     */
    case AppleBody = 103;

    /**
     * Text: the file of the launch image.
     */
    case AppleLaunchImage = 104;

    /**
     * Text: the title's key in the app's string files. In a Live Activity it stands in
     * place of the title.
     */
    case AppleTitleLocKey = 105;

    /**
     * Texts: what goes into that title, whose key there must be.
     */
    case AppleTitleLocArgs = 106;

    /**
     * Text: the subtitle's key in the app's string files.
     */
    case AppleSubtitleLocKey = 107;

    /**
     * Texts: what goes into that subtitle.
     */
    case AppleSubtitleLocArgs = 108;

    /**
     * Text: the alert's key in the app's string files. In a Live Activity it stands in
     * place of the text.
     */
    case AppleLocKey = 109;

    /**
     * Texts: what goes into that text, whose key there must be.
     */
    case AppleLocArgs = 110;

    /**
     * Number: the badge of the app's icon; 0 takes it away.
     */
    case AppleBadge = 111;

    /**
     * Text: a sound file of the app, or "default".
     */
    case AppleSound = 112;

    /**
     * Flag: a critical alert, which sounds though the device is muted. The app needs Apple's
     * leave.
     */
    case AppleCritical = 113;

    /**
     * Number: how loud a critical alert is, from 0 to 1.
     */
    case AppleVolume = 114;

    /**
     * Text: notifications with the same id are shown together.
     */
    case AppleThreadId = 115;

    /**
     * Text: the category, whose actions are shown.
     */
    case AppleCategory = 116;

    /**
     * Flag: wakes the app too.
     */
    case AppleContentAvailable = 117;

    /**
     * Flag: the app's extension may change the notification.
     */
    case AppleMutableContent = 118;

    /**
     * Text: the window that comes forward.
     */
    case AppleTargetContentId = 119;

    /**
     * Text: passive, active, time-sensitive or critical.
     */
    case AppleInterruptionLevel = 120;

    /**
     * Number: what is shown first in a summary, from 0 to 1; in a Live Activity any number
     * from 0.
     */
    case AppleRelevanceScore = 121;

    /**
     * Text: by what a Focus decides whether it is shown.
     */
    case AppleFilterCriteria = 122;

    /**
     * Text: of a Live Activity: start, update or end.
     */
    case AppleEvent = 123;

    /**
     * Number: of a Live Activity, Unix time in seconds; later ones win.
     */
    case AppleTimestamp = 124;

    /**
     * JSON object: the state of a Live Activity.
     */
    case AppleContentState = 125;

    /**
     * Number: Unix time in seconds from which a Live Activity is out of date.
     */
    case AppleStaleDate = 126;

    /**
     * Number: Unix time in seconds at which an ended Live Activity goes away.
     */
    case AppleDismissalDate = 127;

    /**
     * Text: the type of the attributes with which a Live Activity starts.
     */
    case AppleAttributesType = 128;

    /**
     * JSON object: the attributes with which a Live Activity starts.
     */
    case AppleAttributes = 129;

    /**
     * Text: the channel whose broadcasts update the Live Activity that is started.
     */
    case AppleInputPushChannel = 130;

    /**
     * Flag: the Live Activity that is started gets a push token.
     */
    case AppleInputPushToken = 131;

    /**
     * Text: the title.
     */
    case Fcmv1Title = 201;

    /**
     * Text: the text.
     */
    case Fcmv1Body = 202;

    /**
     * Text: the URL of a picture.
     */
    case Fcmv1Image = 203;

    /**
     * Text: of messages with the same key only the last one waits for the device.
     */
    case Fcmv1CollapseKey = 204;

    /**
     * Text: NORMAL or HIGH, also in small letters.
     */
    case Fcmv1Priority = 205;

    /**
     * Number: seconds for which Google keeps the message, at most 2419200 (four weeks).
     */
    case Fcmv1Ttl = 206;

    /**
     * Text: the app that alone may get it.
     */
    case Fcmv1RestrictedPackageName = 207;

    /**
     * Flag: may reach the app before the device is unlocked for the first time.
     */
    case Fcmv1DirectBootOk = 208;

    /**
     * Text: the app's notification channel.
     */
    case Fcmv1ChannelId = 209;

    /**
     * Text: the name of a drawable of the app.
     */
    case Fcmv1Icon = 210;

    /**
     * Text: the icon's colour, as #rrggbb.
     */
    case Fcmv1Color = 211;

    /**
     * Text: a sound of the app, or "default".
     */
    case Fcmv1Sound = 212;

    /**
     * Text: a notification replaces the one with the same tag.
     */
    case Fcmv1Tag = 213;

    /**
     * Text: the intent that a touch starts.
     */
    case Fcmv1ClickAction = 214;

    /**
     * Text: the title's key in the app's string resources.
     */
    case Fcmv1TitleLocKey = 215;

    /**
     * Texts: what goes into that title.
     */
    case Fcmv1TitleLocArgs = 216;

    /**
     * Text: the text's key in the app's string resources.
     */
    case Fcmv1BodyLocKey = 217;

    /**
     * Texts: what goes into that text.
     */
    case Fcmv1BodyLocArgs = 218;

    /**
     * Text: what is read aloud to users who need it.
     */
    case Fcmv1Ticker = 219;

    /**
     * Flag: stays when the user touches it.
     */
    case Fcmv1Sticky = 220;

    /**
     * Number: Unix time in seconds of what it tells of.
     */
    case Fcmv1EventTime = 221;

    /**
     * Flag: not for the user's other devices, such as a watch.
     */
    case Fcmv1LocalOnly = 222;

    /**
     * Text: PRIORITY_MIN, _LOW, _DEFAULT, _HIGH or _MAX, written in full.
     */
    case Fcmv1NotificationPriority = 223;

    /**
     * Text: PRIVATE, PUBLIC or SECRET: what a locked screen shows.
     */
    case Fcmv1Visibility = 224;

    /**
     * Number: how many items it stands for, from 0.
     */
    case Fcmv1NotificationCount = 225;

    /**
     * Flag: the system's own sound.
     */
    case Fcmv1DefaultSound = 226;

    /**
     * Flag: the system's own vibration.
     */
    case Fcmv1DefaultVibrateTimings = 227;

    /**
     * Flag: the system's own light.
     */
    case Fcmv1DefaultLightSettings = 228;

    /**
     * Texts: seconds with an s behind them, off and on in turn, such as "0.5s".
     */
    case Fcmv1VibrateTimings = 229;

    /**
     * JSON object: the light's colour and durations.
     */
    case Fcmv1LightSettings = 230;

    /**
     * Text: the label under which Google counts it: 1 to 50 of letters, digits and
     * -_.~%.
     */
    case Fcmv1AnalyticsLabel = 231;

    /**
     * JSON object: what is for browsers alone.
     */
    case Fcmv1Webpush = 232;

    /**
     * JSON object: what is for Apple devices alone.
     */
    case Fcmv1Apns = 233;

    /**
     * Text: the URL of a picture for Android alone.
     */
    case Fcmv1AndroidImage = 234;

    /**
     * Text: ALLOW, DENY or IF_PRIORITY_LOWERED: whether Android may show it later.
     */
    case Fcmv1Proxy = 235;

    /**
     * Flag: shown by the app itself where it can.
     */
    case Fcmv1BypassProxyNotification = 236;

    /**
     * Flag: may be delivered over a network with little bandwidth.
     */
    case Fcmv1BandwidthConstrainedOk = 237;

    /**
     * Flag: may be delivered over a satellite's restricted network.
     */
    case Fcmv1RestrictedSatelliteOk = 238;

    /**
     * Text: the label under which Google counts it on Android.
     */
    case Fcmv1AndroidAnalyticsLabel = 239;

    /**
     * Text: the title.
     */
    case GcmTitle = 301;

    /**
     * Text: the text.
     */
    case GcmBody = 302;

    /**
     * Text: the app's notification channel.
     */
    case GcmChannelId = 303;

    /**
     * Text: the name of a drawable of the app.
     */
    case GcmIcon = 304;

    /**
     * Text: the icon's colour, as #rrggbb.
     */
    case GcmColor = 305;

    /**
     * Text: a sound of the app, or "default".
     */
    case GcmSound = 306;

    /**
     * Text: a notification replaces the one with the same tag.
     */
    case GcmTag = 307;

    /**
     * Text: the intent that a touch starts.
     */
    case GcmClickAction = 308;

    /**
     * Text: the title's key in the app's string resources.
     */
    case GcmTitleLocKey = 309;

    /**
     * Texts: what goes into that title; Google wants them as JSON in text.
     */
    case GcmTitleLocArgs = 310;

    /**
     * Text: the text's key in the app's string resources.
     */
    case GcmBodyLocKey = 311;

    /**
     * Texts: what goes into that text; Google wants them as JSON in text.
     */
    case GcmBodyLocArgs = 312;

    /**
     * Text: of messages with the same key only the last one waits for the device.
     */
    case GcmCollapseKey = 313;

    /**
     * Text: normal or high.
     */
    case GcmPriority = 314;

    /**
     * Number: seconds for which Google keeps the message, at most 2419200 (four weeks).
     */
    case GcmTimeToLive = 315;

    /**
     * Text: the app that alone may get it.
     */
    case GcmRestrictedPackageName = 316;

    /**
     * Flag: Google checks it and delivers nothing.
     */
    case GcmDryRun = 317;

    /**
     * Flag: wakes an app on an Apple device.
     */
    case GcmContentAvailable = 318;

    /**
     * Flag: an app's extension on an Apple device may change it.
     */
    case GcmMutableContent = 319;

    /**
     * Texts: more lines: a toast shows three, a tile what it has room for.
     */
    case WindowsText = 401;

    /**
     * Text: the small line below a toast.
     */
    case WindowsAttribution = 402;

    /**
     * Text: what the app is told when the toast is touched.
     */
    case WindowsLaunch = 403;

    /**
     * Text: foreground, background or protocol: what a touch starts.
     */
    case WindowsActivationType = 404;

    /**
     * Text: short or long.
     */
    case WindowsDuration = 405;

    /**
     * Text: reminder, alarm, incomingCall or urgent.
     */
    case WindowsScenario = 406;

    /**
     * Number: Unix time in seconds that the toast shows as its own.
     */
    case WindowsDisplayTime = 407;

    /**
     * Text: the URL of the picture in place of the app's logo.
     */
    case WindowsLogo = 408;

    /**
     * Text: the URL of the large picture at the top of a toast.
     */
    case WindowsHeroImage = 409;

    /**
     * Text: the URL of the picture below the text.
     */
    case WindowsImage = 410;

    /**
     * Text: the sound's source, such as ms-winsoundevent:Notification.Mail.
     */
    case WindowsSound = 411;

    /**
     * Flag: no sound.
     */
    case WindowsSilent = 412;

    /**
     * Flag: the sound goes on as long as the toast is shown; for the duration long.
     */
    case WindowsLoopSound = 413;

    /**
     * Texts: what stands on the toast's buttons, at most five.
     */
    case WindowsButton = 414;

    /**
     * Texts: what the app is told when the button of the same place is touched; one for each
     * button.
     */
    case WindowsButtonArguments = 415;

    /**
     * Text: none, name, logo or nameAndLogo: what a tile shows of the app.
     */
    case WindowsBranding = 416;

    /**
     * Text: the name that a tile shows in place of the app's.
     */
    case WindowsDisplayName = 417;

    /**
     * Text: the URL of the picture behind a tile's text.
     */
    case WindowsBackgroundImage = 418;

    /**
     * Flag: the same for tiles of the wide size.
     */
    case WindowsWideTile = 419;

    /**
     * Flag: the same for tiles of the large size.
     */
    case WindowsLargeTile = 420;

    /**
     * Text: the first, bold text of a toast.
     */
    case MpnsText1 = 501;

    /**
     * Text: the second text of a toast.
     */
    case MpnsText2 = 502;

    /**
     * Text: the page that a toast opens, and what it is told; begins with a slash.
     */
    case MpnsParam = 503;

    /**
     * Text: the address of a secondary tile; without one it is the app's own.
     */
    case MpnsTileId = 504;

    /**
     * Text: a tile's title.
     */
    case MpnsTitle = 505;

    /**
     * Number: a tile's number, from 0 to 99; 0 shows none.
     */
    case MpnsCount = 506;

    /**
     * Text: the picture of a tile: of the app, or a URL.
     */
    case MpnsBackgroundImage = 507;

    /**
     * Text: the title of a tile's back.
     */
    case MpnsBackTitle = 508;

    /**
     * Text: the text of a tile's back.
     */
    case MpnsBackContent = 509;

    /**
     * Text: the picture of a tile's back.
     */
    case MpnsBackBackgroundImage = 510;

    /**
     * Text: of messages with the same key only the last one waits for the device; at most 64
     * characters.
     */
    case AdmConsolidationKey = 601;

    /**
     * Number: seconds for which Amazon keeps the message, from 60 to 2678400 (31 days).
     */
    case AdmExpiresAfter = 602;

    /**
     * Text: normal or high.
     */
    case AdmPriority = 603;

    /**
     * JSON object: what Amazon's own code shows, such as title and body.
     */
    case AdmNotification = 604;

    /**
     * Text: the MD5 sum of the data in base64, as Amazon describes it.
     */
    case AdmMd5 = 605;

    /**
     * Text: the title.
     */
    case BaiduTitle = 701;

    /**
     * Text: the text.
     */
    case BaiduDescription = 702;

    /**
     * Number: the app's own layout, from 0.
     */
    case BaiduNotificationBuilderId = 703;

    /**
     * Number: 4 rings, 2 vibrates, 1 can be dismissed; or a sum of these.
     */
    case BaiduNotificationBasicStyle = 704;

    /**
     * Number: what a touch does: 1 opens url, 2 the app or pkg_content, 0 only tells the app.
     */
    case BaiduOpenType = 705;

    /**
     * Text: the address that a touch opens.
     */
    case BaiduUrl = 706;

    /**
     * Text: the intent that a touch starts.
     */
    case BaiduPkgContent = 707;

    /**
     * Text: the title.
     */
    case BrowserTitle = 801;

    /**
     * Text: the text.
     */
    case BrowserBody = 802;

    /**
     * Text: the URL of the icon.
     */
    case BrowserIcon = 803;

    /**
     * Text: the URL of a picture.
     */
    case BrowserImage = 804;

    /**
     * Text: the URL of the small picture for narrow places.
     */
    case BrowserBadge = 805;

    /**
     * Text: a notification replaces the one with the same tag.
     */
    case BrowserTag = 806;

    /**
     * Text: the language, such as de-CH.
     */
    case BrowserLang = 807;

    /**
     * Text: auto, ltr or rtl.
     */
    case BrowserDir = 808;

    /**
     * Flag: tells the user again when it replaces one.
     */
    case BrowserRenotify = 809;

    /**
     * Flag: stays until the user has seen to it.
     */
    case BrowserRequireInteraction = 810;

    /**
     * Flag: neither sound nor vibration.
     */
    case BrowserSilent = 811;

    /**
     * Number: Unix time in seconds of what it tells of.
     */
    case BrowserTimestamp = 812;

    /**
     * Text: the title, at most 50 characters.
     */
    case XiaomiTitle = 901;

    /**
     * Text: the text, at most 128 characters.
     */
    case XiaomiDescription = 902;

    /**
     * Text: what the app gets.
     */
    case XiaomiPayload = 903;
}
