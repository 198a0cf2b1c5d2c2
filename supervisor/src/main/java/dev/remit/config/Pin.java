package dev.remit.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.Properties;

/**
 * Who signed the manifest of an application when it was accepted, and what it said then.
 *
 * @param application whose manifest it is
 * @param key of the signer, or of the authority that certified it: a line as in a {@code .pub} file
 * @param explicit whether the caller trusts this key for this application alone, not because it is an allowed signer
 * @param since when the key was accepted, in whole seconds
 * @param manifest the bytes that were accepted last
 */
public record Pin(Application application, String key, boolean explicit, Instant since, Content manifest) {
    private static final String FORMAT = "1";

    /**
     * Names an application. Its author is who says so in the manifest; only the signature makes it true.
     */
    public record Application(String author, String name) {
        /** For people, and for {@code remit trust forget}: {@code acme/weather}. */
        @Override
        public String toString() {
            return author + "/" + name;
        }
    }

    /** Bytes, and the version of the application that they are of; empty where they do not say. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Content(String version, byte[] bytes) {}

    byte[] format() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("format", FORMAT);
        properties.setProperty("author", application.author());
        properties.setProperty("name", application.name());
        properties.setProperty("version", manifest.version());
        properties.setProperty("key", key);
        properties.setProperty("explicit", Boolean.toString(explicit));
        properties.setProperty("since", Long.toString(since.getEpochSecond()));
        properties.setProperty("manifest", Base64.getEncoder().encodeToString(manifest.bytes()));
        StringWriter text = new StringWriter();
        properties.store(text, "An application whose signer is known; see `remit trust list`");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a pin, or throws with why this is none. */
    static Pin parse(byte[] bytes) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
            if (!FORMAT.equals(properties.getProperty("format"))) {
                throw new IOException("is of another format than this version of Remit writes");
            }
            return new Pin(new Application(field(properties, "author"), field(properties, "name")),
                    field(properties, "key"), field(properties, "explicit").equals("true"),
                    Instant.ofEpochSecond(Long.parseLong(field(properties, "since"))),
                    new Content(field(properties, "version"),
                            Base64.getDecoder().decode(field(properties, "manifest"))));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            throw new IOException("is damaged: " + malformed.getMessage(), malformed);
        }
    }

    private static String field(Properties properties, String key) throws IOException {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IOException("is damaged: it does not say `" + key + "`");
        }
        return value;
    }
}
