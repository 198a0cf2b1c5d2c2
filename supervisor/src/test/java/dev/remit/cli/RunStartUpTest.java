package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.PreparedJars;
import dev.remit.trust.SshKeygen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code run} has the runtime make anew, which no start-up cache holds. How long that takes depends on the machine;
 * what takes long does not.
 */
class RunStartUpTest {
    @TempDir
    private Path directory;

    @Test
    void shouldHaveNothingMadeForAnnotationsRecordsAndSwitches() throws Exception {
        List<String> words = List.of("-x", "/usr/bin/true", "--deny", "/*.key", "--", "/usr/bin/true");
        String classPath = PreparedJars.classPath(directory);
        List<String> first = classesLoadedByRun(classPath, words);
        assertThat(first).contains("dev.remit.launch.Launcher", "dev.remit.compiler.PolicyCompiler");
        checkNothingMade(first);
        List<String> reused = classesLoadedByRun(classPath, words);
        assertThat(reused).contains("dev.remit.launch.Launcher", "dev.remit.cache.KeptPolicy").doesNotContain(
                "dev.remit.compiler.PolicyCompiler", "dev.remit.compiler.ManifestResolver",
                "dev.remit.manifest.yaml.ManifestParser");
        checkNothingMade(reused);
    }

    @Test
    void shouldLoadNothingOfSignaturesOnceOneWasFoundInOrder() throws Exception {
        Path config = Files.createDirectories(directory.resolve("config/remit"));
        Path key = SshKeygen.key("ed25519");
        byte[] manifest = "manifestVersion: v1\nname: app\nauthor: acme\nrun: /usr/bin/true\n"
                .getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve("app.yml"), manifest);
        Files.write(directory.resolve("app.yml.sig"), SshKeygen.sign(key, manifest));
        Files.writeString(config.resolve("allowed_signers"), "acme " + SshKeygen.publicLine(key) + "\n");
        String classPath = System.getProperty("java.class.path");
        List<String> words = List.of("app.yml");
        classesLoadedByRun(classPath, words);
        assertThat(ofSignatures(classesLoadedByRun(classPath, words))).as("a run that verifies").isNotEmpty();

        List<String> reused = classesLoadedByRun(classPath, words);

        assertThat(reused).contains("dev.remit.admission.Standing");
        assertThat(ofSignatures(reused)).isEmpty();
    }

    /** The verifier of the runtime loads exceptions for who may catch them. */
    private static List<String> ofSignatures(List<String> loaded) {
        return loaded.stream().filter(name -> !name.endsWith("Exception"))
                .filter(name -> name.startsWith("dev.remit.trust.signature.")
                        || name.startsWith("dev.remit.trust.store.") || name.startsWith("org.bouncycastle.math."))
                .toList();
    }

    private List<String> classesLoadedByRun(String classPath, List<String> words) throws Exception {
        Path log = directory.resolve("loaded");
        List<String> command = new ArrayList<>(RemitProcess.command("run"));
        command.addAll(words);
        command.set(command.indexOf("-cp") + 1, classPath);
        command.addAll(1, List.of("-Xlog:class+load:file=" + log + ":none", "-Dremit.build=test"));
        command.addAll(0, List.of("env", "XDG_CACHE_HOME=" + directory.resolve("cache"),
                "XDG_CONFIG_HOME=" + directory.resolve("config")));
        assertThat(RemitProcess.start(directory, command)).returns(0, RemitProcess.Result::exitCode);
        return Files.readAllLines(log).stream().map(line -> line.split(" ", 2)[0]).toList();
    }

    private static void checkNothingMade(List<String> loaded) {
        assertThat(loaded).doesNotContain("java.lang.runtime.ObjectMethods");
        assertThat(loaded).filteredOn(name -> name.contains("$Proxy")
                || name.startsWith("dev.remit.") && name.contains("$$TypeSwitch")).isEmpty();
    }
}
