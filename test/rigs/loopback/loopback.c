// Loaded into pcscd before its driver vpcd, which would listen on every interface and hold back
// what it sends until the card has acknowledged the two bytes before.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>

typedef int (*BindFunction)(int, const struct sockaddr *, socklen_t);
typedef int (*AcceptFunction)(int, struct sockaddr *, socklen_t *);

static void *original(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) abort();
  return found;
}

__attribute__((visibility("default"))) int bind(int socket, const struct sockaddr *address, socklen_t length) {
  BindFunction bindAsBefore;
  *(void **)&bindAsBefore = original("bind");
  if (address->sa_family != AF_INET) return bindAsBefore(socket, address, length);
  struct sockaddr_in narrowed = *(const struct sockaddr_in *)address;
  narrowed.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return bindAsBefore(socket, (const struct sockaddr *)&narrowed, sizeof narrowed);
}

__attribute__((visibility("default"))) int accept(int socket, struct sockaddr *address, socklen_t *length) {
  AcceptFunction acceptAsBefore;
  *(void **)&acceptAsBefore = original("accept");
  const int connection = acceptAsBefore(socket, address, length), on = 1;
  // On a socket that is not TCP this fails, as it may.
  if (connection >= 0) setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connection;
}
