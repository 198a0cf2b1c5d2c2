package dev.remit.compiler;

import dev.remit.manifest.PathVariables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The variables of paths, taken from the caller's environment. Those of the XDG base directory specification have the
 * defaults that it gives them; where it says that a relative path is to be ignored, so is it here.
 */
final class Variables implements PathVariables {
    private final PlaceView places;

    Variables(PlaceView places) {
        this.places = places;
    }

    @Override
    public @Nullable List<String> values(String name) {
        String value = places.variable(name);
        if (value == null || value.isEmpty()) {
            return byDefault(name);
        }
        if (name.equals("USER")) {
            boolean oneName = value.indexOf('/') < 0 && !value.equals(".") && !value.equals("..");
            return oneName ? List.of(value) : List.of();
        }
        if (name.endsWith("_DIRS")) {
            List<String> directories = new ArrayList<>();
            for (String directory : value.split(":", -1)) {
                if (directory.startsWith("/")) {
                    directories.add(directory);
                }
            }
            return directories;
        }
        return value.startsWith("/") ? List.of(value) : List.of();
    }

    private @Nullable List<String> byDefault(String name) {
        return switch (name) {
            case "XDG_CONFIG_HOME" -> belowHome("/.config");
            case "XDG_DATA_HOME" -> belowHome("/.local/share");
            case "XDG_STATE_HOME" -> belowHome("/.local/state");
            case "XDG_CACHE_HOME" -> belowHome("/.cache");
            case "XDG_CONFIG_DIRS" -> List.of("/etc/xdg");
            case "XDG_DATA_DIRS" -> List.of("/usr/local/share", "/usr/share");
            default -> null;
        };
    }

    private @Nullable List<String> belowHome(String path) {
        String home = places.variable("HOME");
        return home == null || !home.startsWith("/") ? null : List.of(home + path);
    }
}
