package dev.remit.policy;

/**
 * An entry of a manifest or a base fragment that asks for a class of devices, whether or not this machine has any.
 *
 * @param spelling as the options of a command line spell it: {@code camera}, {@code serial:/dev/ttyUSB0}, {@code audioOut:server}
 * @param origin where it was written
 */
public record AskedDevice(String spelling, Origin origin) {}
