package dev.remit.manifest;

import org.jspecify.annotations.Nullable;

/**
 * What a manifest says of who it is from: a claim, until a signature makes it true.
 *
 * @param author null when it does not say
 * @param name of the application
 * @param version of the application; empty when it does not say
 */
public record Claims(@Nullable String author, String name, String version) {}
