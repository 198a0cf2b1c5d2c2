package dev.remit.devices;

import org.jspecify.annotations.Nullable;

/** The caller's environment. */
@FunctionalInterface
public interface EnvironmentVariables {
    /** The value of a variable; null when it is not set. */
    @Nullable
    String value(String name);
}
