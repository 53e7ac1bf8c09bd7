/* What the peers on libcurl share. */
#ifndef BENCH_CURL_HANDLE_H
#define BENCH_CURL_HANDLE_H

#include <curl/curl.h>

/* Of all requests, token among them; to be freed. */
struct curl_slist *make_headers(void);

/* A handle for the notification, set up once; to be cleaned up before the headers. */
CURL *open_handle(struct curl_slist *headers);

/* Ends the program unless the transfer worked and the answer is 201. */
void check_answer(CURL *curl, CURLcode result);

#endif
