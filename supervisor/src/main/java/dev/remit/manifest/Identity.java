package dev.remit.manifest;

import org.jspecify.annotations.Nullable;

/**
 * Who and what a manifest is about; for people, and for diffs between versions.
 *
 * @param name of the application
 * @param author null when the manifest does not say
 * @param version of the application; null when the manifest does not say
 * @param description null when the manifest does not say
 */
public record Identity(Located<String> name, @Nullable Located<String> author, @Nullable Located<String> version,
        @Nullable Located<String> description) {
    /** An identity of which only the name is known. */
    public static Identity named(Located<String> name) {
        return new Identity(name, null, null, null);
    }

    /** The same without the places where it is said. */
    public Claims claims() {
        return new Claims(author == null ? null : author.value(), name.value(),
                version == null ? "" : version.value());
    }
}
