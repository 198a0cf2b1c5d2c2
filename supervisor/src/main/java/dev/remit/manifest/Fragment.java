package dev.remit.manifest;

import java.util.List;

/**
 * A named set of grants that manifests take up with {@code uses}.
 *
 * @param source the text that it was read from
 * @param name what {@code uses} calls it
 * @param grants what it grants
 */
public record Fragment(Source source, Located<String> name, Grants grants) {
    /** The fragments that this one builds upon; none when it does not say. */
    public List<Located<String>> uses() {
        List<Located<String>> uses = grants.uses();
        return uses == null ? List.of() : uses;
    }
}
