package dev.remit.devices;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What libraries read before they use a device: {@code device-files.table}. */
final class FileTable {
    private static final String RESOURCE = "device-files.table";
    private static final int COLUMNS = 3;
    /** Stands in the table for the use of a sound server. */
    static final String SOUND_SERVER = "soundServer";

    private final List<String[]> lines = new ArrayList<>();

    private FileTable(String text) {
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty() && line.charAt(0) != '#') {
                String[] columns = line.split(" +", COLUMNS);
                if (columns.length < COLUMNS) {
                    throw new IllegalStateException(RESOURCE + ": a column is missing in: " + line);
                }
                lines.add(columns);
            }
        }
    }

    static FileTable load() {
        try (InputStream stream = FileTable.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing");
            }
            return new FileTable(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Paths that may be read, in the syntax of manifests. */
    List<String> files(String device) {
        return of(device, "file");
    }

    /** Names of variables that are passed. */
    List<String> variables(String device) {
        return of(device, "variable");
    }

    private List<String> of(String device, String kind) {
        List<String> found = new ArrayList<>();
        for (String[] line : lines) {
            if (line[1].equals(kind) && List.of(line[0].split(",", -1)).contains(device)) {
                found.add(line[2]);
            }
        }
        return found;
    }
}
