package dev.remit.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variables that a path may hold. */
public interface PathVariables {
    /** Every variable that the language knows. */
    List<String> KNOWN = List.of("HOME", "USER", "PWD", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
            "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_DIRS", "XDG_DATA_DIRS", "XDG_DESKTOP_DIR",
            "XDG_DOWNLOAD_DIR", "XDG_TEMPLATES_DIR", "XDG_PUBLICSHARE_DIR", "XDG_DOCUMENTS_DIR", "XDG_MUSIC_DIR",
            "XDG_PICTURES_DIR", "XDG_VIDEOS_DIR");

    /**
     * Stand-ins that make the syntax of a path judgeable before its variables are known: each value is a path that no
     * author would write.
     */
    PathVariables STAND_INS = name -> List.of(name.equals("USER") ? "\0USER" : "/\0" + name);

    /**
     * The values of a known variable: one, except for lists of directories.
     *
     * @return null when it is not set; none when its value is of no use, such as a relative path
     */
    @Nullable
    List<String> values(String name);
}
