package dev.remit.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table classifies every call: all those of the newest kernel whose headers were read, kept beside this test, and
 * whatever newer headers the machine has.
 */
class KernelHeadersTest {
    private static final SystemCalls CALLS = SystemCalls.load();
    private static final Path HEADERS = Path.of(System.getProperty("remit.headers", "/usr/include"));
    private static final Pattern NUMBER = Pattern.compile("#define __NR(?:3264)?_(\\w+)\\s+(\\d+)");
    /** In {@code asm-generic/unistd.h}, the calls of 32-bit machines alone. */
    private static final int FIRST_OF_32_BITS = 403;
    private static final int LAST_OF_32_BITS = 423;

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void shouldClassifyExactlyTheCallsOfNewestKnownKernel(Architecture architecture) throws IOException {
        Map<String, Integer> expected = new TreeMap<>();
        String list = architecture == Architecture.X86_64 ? "linux-7.3-x86-64.calls" : "linux-7.3-aarch64.calls";
        for (String line : resource(list).lines().toList()) {
            int space = line.indexOf(' ');
            if (!line.startsWith("#")) {
                expected.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
            }
        }
        Map<String, Integer> actual = new TreeMap<>();
        for (SystemCall call : CALLS.all()) {
            if (call.number(architecture) != SystemCall.NONE) {
                actual.put(call.name(), call.number(architecture));
            }
        }
        assertThat(expected).hasSizeGreaterThan(300);
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void shouldClassifyEveryCallInHeadersOfThisMachine() throws IOException {
        assertThat(unclassified(HEADERS)).as("calls to be classified in calls.table").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64-linux-gnu/asm/unistd_64.h", "aarch64-linux-gnu/asm/unistd_64.h",
        "asm-generic/unistd.h"})
    void shouldFindCallThatOnlyNewerHeadersHave(String name, @TempDir Path directory) throws IOException {
        StringBuilder text = new StringBuilder("#define __NR3264_mmap 222\n#define __NR_syscalls 10000\n");
        CALLS.all().forEach(call -> {
            int number = call.number(name.contains("x86_64") ? Architecture.X86_64 : Architecture.AARCH64);
            if (number != SystemCall.NONE) {
                text.append("#define __NR_").append(call.name()).append(' ').append(number).append('\n');
            }
        });
        Path header = directory.resolve("include").resolve(name);
        Files.createDirectories(header.getParent());
        Files.writeString(header, text.toString());
        assertThat(unclassified(directory.resolve("include"))).isEmpty();

        Files.writeString(header, text + "#define __NR_shiny_new_call 9999\n");
        assertThat(unclassified(directory.resolve("include"))).singleElement().asString()
                .startsWith("shiny_new_call 9999 on ");
    }

    private static List<String> unclassified(Path include) throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path header : headers(include)) {
            Architecture architecture = architectureOf(header);
            boolean generic = header.endsWith("asm-generic/unistd.h");
            CallNumbers known = CALLS.on(architecture);
            numbers(header).forEach((name, number) -> {
                boolean foreign = generic && number >= FIRST_OF_32_BITS && number <= LAST_OF_32_BITS;
                if (!foreign && known.find(number) == null) {
                    missing.add(name + " " + number + " on " + architecture.title() + " (" + header + ")");
                }
            });
        }
        return missing;
    }

    /** Those of both architectures; none on a machine without headers, where the checked-in lists alone decide. */
    private static List<Path> headers(Path include) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(include)) {
            try (Stream<Path> walk = Files.find(include, 4, (path, attributes) -> isHeader(path))) {
                walk.forEach(found::add);
            }
        }
        return found;
    }

    private static boolean isHeader(Path path) {
        return path.endsWith("x86_64-linux-gnu/asm/unistd_64.h") || path.endsWith("aarch64-linux-gnu/asm/unistd_64.h")
                || path.endsWith("include/asm/unistd_64.h") || path.endsWith("asm-generic/unistd.h");
    }

    private static Architecture architectureOf(Path header) {
        if (header.endsWith("include/asm/unistd_64.h")) {
            return Architecture.current();
        }
        return header.toString().contains("x86_64") ? Architecture.X86_64 : Architecture.AARCH64;
    }

    private static Map<String, Integer> numbers(Path header) throws IOException {
        Map<String, Integer> numbers = parse(Files.readString(header));
        assertThat(numbers).as("calls in %s", header).hasSizeGreaterThan(250);
        return numbers;
    }

    private static Map<String, Integer> parse(String header) {
        Map<String, Integer> numbers = new HashMap<>();
        Matcher matcher = NUMBER.matcher(header);
        while (matcher.find()) {
            String name = matcher.group(1);
            if (!name.equals("syscalls") && !name.equals("arch_specific_syscall")) {
                numbers.put(name, Integer.valueOf(matcher.group(2)));
            }
        }
        return numbers;
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = KernelHeadersTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
