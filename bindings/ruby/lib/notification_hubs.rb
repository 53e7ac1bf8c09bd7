# frozen_string_literal: true

unless RUBY_ENGINE == 'ruby'
  raise LoadError, 'notification_hubs needs CRuby, on whose threads and signals it stands; ' \
                   "this is #{RUBY_ENGINE}"
end

require_relative 'notification_hubs/native'

# Azure Notification Hubs. Start with {Hub}.
module NotificationHubs
  # The enumerations of the header: Platform, Verdict, Status, Retry, JobType, … Their members
  # are symbols, such as :apple.
  Native::ENUMS.each do |type, enum|
    const_set(type.delete_prefix('nh_').split('_').map(&:capitalize).join, enum)
  end

  # @return [String] the version of the library that runs
  def self.version = Native.nh_version

  # @return [Integer] the same as a number that can be compared: 0x00MMmmpp
  def self.version_number = Native.nh_version_number

  # @param status [Symbol, Integer]
  # @return [String] such as "NH_STATUS_TIMEOUT", for logs
  def self.status_name(status) = Native.nh_status_name(status)

  # @param platform [Symbol, Integer]
  # @return [String, nil] the service's word for a platform, such as "windowsphone"
  def self.platform_name(platform) = Native.nh_platform_name(platform)

  # @param name [String] any word for a platform, such as "wns"
  # @return [Symbol, nil]
  def self.platform_from_name(name) = Platform.known(Native.nh_platform_from_name(name))

  # @param verdict [Symbol, Integer]
  # @return [String] a word for a verdict, such as "not accepted"
  def self.verdict_name(verdict) = Native.nh_verdict_name(verdict)
end

require_relative 'notification_hubs/error'
require_relative 'notification_hubs/discreet'
require_relative 'notification_hubs/in_use'
require_relative 'notification_hubs/span'
require_relative 'notification_hubs/callbacks'
require_relative 'notification_hubs/interrupts'
require_relative 'notification_hubs/taken'
require_relative 'notification_hubs/call'
require_relative 'notification_hubs/native_object'
require_relative 'notification_hubs/options'
require_relative 'notification_hubs/outcome'
require_relative 'notification_hubs/notification'
require_relative 'notification_hubs/tag_expression'
require_relative 'notification_hubs/target'
require_relative 'notification_hubs/batch'
require_relative 'notification_hubs/cancel'
require_relative 'notification_hubs/queue'
require_relative 'notification_hubs/template'
require_relative 'notification_hubs/secondary_tile'
require_relative 'notification_hubs/installation'
require_relative 'notification_hubs/installation_patch'
require_relative 'notification_hubs/registration'
require_relative 'notification_hubs/registration_cursor'
require_relative 'notification_hubs/installation_cursor'
require_relative 'notification_hubs/registration_page'
require_relative 'notification_hubs/job'
require_relative 'notification_hubs/notification_details'
require_relative 'notification_hubs/feedback'
require_relative 'notification_hubs/feedback_cursor'
require_relative 'notification_hubs/prune'
require_relative 'notification_hubs/explanation'
require_relative 'notification_hubs/hub_description'
require_relative 'notification_hubs/namespace'
require_relative 'notification_hubs/sas_token'
require_relative 'notification_hubs/request'
require_relative 'notification_hubs/counters'
require_relative 'notification_hubs/hub'
