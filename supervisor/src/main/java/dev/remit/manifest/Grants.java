package dev.remit.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest or a base fragment grants.
 *
 * @param uses names of base fragments; null when the key is absent, which for a manifest means {@code [system]}
 * @param directories rules on paths, in their order
 * @param networks rules on endpoints, in their order
 * @param devices device classes, in their order
 * @param metadata whether what is not granted shall not seem to exist either; null when the manifest does not say
 */
public record Grants(@Nullable List<Located<String>> uses, List<DirectoryRule> directories, List<NetworkRule> networks,
        List<DeviceRule> devices, @Nullable Located<Metadata> metadata) {
    public Grants {
        uses = uses == null ? null : List.copyOf(uses);
        directories = List.copyOf(directories);
        networks = List.copyOf(networks);
        devices = List.copyOf(devices);
    }
}
