package dev.remit.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Holds both columns of the table to the kernel's headers, whichever machine the test runs on. */
class SyscallNumberTest {
    private static final Path GENERIC_HEADER = Path.of("/usr/include/asm-generic/unistd.h");
    /** Some calls are numbered by way of a second name, because 32-bit machines have others there. */
    private static final Pattern DEFINITION = Pattern.compile("#define __NR(?:3264)?_(\\w+)\\s+(\\d+)\\s*");
    /** From here on all architectures number alike. */
    private static final int FIRST_COMMON = 424;

    @Test
    void shouldNumberCallsOfX8664AsHeaderDoes() throws Exception {
        Map<String, Integer> table = tableOf("amd64");

        assertThat(table).isNotEmpty();
        for (var call : table.entrySet()) {
            assertThat(HeaderNumber.of("__NR_" + call.getKey())).as(call.getKey())
                    .isEqualTo(call.getValue());
        }
    }

    @Test
    void shouldNumberCallsOfAarch64AsGenericHeaderDoes() throws Exception {
        Map<String, Integer> known = recorded();
        Map<String, Integer> x8664 = tableOf("amd64");
        Map<String, Integer> table = tableOf("aarch64");

        assertThat(table.keySet()).isEqualTo(x8664.keySet());
        for (var call : table.entrySet()) {
            Integer expected = known.get(call.getKey());
            if (expected == null) {
                expected = x8664.get(call.getKey());
                assertThat(expected).as(call.getKey()).isGreaterThanOrEqualTo(FIRST_COMMON);
            }
            assertThat(call.getValue()).as(call.getKey()).isEqualTo(expected);
        }
    }

    @Test
    @EnabledIf(value = "hasGenericHeader", disabledReason = "the kernel's headers are not installed")
    void shouldHaveRecordedNumbersThatThisMachinesHeaderGives() throws IOException {
        Map<String, Integer> header = new HashMap<>();
        try (Stream<String> lines = Files.lines(GENERIC_HEADER)) {
            lines.map(DEFINITION::matcher).filter(Matcher::matches)
                    .forEach(match -> header.put(match.group(1), Integer.valueOf(match.group(2))));
        }

        assertThat(header).containsAllEntriesOf(recorded());
    }

    static boolean hasGenericHeader() {
        return Files.exists(GENERIC_HEADER);
    }

    /** Reads a second copy of the class, initialised as it would be on another machine. */
    private static Map<String, Integer> tableOf(String architecture) throws Exception {
        String here = System.getProperty("os.arch");
        System.setProperty("os.arch", architecture);
        try {
            Class<?> copy = new Copy().copyOf(SyscallNumber.class);
            Map<String, Integer> numbers = new TreeMap<>();
            for (Field field : copy.getFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    numbers.put(field.getName().toLowerCase(Locale.ROOT), field.getInt(null));
                }
            }
            return numbers;
        } finally {
            System.setProperty("os.arch", here);
        }
    }

    private static Map<String, Integer> recorded() throws IOException {
        Map<String, Integer> numbers = new HashMap<>();
        try (InputStream file = SyscallNumberTest.class.getResourceAsStream("aarch64-calls.txt");
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int space = line.indexOf(' ');
                numbers.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
            });
        }
        return numbers;
    }

    private static final class Copy extends ClassLoader {
        Class<?> copyOf(Class<?> original) throws IOException {
            String file = "/" + original.getName().replace('.', '/') + ".class";
            try (InputStream code = Objects.requireNonNull(original.getResourceAsStream(file))) {
                byte[] bytes = code.readAllBytes();
                return defineClass(original.getName(), bytes, 0, bytes.length);
            }
        }
    }
}
