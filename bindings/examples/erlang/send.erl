%% Sends one alert to Apple devices with the tag "world".
-module(send).
-export([main/0]).

main() ->
    case send() of
        {ok, TrackingId} ->
            io:format("accepted, tracking id ~ts~n", [TrackingId]),
            halt(0);
        {error, {Status, Message}} ->
            io:format(standard_error, "~ts: ~ts~n", [Status, Message]),
            halt(1)
    end.

send() ->
    maybe_send(nh:open(variable("NH_CONNECTION_STRING"), variable("NH_HUB"), variable("NH_CA_FILE"))).

maybe_send({ok, Hub}) ->
    nh:send_apple(Hub, <<"{\"aps\":{\"alert\":\"Hello from Erlang! Grüße\"}}"/utf8>>, "world");
maybe_send(Error) ->
    Error.

variable(Name) ->
    unicode:characters_to_binary(os:getenv(Name, "")).
