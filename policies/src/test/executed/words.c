/* An interpreter that tells its arguments, each in hexadecimal digits behind a space. */
#include <stdio.h>

int main(int count, char **arguments) {
    for (int i = 0; i < count; i++) {
        putchar(' ');
        for (const char *at = arguments[i]; *at != 0; at++) {
            printf("%02x", (unsigned char) *at);
        }
        if (arguments[i][0] == 0) {
            putchar('-');
        }
    }
    putchar('\n');
    return 0;
}
