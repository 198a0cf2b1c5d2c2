package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommands;
import java.util.List;
import java.util.Set;

/**
 * What one request amounts to on a machine.
 *
 * @param request that is answered
 * @param nodes that it grants; one that two requests grant stands with the first
 * @param sockets that it grants, likewise
 * @param withheld what carries the class but is not granted
 * @param outcome how it went
 */
public record DeviceAnswer(DeviceRequest request, List<Node> nodes, List<ServerSocket> sockets, List<Withheld> withheld,
        Outcome outcome) {
    public DeviceAnswer {
        nodes = List.copyOf(nodes);
        sockets = List.copyOf(sockets);
        withheld = List.copyOf(withheld);
    }

    /** How a request went. */
    public enum Outcome {
        GRANTED,
        /** Nothing on this machine carries the class. */
        ABSENT,
        /** What carries it carries other classes too, which are not all asked for. */
        WITHHELD,
        /** The node that is meant does not exist. */
        NO_NODE,
        /** The node that is meant does not carry the class. */
        OTHER_CLASS
    }

    /**
     * A granted node.
     *
     * @param node what it is
     * @param classes that grant it
     * @param commands which may be used on it
     * @param files by which programs find it
     */
    public record Node(CarriedNode node, Set<DeviceClass> classes, DeviceCommands commands,
            List<ReadablePlace> files) {}

    /**
     * Something that carries the class and is not granted.
     *
     * @param path of the node or socket
     * @param missing the classes that would have to be granted with it
     */
    public record Withheld(String path, Set<DeviceClass> missing) {}
}
