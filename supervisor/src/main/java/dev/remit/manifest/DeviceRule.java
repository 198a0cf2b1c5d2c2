package dev.remit.manifest;

import dev.remit.policy.DeviceClass;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code allowedDevices}.
 *
 * @param device the class
 * @param path a device node that the class is narrowed to; null for all that carry the class
 * @param through {@code server} when sound may go through a sound server; null when the manifest does not say
 */
public record DeviceRule(Located<DeviceClass> device, @Nullable Located<String> path,
        @Nullable Located<String> through) {
    /** The only way that {@code through} knows. */
    public static final String SERVER = "server";
}
