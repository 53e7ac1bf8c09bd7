/*
 * This library and OpenSSL in one program: each speaks TLS with the local hub,
 * before, between and after the other. Built with every_platform.c, whose main
 * is send_every_platform here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

int send_every_platform(void);

/* The hub's own list of deliveries, by OpenSSL: 1 if it answers 200. */
static int ask_the_hub(void)
{
  const char *url = getenv("NH_URL");
  const char *host = strstr(url, "//") + 2;
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  char line[100] = "";
  SSL *tls = NULL;
  BIO *bio;

  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_load_verify_locations(context, getenv("NH_CA_FILE"), NULL);
  bio = BIO_new_ssl_connect(context);
  BIO_get_ssl(bio, &tls);
  SSL_set1_host(tls, "localhost");
  BIO_set_conn_hostname(bio, host);
  if (BIO_do_connect(bio) == 1 &&
      BIO_printf(bio,
                 "GET /_emulator/deliveries HTTP/1.1\r\nHost: %s\r\n"
                 "Connection: close\r\n\r\n", host) > 0)
    BIO_read(bio, line, sizeof line - 1);
  else
    ERR_print_errors_fp(stderr);
  BIO_free_all(bio);
  SSL_CTX_free(context);
  return !strncmp(line, "HTTP/1.1 200", 12);
}

int main(void)
{
  int before = ask_the_hub();
  int first = send_every_platform();
  int between = ask_the_hub();
  int second = send_every_platform();
  int after = ask_the_hub();

  printf("OpenSSL asked: %d %d %d\n", before, between, after);
  return before && between && after && first == EXIT_SUCCESS ? second : EXIT_FAILURE;
}
