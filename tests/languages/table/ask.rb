# frozen_string_literal: true

# Prints what the Ruby binding has not of the names in a JSON file.

require 'json'
require 'notification_hubs'

wanted = JSON.parse(File.read(ARGV.fetch(0)))
need = ->(condition, what) { puts what unless condition }
constant = ->(name) { NotificationHubs.const_get(name) if NotificationHubs.const_defined?(name, false) }

wanted['classes'].each { |name| need[constant[name].is_a?(Class), name] }
wanted['kinds'].each { |name| need[constant[name].is_a?(Class) && constant[name] < NotificationHubs::Error, name] }
wanted['constants'].each do |enumeration, name, number|
  need[constant[enumeration]&.to_h&.[](name.to_sym) == number, "#{enumeration} :#{name} = #{number}"]
end
wanted['methods'].each do |class_name, methods|
  methods.each do |name|
    # Every object has a send of Ruby's own.
    own = constant[class_name].method_defined?(name) && constant[class_name].instance_method(name).owner != Kernel
    need[own, "#{class_name}##{name}"]
  end
end

begin
  NotificationHubs::Hub.new('nonsense', 'demo')
  need[false, 'an exception']
rescue NotificationHubs::UsageError => e
  need[e.status == :invalid_connection_string, 'error.status']
  [*wanted['fields'], 'status_name', 'outcome'].each { |name| need[e.respond_to?(name), "error.#{name}"] }
end
