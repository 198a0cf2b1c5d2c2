package dev.remit.cli;

import dev.remit.admission.Admission;
import dev.remit.admission.Gate;
import dev.remit.admission.Standing;
import dev.remit.display.ShellWord;
import dev.remit.config.ConfigPlaces;
import dev.remit.config.Pin;
import dev.remit.config.ProtectedFile;
import dev.remit.config.UnprotectedFileException;
import dev.remit.difference.Change;
import dev.remit.difference.Difference;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.Settings;
import dev.remit.manifest.yaml.SettingsParser;
import dev.remit.policy.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** Lets a manifest run or not, and asks the user where that is for the user to say. */
final class Admittance {
    private static final int LONGEST_SETTINGS = 1 << 16;
    private static final Path UID_MAP = Path.of("/proc/self/uid_map");
    /** First id inside, first id outside, how many: of one mapping. */
    private static final int MAP_FIELDS = 3;

    private final Console console;
    private final Map<String, String> environment;
    private final ConfigPlaces places;

    Admittance(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
        this.places = ConfigPlaces.of(environment);
    }

    /**
     * Returns when the manifest may be run.
     *
     * @param accepted what the caller accepts, in the words of {@code --accept-permissions}
     * @param earlier what was found of its signature before; null where nothing was
     * @return what is found of it now; null where there is nothing to speak of
     * @throws Failure with why it may not
     */
    @Nullable
    Standing admit(ManifestFile file, LoadedPolicy loaded, List<String> accepted, @Nullable Standing earlier)
            throws Failure {
        Gate gate = new Gate(places, settings().unsigned(), isPrivileged());
        Admission admission = gate.judge(file.submission(loaded.claims()), Instant.now(), earlier,
                before -> grown(file, before, loaded));
        return switch (admission) {
            case Admission.Admitted(List<String> remarks, Standing standing) -> {
                remarks.forEach(console::say);
                yield standing;
            }
            case Admission.Refused(String message, String remedy) ->
                throw Failure.of(ExitCode.REMIT_FAILED, message, remedy);
            case Admission.Unsettled question -> {
                settle(file, loaded, question, accepted);
                try {
                    gate.accept(question);
                } catch (IOException failure) {
                    throw Failure.of(ExitCode.REMIT_FAILED,
                            "what was accepted cannot be kept: " + failure.getMessage(), "");
                }
                yield null;
            }
        };
    }

    /** What holds for this user. */
    Settings settings() throws Failure {
        Settings settings = settings(places.system());
        Path user = places.user();
        return user == null ? settings : settings.stricter(settings(user));
    }

    private static Settings settings(Path directory) throws Failure {
        Path file = directory.resolve(ConfigPlaces.SETTINGS);
        // Most users have none; then it does not matter who else could write one.
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Settings.UNSAID;
        }
        try {
            Optional<byte[]> bytes = ProtectedFile.read(file, LONGEST_SETTINGS);
            Outcome<Settings> settings = SettingsParser.parse(file.toString(), bytes.orElse(new byte[0]));
            if (settings.value() == null) {
                throw Failure.diagnostics(ExitCode.REMIT_FAILED, settings.render());
            }
            return settings.value();
        } catch (UnprotectedFileException unsafe) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(unsafe.getMessage()), "");
        }
    }

    private static boolean isPrivileged() {
        return "root".equals(System.getProperty("user.name")) && !isRootForItselfOnly();
    }

    /**
     * Whether this is a user namespace in which nobody is but its root, who is an ordinary user outside; as that, he may
     * do no more than without it: user_namespaces(7).
     */
    private static boolean isRootForItselfOnly() {
        try {
            StringTokenizer map = new StringTokenizer(Files.readString(UID_MAP));
            return map.countTokens() == MAP_FIELDS && map.nextToken().equals("0") && !map.nextToken().equals("0")
                    && map.nextToken().equals("1");
        } catch (IOException unknown) {
            return false;
        }
    }

    private List<Change> grown(ManifestFile file, byte[] earlier, LoadedPolicy loaded) {
        try {
            LoadedPolicy before = file.load(earlier, environment);
            return Difference.grown(before.policy(), loaded.policy(), file.directory().toString());
        } catch (Failure unreadable) {
            return List.of(new Change("everything", "what was accepted before cannot be read any more",
                    new Origin("", 0, 0, "")));
        }
    }

    private void settle(ManifestFile file, LoadedPolicy loaded, Admission.Unsettled question, List<String> accepted)
            throws Failure {
        List<String> missing = new ArrayList<>(question.words());
        missing.removeAll(accepted);
        if (missing.isEmpty()) {
            return;
        }
        explain(loaded, question).forEach(console::say);
        if (Terminal.isInteractive()) {
            if (Terminal.confirms("Accept that from now on?")) {
                return;
            }
            throw Failure.of(ExitCode.REMIT_FAILED, file.file() + ": not accepted, nothing was run", "");
        }
        StringBuilder options = new StringBuilder();
        for (String word : question.words()) {
            options.append(" --accept-permissions ").append(ShellWord.of(word));
        }
        throw Failure.of(ExitCode.REMIT_FAILED, file.file() + ": there is no terminal to ask on, so nothing was run",
                "To accept it once and for all: remit run" + options + " " + ShellWord.of(file.file().toString()));
    }

    private static List<String> explain(LoadedPolicy loaded, Admission.Unsettled question) {
        List<String> lines = new ArrayList<>();
        Pin earlier = question.earlier();
        String now = earlier.application() + before(" ", loaded.claims().version());
        if (!question.grown().isEmpty()) {
            lines.add(now + " asks for more than was accepted" + before(" of version ", earlier.manifest().version())
                    + ":");
            question.grown().forEach(change -> lines.add("  + " + change.describe()));
        }
        if (question.signer() != null) {
            lines.add(now + " is signed by another key than before, and no statement of the old one names it:");
            lines.add("  + key:" + question.signer().fingerprint());
        }
        return lines;
    }

    private static String before(String words, String version) {
        return version.isEmpty() ? "" : words + version;
    }
}
