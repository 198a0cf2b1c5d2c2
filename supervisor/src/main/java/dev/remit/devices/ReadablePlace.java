package dev.remit.devices;

import dev.remit.policy.Extent;

/**
 * A place that may be read, so that a device can be found.
 *
 * @param path absolute and canonical
 * @param extent how far it reaches from there
 */
public record ReadablePlace(String path, Extent extent) {}
