# Sends one alert to Apple devices with the tag "world".
use v5.26;
use warnings;
use utf8;

use Encode qw(decode_utf8 encode_utf8);
use FFI::Platypus 2.00;

use constant { NH_STATUS_OK => 0, NH_VERDICT_ACCEPTED => 1 };

binmode $_, ':encoding(UTF-8)' for *STDOUT, *STDERR;

my $ffi = FFI::Platypus->new(api => 2, lib => $ENV{NH_LIBRARY} // 'libnotification_hubs.so.0.1');
$ffi->type('opaque' => $_) for qw(nh_options nh_hub nh_outcome nh_error);
$ffi->attach(@$_) for (
    [nh_status_name              => ['sint32']                                        => 'string'],
    [nh_last_error               => []                                                => 'nh_error'],
    [nh_error_status             => ['nh_error']                                      => 'sint32'],
    [nh_error_message            => ['nh_error']                                      => 'string'],
    [nh_options_new              => []                                                => 'nh_options'],
    [nh_options_set_ca_file      => ['nh_options', 'string']                          => 'sint32'],
    [nh_options_free             => ['nh_options']                                    => 'void'],
    [nh_hub_new                  => ['string', 'string', 'nh_options']                => 'nh_hub'],
    [nh_hub_free                 => ['nh_hub']                                        => 'void'],
    [nh_send_apple_notification  => ['nh_hub', 'string', 'string', 'nh_outcome*']     => 'sint32'],
    [nh_outcome_verdict          => ['nh_outcome']                                    => 'sint32'],
    [nh_outcome_error            => ['nh_outcome']                                    => 'nh_error'],
    [nh_outcome_tracking_id      => ['nh_outcome']                                    => 'string'],
    [nh_outcome_free             => ['nh_outcome']                                    => 'void'],
);

# Dies with what an error of the library says.
sub fail {
    my ($error) = @_;
    die nh_status_name(nh_error_status($error)), ': ', decode_utf8(nh_error_message($error)), "\n";
}

sub open_hub {
    my ($connection_string, $name, $ca_file) = @_;
    my $options = nh_options_new();
    # nh_hub_new reports a failure.
    nh_options_set_ca_file($options, $ca_file) if length($ca_file // '');
    my $hub = nh_hub_new($connection_string, $name, $options);
    nh_options_free($options);
    return $hub // fail(nh_last_error());
}

# Gives the tracking id of an accepted notification. Text goes to C as UTF-8.
sub send_apple {
    my ($hub, $payload, $tags) = @_;
    my $outcome;
    my $status = nh_send_apple_notification($hub, encode_utf8($payload), encode_utf8($tags), \$outcome);
    my $tracking_id = eval {
        fail(nh_outcome_error($outcome))
            unless $status == NH_STATUS_OK && nh_outcome_verdict($outcome) == NH_VERDICT_ACCEPTED;
        nh_outcome_tracking_id($outcome);
    };
    my $failure = $@;
    nh_outcome_free($outcome);
    die $failure if $failure;
    return $tracking_id;
}

my $hub = open_hub(@ENV{qw(NH_CONNECTION_STRING NH_HUB NH_CA_FILE)});
my $accepted = eval {
    my $tracking_id = send_apple($hub, '{"aps":{"alert":"Hello from Perl! Grüße"}}', 'world');
    say "accepted, tracking id $tracking_id";
};
print STDERR $@ unless $accepted;
nh_hub_free($hub);
exit($accepted ? 0 : 1);
