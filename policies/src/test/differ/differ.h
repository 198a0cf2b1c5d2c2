/* What the parts of the program share that tells natively made calls from brokered ones. */
#ifndef DIFFER_H
#define DIFFER_H

#include <stddef.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
    /* Always open while a round goes on: the directory that the tree is in. */
    HOME = 3,
    /* Descriptors that the operations open, use and close. */
    FIRST_DESCRIPTOR = 4,
    LAST_DESCRIPTOR = 11,
};

/* The directory of the tree, absolute. */
extern char home[];
/* Who the round is: may the tree belong to several users, may any device be made? */
extern int privileged;

/* The transcript, a line at a time. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Writes bytes as C would have them. */
void say_text(const char *text, size_t length);
void say_errno(void);
/* Ends the line. */
void end_line(void);

/* Random numbers, the same for the same seed. */
void seed(uint64_t number);
uint32_t below(uint32_t limit);
int chance(uint32_t percent);

/* Arguments, drawn at random; each is written to the transcript. */
const char *some_path(void);
/* The same, but nothing in /proc itself, where no name can be made or removed; see brokered-differences.md. */
const char *some_name(void);
/* The path that was drawn last, whole. */
const char *last_path(void);
const char *some_link_text(void);
int some_directory(void);
int some_descriptor(void);
int some_open_flags(void);
int some_mode(void);
int some_owner(void);
long some_length(void);
const char *some_attribute_name(void);
/* One of the pointers that lead nowhere; pages are laid out once. */
void prepare_pointers(void);
const char *bad_pointer(void);

/* The tree that a round works in. */
void make_tree(void);
void show_tree(void);
void remove_tree(void);
/* What stat tells, without what two runs cannot have in common. */
struct stat;
void say_stat(const struct stat *status);

/* Makes one random operation and writes what came of it. */
void operate(void);
void close_descriptors(void);
/* Hand-picked calls that random ones would hardly meet. */
void operate_by_hand(void);

#endif
