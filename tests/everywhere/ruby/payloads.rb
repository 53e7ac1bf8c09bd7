# frozen_string_literal: true

# One notification of every platform of the header.

require 'notification_hubs'

TOAST = '<toast><visual><binding template="ToastText01"><text id="1">Hello from Ruby!</text>' \
        '</binding></visual></toast>'
MPNS = '<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification">' \
       '<wp:Toast><wp:Text1>Hello from Ruby!</wp:Text1></wp:Toast></wp:Notification>'

PAYLOADS = {
  template: { greeting_en: 'Hello from Ruby!', message: 'Hello from Ruby!' },
  apple: { aps: { alert: 'Hello from Ruby!' } },
  fcmv1: { message: { notification: { title: 'News', body: 'Hello from Ruby!' } } },
  windows: TOAST,
  gcm: { data: { msg: 'Hello from Ruby!' } },
  mpns: MPNS,
  adm: { data: { msg: 'Hello from Ruby!' } },
  baidu: { title: 'News', description: 'Hello from Ruby!' },
  browser: { title: 'News', body: 'Hello from Ruby!' },
  xiaomi: { title: 'News', description: 'Hello from Ruby!' }
}.freeze

def notification(platform)
  NotificationHubs::Notification.new(platform, PAYLOADS.fetch(platform))
end

def local_hub
  NotificationHubs::Hub.new(ENV.fetch('NH_CONNECTION_STRING'), ENV.fetch('NH_HUB'),
                            ca_file: ENV.fetch('NH_CA_FILE'))
end
