/*
 * Lines for people and for programs.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "nh-send.h"

static void print_json(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte == 0x7f)
            printf("\\u%04x", (unsigned)byte);
        else {
            if (byte == '"' || byte == '\\')
                putchar('\\');
            putchar(byte);
        }
    }
    putchar('"');
}

void print_member(bool first, const char *name, const char *text)
{
    printf("%s\"%s\":", first ? "{" : ",", name);
    if (text != NULL)
        print_json(text);
    else
        fputs("null", stdout);
}

void print_cell(const char *text)
{
    if (text == NULL || *text == '\0')
        text = "-";
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        putchar(byte < 0x20 || byte == 0x7f ? '?' : byte);
    }
}

bool flush_output(void)
{
    return (fflush(stdout) == 0 && !ferror(stdout)) ||
           complain("standard output", strerror(errno));
}

enum exit_code fail(nh_status status, nh_outcome *outcome, bool changes)
{
    nh_verdict verdict = changes ? nh_outcome_verdict(outcome) : NH_VERDICT_NOT_ACCEPTED;

    complain("failed", nh_error_message(nh_outcome_error(outcome)));
    nh_outcome_free(outcome);
    return exit_code_of(status, verdict);
}
