# frozen_string_literal: true

require_relative 'lib/notification_hubs/version'

Gem::Specification.new do |spec|
  spec.name = 'notification_hubs'
  spec.version = NotificationHubs::VERSION
  spec.summary = 'Azure Notification Hubs: push notifications that are not sent twice'
  spec.description = 'Ruby classes for libnotification_hubs, on ffi: sends, installations, ' \
                     'registrations, jobs and hub management, for threads and forking servers.'
  spec.authors = ['libnotification_hubs']
  spec.licenses = %w[MIT Apache-2.0]
  spec.required_ruby_version = '>= 3.0'
  spec.files = Dir.chdir(__dir__) do
    Dir['lib/**/*.{rb,h}', 'sig/*.rbs', 'examples/*.rb', 'README.md']
  end
  spec.require_paths = ['lib']
  spec.metadata['rubygems_mfa_required'] = 'true'
  spec.add_runtime_dependency 'ffi', '~> 1.15'
end
