/*
 * Files that the command line names.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
