%% Notification Hubs, as far as send.erl needs it; nh.so is beside the compiled module.
-module(nh).
-export([open/3, send_apple/3]).
-on_load(load/0).

-export_type([hub/0, error/0]).
-opaque hub() :: reference().
-type error() :: {error, {Status :: atom(), Message :: binary()}}.

load() ->
    erlang:load_nif(filename:join(filename:dirname(code:which(?MODULE)), "nh"), none).

%% Makes no connection yet. CaFile may be empty. Freed when it is garbage.
-spec open(ConnectionString :: iodata(), Name :: iodata(), CaFile :: iodata()) -> {ok, hub()} | error().
open(_ConnectionString, _Name, _CaFile) ->
    erlang:nif_error(not_loaded).

%% Gives the tracking id of an accepted notification.
-spec send_apple(hub(), Payload :: iodata(), Tags :: iodata()) -> {ok, binary()} | error().
send_apple(_Hub, _Payload, _Tags) ->
    erlang:nif_error(not_loaded).
