package dev.remit.linux;

import dev.remit.uapi.Uapi;
import java.lang.reflect.Method;

/** Looks names up among those generated from the headers. */
final class HeaderNumber {
    private HeaderNumber() {}

    static int of(String name) throws ReflectiveOperationException {
        Method accessor = Uapi.class.getMethod(name);
        // Most of them are declared in a generated parent that is not public.
        accessor.setAccessible(true);
        return (int) accessor.invoke(null);
    }
}
