package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import java.util.Set;

/**
 * The socket of a server that uses devices for others.
 *
 * @param path absolute, as the caller's environment has it
 * @param server for people
 * @param classes that its use amounts to, all of which must be granted
 * @param secret a file that the server's clients must know the content of; empty when there is none
 */
public record ServerSocket(String path, String server, Set<DeviceClass> classes, String secret) {
    public ServerSocket {
        classes = Set.copyOf(classes);
    }
}
