/*
 * Files that the command line names.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nh-send.h"

/* Up to max bytes of a file ("-" for standard input), with a NUL behind them.
 * To be freed. NULL if it cannot be read, which has been said. */
char *read_file(const char *name, size_t max, size_t *length)
{
    bool is_stdin = strcmp(name, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(name, "rb");
    char *bytes = malloc(max + 1);
    bool failed = file == NULL || bytes == NULL;

    if (!failed) {
        *length = fread(bytes, 1, max, file);
        bytes[*length] = '\0';
        failed = ferror(file) != 0;
    }
    if (failed) {
        complain(name, strerror(errno));
        free(bytes);
        bytes = NULL;
    }
    if (file != NULL && !is_stdin)
        fclose(file);
    return bytes;
}

char *read_text(const char *name, size_t max)
{
    size_t length;
    char *text = read_file(name, max + 1, &length);

    if (text == NULL)
        return NULL;
    if (length > max || strlen(text) != length) {
        complain(name, length > max ? "too long" : "not a text file");
        free(text);
        return NULL;
    }
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        text[--length] = '\0';
    return text;
}

enum { MAX_MARKER = 1024 * 1024 };

bool read_marker(const char *name, char **marker)
{
    FILE *file = fopen(name, "rb");

    *marker = NULL;
    if (file == NULL)
        return errno == ENOENT || complain(name, strerror(errno));
    fclose(file);
    *marker = read_text(name, MAX_MARKER);
    return *marker != NULL;
}

bool write_marker(const char *name, const char *marker)
{
    static const char end[] = ".new";
    size_t length = strlen(name);
    char *temporary = malloc(length + sizeof end);
    FILE *file;
    bool written;

    if (temporary == NULL)
        return complain(name, strerror(ENOMEM));
    memcpy(temporary, name, length);
    memcpy(temporary + length, end, sizeof end);
    file = fopen(temporary, "wb");
    written = file != NULL && fputs(marker, file) >= 0 && fputc('\n', file) != EOF &&
              fflush(file) == 0 && fsync(fileno(file)) == 0;
    if (file != NULL && fclose(file) != 0)
        written = false;
    written = written && rename(temporary, name) == 0;
    if (!written)
        complain(name, strerror(errno));
    free(temporary);
    return written;
}

bool is_terminal_stderr(void)
{
    return isatty(STDERR_FILENO) == 1;
}
