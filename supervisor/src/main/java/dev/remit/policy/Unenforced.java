package dev.remit.policy;

/**
 * A part of a manifest that is understood but cannot be enforced yet.
 *
 * @param what for example {@code allowedNetwork "api"}
 * @param origin where it stands
 */
public record Unenforced(String what, Origin origin) {}
