/*
 * What nh-send --help prints.
 */
#include <stdio.h>

#include "nh-send.h"

static void print_operators_help(int command)
{
    if (command & FOR_DEVICES)
        puts("nh-send devices [--tag TAG | --user USER | --handle-from FILE | --all]\n"
             "  lists installations: id, platform, user, number of tags, expired\n"
             "  --handle-from FILE   those of the handle in a file; - for standard input\n"
             "  --delete             with --user: deletes all devices of the user\n"
             "  --json               a JSON object on each line\n"
             "  --show-handles       with --json: the handles, which are secrets\n");
    if (command & FOR_FEEDBACK)
        puts("nh-send feedback [--uri-from FILE | --notification ID] [--marker FILE]\n"
             "  prints what push services said: time, platform, error, device\n"
             "  --uri-from FILE      from the signed address in a file; - for standard input\n"
             "  --notification ID    the errors of one notification\n"
             "  --marker FILE        goes on where the last run ended, and keeps the place\n"
             "  --json, --show-handles   as for devices\n");
    if (command & FOR_PRUNE)
        puts("nh-send prune [--delete] [--error WORD]... [--marker FILE]\n"
             "  says which devices feedback makes dead: decision, platform, device, error\n"
             "  --delete             deletes them\n"
             "  --error WORD         this error means dead, too; repeated\n"
             "  --handles-from FILE  instead of feedback: handles, one a line\n"
             "  --marker FILE        as for feedback; kept with --delete only\n"
             "  --json               as for devices\n");
    if (command & FOR_EXPLAIN)
        puts("nh-send explain [--notification ID] [TARGET] [--platform NAME PAYLOAD]\n"
             "  says why a notification that was sent reached somebody or nobody; or, without an\n"
             "  id, whom one would reach\n"
             "  --pages N            reads at most N pages of a hundred registrations [default: 100]\n"
             "  --json               the report as one JSON object\n");
}

void print_help(int command)
{
    if (command != FOR_SEND) {
        print_operators_help(command);
        puts("The options of HUB, and --timeout, --retry, --dump, --traceparent: nh-send --help");
        return;
    }
    puts("nh-send: sends a notification through Azure Notification Hubs\n"
         "\n"
         "USAGE\n"
         "  nh-send --platform NAME TARGET PAYLOAD [options]\n"
         "\n"
         "  --platform NAME      apple, fcmv1, windows, gcm, windowsphone, adm, baidu, browser,\n"
         "                       xiaomi, or template\n"
         "\n"
         "TARGET: exactly one of\n"
         "  --tag TAG            devices with the tag; repeated: with any of the tags\n"
         "  --tags A,B,C         the same\n"
         "  --expression TEXT    devices that match, such as '(sports || news) && !de'\n"
         "  --broadcast          every device of the platform\n"
         "\n"
         "PAYLOAD: exactly one of\n"
         "  --payload TEXT       the platform's own JSON or XML\n"
         "  --payload @FILE      the same from a file, as it is; @- or - for standard input\n"
         "  --property NAME=TEXT for --platform template; repeated for each property\n");
    puts("HEADERS\n"
         "  --header 'NAME: VALUE'   for the push service; repeated\n"
         "  --wns-type TYPE          toast, tile, badge or raw, if the payload does not tell\n"
         "  --mpns-type TYPE         toast, tile or raw, if the payload does not tell\n"
         "  --apns-push-type TYPE    alert, background, voip, complication, fileprovider, mdm,\n"
         "                           location, liveactivity or pushtotalk\n"
         "  --apns-priority N        10, 5 or 1\n"
         "  --apns-expiration TIME   Unix time in seconds; 0 for once, now\n"
         "  --apns-topic TOPIC       usually the app's bundle id\n"
         "  --apns-collapse-id ID    replaces a push with the same id\n"
         "\n"
         "HUB\n"
         "  The environment says which: NH_CONNECTION_STRING, NH_HUB, and NH_CA_FILE if it has a\n"
         "  certificate authority of its own.\n"
         "  --env-file FILE          takes these from lines NAME=VALUE of a file instead\n"
         "  --hub NAME               instead of NH_HUB\n"
         "  --ca-file FILE           instead of NH_CA_FILE\n"
         "  --connection-string S    instead of NH_CONNECTION_STRING. Better not: other users of\n"
         "                           this machine see it in the list of processes\n"
         "  --proxy URL              http://HOST:PORT\n");
    puts("OPERATING (nh-send COMMAND --help)");
    print_operators_help(FOR_DEVICES | FOR_FEEDBACK | FOR_PRUNE | FOR_EXPLAIN);
    puts("SENDING\n"
         "  --timeout SECONDS    for all of it, 1 to 86400             [default: 30]\n"
         "  --retry WHEN         never; not-accepted: if it was surely not accepted;\n"
         "                       always: devices may get it twice      [default: not-accepted]\n"
         "  --test               a test send: tells what became of it at up to ten devices\n"
         "  --dry-run            prints the request, without its token, and sends nothing\n"
         "  --dump               shows request and answer on standard error, without secrets\n"
         "  --show-payload       with --dump or --dry-run: the payload too\n"
         "  --traceparent TEXT   the span that this is part of; instead of TRACEPARENT\n"
         "  --tracestate TEXT    instead of TRACESTATE\n"
         "  --quiet              prints nothing but errors\n"
         "  --version, --help\n"
         "\n"
         "EXIT STATUS\n"
         "  0  the service accepted it (with --test, even if no device got it)\n"
         "  1  not accepted: the service refused it, or it was never sent\n"
         "  2  the arguments are wrong; nothing was sent\n"
         "  3  unknown: it may have been sent, and sending it again may reach devices twice");
}
