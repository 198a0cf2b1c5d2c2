package dev.remit.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A machine that exists in a test only. */
final class MadeUpPlaces implements PlaceView {
    private final Map<String, Kind> kinds = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Set<String> executables = new HashSet<>();
    private final List<String> mounts = new ArrayList<>();
    private Map<String, String> environment = Map.of();

    MadeUpPlaces() {
        kinds.put("/", Kind.DIRECTORY);
    }

    private void parents(String path) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            kinds.putIfAbsent(path.substring(0, slash), Kind.DIRECTORY);
        }
    }

    MadeUpPlaces directory(String path) {
        parents(path);
        kinds.put(path, Kind.DIRECTORY);
        return this;
    }

    MadeUpPlaces file(String path) {
        parents(path);
        kinds.put(path, Kind.FILE);
        return this;
    }

    MadeUpPlaces program(String path) {
        executables.add(path);
        return file(path);
    }

    MadeUpPlaces link(String path, String target) {
        parents(path);
        kinds.put(path, Kind.LINK);
        links.put(path, target);
        return this;
    }

    MadeUpPlaces mount(String line) {
        mounts.add(line);
        return this;
    }

    MadeUpPlaces environment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    @Override
    public Kind kindOf(String path) {
        return kinds.getOrDefault(path, Kind.MISSING);
    }

    @Override
    public String readLink(String path) {
        return links.getOrDefault(path, "");
    }

    @Override
    public boolean isExecutable(String path) {
        return executables.contains(path);
    }

    @Override
    public List<String> mountTable() {
        return mounts;
    }

    @Override
    public @Nullable String variable(String name) {
        return environment.get(name);
    }
}
