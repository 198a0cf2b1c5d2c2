package dev.remit.compiler;

import dev.remit.manifest.Fragment;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.yaml.ManifestParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/** The base fragments that a manifest can name with {@code uses}. */
public final class BaseFragments {
    /** What a manifest uses when it does not say. */
    public static final String DEFAULT = "system";
    /** What a manifest uses without saying so when a rule of it names a host. */
    static final String FOR_HOST_NAMES = "dns";
    private static final List<String> SHIPPED = List.of("system", "terminal", "certificates", "dns", "fonts", "python",
            "node", "java");

    private final List<String> names;
    private final Function<String, byte[]> content;

    /**
     * Fragments of one's own.
     *
     * @param names all that there are
     * @param content gives the YAML of one of them
     */
    public BaseFragments(List<String> names, Function<String, byte[]> content) {
        this.names = List.copyOf(names);
        this.content = content;
    }

    /** Those that come with Remit. */
    public static BaseFragments shipped() {
        return new BaseFragments(SHIPPED, BaseFragments::resource);
    }

    private static byte[] resource(String name) {
        try (InputStream in = BaseFragments.class.getResourceAsStream("/dev/remit/base/" + name + ".yml")) {
            if (in == null) {
                throw new IllegalStateException("the base fragment " + name + " is missing from this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the base fragment " + name, e);
        }
    }

    /** Every name that {@code uses} may hold. */
    public List<String> names() {
        return names;
    }

    /** Reads a fragment, which must be one of {@link #names()}. */
    public Outcome<Fragment> read(String name) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException("no base fragment is called " + name);
        }
        return ManifestParser.parseFragment("base fragment " + name, content.apply(name));
    }
}
