package dev.remit.compiler;

import dev.remit.devices.CarriedNode;
import dev.remit.devices.DeviceAnswer;
import dev.remit.devices.DeviceAnswer.Withheld;
import dev.remit.devices.DeviceCatalog;
import dev.remit.devices.DeviceInterface;
import dev.remit.devices.DeviceRequest;
import dev.remit.devices.ReadablePlace;
import dev.remit.devices.ServerSocket;
import dev.remit.manifest.DeviceRule;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Located;
import dev.remit.manifest.ParsedPath;
import dev.remit.manifest.PathSyntax;
import dev.remit.policy.AskedDevice;
import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceGrant;
import dev.remit.policy.DeviceRules;
import dev.remit.policy.Extent;
import dev.remit.policy.Origin;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns classes of devices into rules on paths, bounds of commands, and variables of the environment.
 *
 * <p>What carries a class is a matter of the machine: a class that nothing carries is a warning. That a node which the
 * manifest names does not carry the class is an error.
 */
final class DeviceResolver {
    private static final String MULTIPLEXER = "/ptmx";
    private static final String PSEUDO_TERMINALS = "/dev/pts/*";

    private final DeviceCatalog catalog;
    private final PathResolver paths;
    private final Variables variables;
    private final List<PathRule> others;
    private final FreeDevices free;
    private final List<PathRule> rules = new ArrayList<>();
    private final List<DeviceGrant> grants = new ArrayList<>();
    private final List<AskedDevice> asked = new ArrayList<>();
    private final Set<String> passed = new TreeSet<>();
    private final Set<Object> given = new HashSet<>();

    /**
     * @param others the rules on paths that do not come from classes of devices
     */
    DeviceResolver(DeviceCatalog catalog, PathResolver paths, Variables variables, List<PathRule> others) {
        this.catalog = catalog;
        this.paths = paths;
        this.variables = variables;
        this.others = List.copyOf(others);
        this.free = new FreeDevices(others);
    }

    /**
     * Resolves all entries together, because a node of several classes is granted with all of them only.
     *
     * @param own the manifest's
     * @param fragments those of base fragments, which speak of many machines and so are never complained about
     */
    void resolve(List<DeviceRule> own, List<DeviceRule> fragments, Diagnostics diagnostics) {
        List<DeviceRule> entries = new ArrayList<>(own);
        entries.addAll(fragments);
        List<DeviceRequest> requests = new ArrayList<>();
        for (DeviceRule entry : entries) {
            Located<String> path = entry.path();
            requests.add(new DeviceRequest(entry.device().value(), path == null ? "" : path.value(),
                    entry.through() != null));
        }
        List<DeviceAnswer> answers = catalog.answer(requests);
        for (int i = 0; i < answers.size(); i++) {
            if (i < own.size()) {
                complain(entries.get(i), answers.get(i), diagnostics);
            }
            DeviceRule entry = entries.get(i);
            Origin origin = entry.device().place().origin(entry.device().value().spelling());
            asked.add(new AskedDevice(spelling(entry), origin));
            grant(answers.get(i), origin);
        }
    }

    /** The rules on paths, to stand behind all others. */
    List<PathRule> rules() {
        return rules;
    }

    /** The names of variables that are passed beside those that the manifest names. */
    Set<String> passed() {
        return passed;
    }

    /** @param places the machine */
    DeviceRules devices(PlaceView places) {
        return grants.isEmpty()
                ? new DeviceRules(List.of(), List.of(), List.of(), asked, rules)
                : new DeviceRules(grants, catalog.commands().harmless(),
                        free.commands(catalog.commands(), places), asked, rules);
    }

    /** As an option spells it. */
    private static String spelling(DeviceRule entry) {
        String device = entry.device().value().spelling();
        Located<String> path = entry.path();
        Located<String> through = entry.through();
        if (path != null) {
            return device + ":" + path.value();
        }
        return through == null ? device : device + ":" + through.value();
    }

    private void complain(DeviceRule entry, DeviceAnswer answer, Diagnostics diagnostics) {
        Located<DeviceClass> device = entry.device();
        String spelling = device.value().spelling();
        Located<String> path = entry.path();
        switch (answer.outcome()) {
            case GRANTED -> {
            }
            case ABSENT -> diagnostics.add(Diagnostic.warning(device.place(), spelling,
                    "nothing on this machine carries " + spelling));
            case WITHHELD -> diagnostics.add(Diagnostic.warning(device.place(), spelling,
                    "nothing that carries " + spelling + " is granted, because it carries other classes too: "
                            + words(answer.withheld())));
            case NO_NODE -> diagnostics.add(Diagnostic.warning(device.place(), spelling,
                    "there is no device node " + (path == null ? "" : path.value())));
            case OTHER_CLASS -> {
                if (path != null) {
                    diagnostics.add(wrongClass(path, spelling));
                }
            }
        }
    }

    private static String words(List<Withheld> withheld) {
        StringBuilder words = new StringBuilder();
        for (Withheld each : withheld) {
            words.append(words.isEmpty() ? "" : "; ").append(each.path()).append(" carries ")
                    .append(spellings(each.missing()));
        }
        return words.toString();
    }

    private static String spellings(Set<DeviceClass> classes) {
        List<String> spellings = new ArrayList<>();
        classes.forEach(each -> spellings.add(each.spelling()));
        return String.join(" and ", spellings);
    }

    private Diagnostic wrongClass(Located<String> path, String asked) {
        CarriedNode node = catalog.at(path.value());
        if (node == null) {
            return Diagnostic.error(path.place(), path.value(), "this is no node of a device that a class can grant");
        }
        if (node.classes().isEmpty()) {
            return Diagnostic.error(path.place(), path.value(), "this device belongs to no class: it " + node.barred());
        }
        String carried = spellings(node.classes());
        return Diagnostic.error(path.place(), path.value(), "this device does not carry " + asked)
                .expecting("class " + carried);
    }

    private void grant(DeviceAnswer answer, Origin origin) {
        for (DeviceAnswer.Node node : answer.nodes()) {
            grantNode(node, origin);
        }
        for (ServerSocket socket : answer.sockets()) {
            add(socket.path(), Permission.READ_WRITE, PathRule.Kind.SOCKET, origin);
            if (!socket.secret().isEmpty()) {
                read(socket.secret(), Extent.EXACT, origin);
            }
        }
        for (String file : catalog.libraryFiles(answer)) {
            for (ParsedPath path : PathSyntax.parse(file, variables, new ArrayList<>())) {
                addExisting(path, Permission.READ, PathRule.Kind.FILE, origin);
            }
        }
        passed.addAll(catalog.variables(answer));
    }

    private void grantNode(DeviceAnswer.Node granted, Origin origin) {
        CarriedNode node = granted.node();
        String path = node.node().path();
        add(path, node.writable() ? Permission.READ_WRITE : Permission.READ, PathRule.Kind.NODE, origin);
        if (path.endsWith(MULTIPLEXER) && node.dialect() == DeviceInterface.TTY) {
            for (ParsedPath ends : PathSyntax.parse(PSEUDO_TERMINALS, variables, new ArrayList<>())) {
                addExisting(ends, Permission.READ_WRITE, PathRule.Kind.OWN_TERMINALS, origin);
            }
        }
        if (!free.include(path)) {
            grants.add(new DeviceGrant(node.node(), List.copyOf(new LinkedHashSet<>(granted.classes())),
                    granted.commands(), origin));
        }
        for (ReadablePlace place : granted.files()) {
            read(place.path(), place.extent(), origin);
        }
    }

    private void read(String path, Extent extent, Origin origin) {
        String pattern = PathSyntax.escape(path);
        for (ParsedPath parsed : PathSyntax.parse(extent == Extent.SUBTREE ? pattern.concat("/**") : pattern,
                variables, new ArrayList<>())) {
            addExisting(parsed, Permission.READ, PathRule.Kind.FILE, origin);
        }
    }

    private void add(String path, Permission permission, PathRule.Kind kind, Origin origin) {
        for (ParsedPath parsed : PathSyntax.parse(PathSyntax.escape(path), variables, new ArrayList<>())) {
            addExisting(parsed, permission, kind, origin);
        }
    }

    /** Each place once; one that another rule grants for all purposes is granted as that does. */
    private void addExisting(ParsedPath path, Permission permission, PathRule.Kind kind, Origin origin) {
        PathResolver.Resolved resolved = paths.resolve(path);
        if (resolved == null || !resolved.exists() || !given.add(List.of(resolved.canonical(), permission))) {
            return;
        }
        boolean covered = false;
        for (PathRule other : others) {
            covered |= (permission.access() & ~other.permission().access()) == 0
                    && PatternIntersection.covers(other.pattern(), resolved.canonical());
        }
        rules.add(new PathRule(resolved.canonical(), permission, origin, resolved.spelling(),
                covered ? PathRule.Kind.FILE : kind));
    }
}
