package dev.remit.config;

import dev.remit.display.Visible;
import java.io.Serial;
import java.nio.file.Path;

/** A file may not be believed, or cannot be looked at. The message is for the user: what, why, and what mends it. */
public final class UnprotectedFileException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    UnprotectedFileException(Path asked, String why) {
        super(Visible.of(asked.toString()) + ": " + why);
    }
}
