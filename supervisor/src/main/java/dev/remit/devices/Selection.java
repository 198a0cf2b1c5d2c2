package dev.remit.devices;

import dev.remit.devices.DeviceAnswer.Outcome;
import dev.remit.devices.DeviceAnswer.Withheld;
import dev.remit.policy.DeviceClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what several requests grant together. */
final class Selection {
    private final DeviceCatalog catalog;
    private final SystemTree tree;
    private final List<DeviceRequest> requests;
    private final Set<String> given = new HashSet<>();

    Selection(DeviceCatalog catalog, SystemTree tree, List<DeviceRequest> requests) {
        this.catalog = catalog;
        this.tree = tree;
        this.requests = requests;
    }

    List<DeviceAnswer> answers() {
        List<DeviceAnswer> answers = new ArrayList<>();
        for (DeviceRequest request : requests) {
            answers.add(answer(request));
        }
        return answers;
    }

    private DeviceAnswer answer(DeviceRequest request) {
        List<DeviceAnswer.Node> nodes = new ArrayList<>();
        List<ServerSocket> sockets = new ArrayList<>();
        List<Withheld> withheld = new ArrayList<>();
        boolean granted = false;
        for (CarriedNode node : candidates(request)) {
            Set<DeviceClass> asked = askedFor(node);
            Set<DeviceClass> missing = missing(node.classes(), asked);
            if (!missing.isEmpty() && !node.sharing()) {
                withheld.add(new Withheld(node.node().path(), missing));
                continue;
            }
            granted = true;
            if (given.add(node.node().path())) {
                nodes.add(new DeviceAnswer.Node(node, asked,
                        catalog.commands().commands(node.dialect(), node.classes(), asked),
                        FindingFiles.of(tree, node)));
            }
        }
        for (ServerSocket socket : request.path().isEmpty()
                ? catalog.serving(request.device())
                : List
                        .<ServerSocket>of()) {
            Set<DeviceClass> missing = missing(socket.classes(), askedFor(socket));
            if (!missing.isEmpty()) {
                withheld.add(new Withheld(socket.path(), missing));
                continue;
            }
            granted = true;
            if (given.add(socket.path())) {
                sockets.add(socket);
            }
        }
        return new DeviceAnswer(request, nodes, sockets, withheld, outcome(request, granted, !withheld.isEmpty()));
    }

    private List<CarriedNode> candidates(DeviceRequest request) {
        if (request.throughServer()) {
            return List.of();
        }
        if (request.path().isEmpty()) {
            return catalog.carrying(request.device());
        }
        CarriedNode node = catalog.at(request.path());
        return node == null || !node.classes().contains(request.device()) ? List.of() : List.of(node);
    }

    private boolean isMeant(DeviceRequest request, CarriedNode node) {
        return request.path().isEmpty() || node.node().path().equals(tree.canonical(request.path()));
    }

    /** Those classes of a node for which some request means it. */
    private Set<DeviceClass> askedFor(CarriedNode node) {
        Set<DeviceClass> asked = EnumSet.noneOf(DeviceClass.class);
        for (DeviceRequest request : requests) {
            if (!request.throughServer() && node.classes().contains(request.device()) && isMeant(request, node)) {
                asked.add(request.device());
            }
        }
        return asked;
    }

    private Set<DeviceClass> askedFor(ServerSocket socket) {
        Set<DeviceClass> asked = EnumSet.noneOf(DeviceClass.class);
        for (DeviceRequest request : requests) {
            if (request.path().isEmpty() && socket.classes().contains(request.device())) {
                asked.add(request.device());
                if (request.throughServer()) {
                    asked.addAll(socket.classes());
                }
            }
        }
        return asked;
    }

    private static Set<DeviceClass> missing(Set<DeviceClass> carried, Set<DeviceClass> asked) {
        Set<DeviceClass> missing = EnumSet.noneOf(DeviceClass.class);
        missing.addAll(carried);
        missing.removeAll(asked);
        return missing;
    }

    private Outcome outcome(DeviceRequest request, boolean granted, boolean withheld) {
        if (granted) {
            return Outcome.GRANTED;
        }
        if (withheld) {
            return Outcome.WITHHELD;
        }
        if (request.path().isEmpty()) {
            return Outcome.ABSENT;
        }
        return tree.exists(request.path()) ? Outcome.OTHER_CLASS : Outcome.NO_NODE;
    }
}
