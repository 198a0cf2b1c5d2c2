package dev.remit.policy;

/**
 * A class of devices that a program may use.
 *
 * @param deviceClass as the manifest spells it
 * @param origin where it was written
 */
public record DeviceGrant(String deviceClass, Origin origin) {}
