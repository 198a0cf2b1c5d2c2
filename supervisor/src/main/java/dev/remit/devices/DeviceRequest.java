package dev.remit.devices;

import dev.remit.policy.DeviceClass;

/**
 * One class of devices that is asked for.
 *
 * @param device the class
 * @param path absolute path of the one node that is meant; empty for all that carry the class
 * @param throughServer whether a server may use the devices for the program, though it does more than the class says
 */
public record DeviceRequest(DeviceClass device, String path, boolean throughServer) {
    /** All of a class. */
    public static DeviceRequest of(DeviceClass device) {
        return new DeviceRequest(device, "", false);
    }
}
