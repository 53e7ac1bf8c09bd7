# frozen_string_literal: true

# Sends every platform to NH_TAG.

require_relative 'payloads'

hub = local_hub
NotificationHubs::Platform.each { |platform| hub.send(notification(platform), ENV.fetch('NH_TAG')) }
