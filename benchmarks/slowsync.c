/* Adds SLOW_US microseconds to every fsync and fdatasync, to stand for the disk of a room's machine.
   cc -shared -fPIC -O2 -o slowsync.so slowsync.c -ldl;  LD_PRELOAD=./slowsync.so SLOW_US=5000 program */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int slow(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    const char *us = getenv("SLOW_US");
    int result = real(fd);
    if (us) usleep(atoi(us));
    return result;
}

int fsync(int fd) { return slow("fsync", fd); }
int fdatasync(int fd) { return slow("fdatasync", fd); }
