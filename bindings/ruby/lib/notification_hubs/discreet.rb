# frozen_string_literal: true

module NotificationHubs
  # For records with what should not get into a log: puts and pp too show what inspect shows, and
  # no more. (Struct has a pp of its own.) Whoever asks for a value, or writes the record as YAML,
  # gets it.
  # @api private
  module Discreet
    def to_s = inspect
    def pretty_print(printer) = printer.text(inspect)
  end
  private_constant :Discreet
end
