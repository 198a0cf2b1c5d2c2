package dev.remit.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No input makes the parser throw, hang or fill the memory. */
class HostileInputTest {
    private static final int ROUNDS = 40_000;
    private static final String[] TOKENS = {"*", "&a ", "*a", "? ", ": ", "- ", "[", "]", "{", "}", "|\n", ">-\n", "\"",
        "'", "!!str ", "!<x> ", "%YAML 1.2\n", "%TAG ! x\n", "---\n", "...\n", "#", "\t", "\n", "\r", "\0", "\uFEFF",
        "\u2028", "\\u0000", "\\xZZ", "<<: *a", "\ud83d\ude00", "..", "/", "**", "{a,b}", "$HOME",
        "99999999999999999999",
        "0x", "~", "null", "\\\\", "name: ", "path: "};

    private static Outcome<Manifest> parse(byte[] bytes) {
        Outcome<Manifest> outcome = ManifestParser.parse("hostile.yml", bytes);
        assertThat(outcome.failed()).isEqualTo(outcome.diagnostics().stream().anyMatch(d -> d.isError()));
        String rendered = outcome.render();
        for (int at = 0; at < rendered.length(); at++) {
            char c = rendered.charAt(at);
            assertThat(c == '\n' || !Character.isISOControl(c)).isTrue();
        }
        return outcome;
    }

    private static void assertFails(String text, String message) {
        Outcome<Manifest> outcome = parse(text.getBytes(StandardCharsets.UTF_8));
        assertThat(outcome.failed()).isTrue();
        assertThat(outcome.render()).contains(message);
    }

    @Test
    @Timeout(120)
    void shouldAnswerEveryMutationOfAManifest() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Path sample : GoldenDiagnosticsTest.good()) {
            seeds.add(Files.readAllBytes(sample));
        }
        for (Path sample : GoldenDiagnosticsTest.bad()) {
            seeds.add(Files.readAllBytes(sample));
        }
        long seed = 20_260_101;
        SplittableRandom random = new SplittableRandom(seed);
        int accepted = 0;
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        int round = 0;
        for (; round < ROUNDS && System.nanoTime() < end; round++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size()));
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bytes = mutate(bytes, random);
            }
            accepted += ManifestParser.parse("hostile.yml", bytes).failed() ? 0 : 1;
        }
        assertThat(round).as("rounds within the time given").isGreaterThan(1_000);
        assertThat(accepted).as("some mutations leave a manifest").isGreaterThan(10);
    }

    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(8));
        out.write(bytes, 0, at);
        switch (random.nextInt(5)) {
            case 0 -> out.write(bytes, to, bytes.length - to);
            case 1 -> {
                out.writeBytes(TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8));
                out.write(bytes, at, bytes.length - at);
            }
            case 2 -> {
                out.write(random.nextInt(256));
                out.write(bytes, Math.min(bytes.length, at + 1), bytes.length - Math.min(bytes.length, at + 1));
            }
            case 3 -> {
                int from = random.nextInt(bytes.length + 1);
                out.write(bytes, from, Math.min(bytes.length - from, random.nextInt(40)));
                out.write(bytes, at, bytes.length - at);
            }
            default -> {
                out.write(bytes, at, to - at);
                out.write(bytes, at, bytes.length - at);
            }
        }
        return out.toByteArray();
    }

    @Test
    @Timeout(120)
    void shouldBoundDepthInEveryStyle() {
        int deep = 200_000;
        assertFails("[".repeat(deep), "nested deeper than 32 levels");
        assertFails("{a: ".repeat(deep), "nested deeper than 32 levels");
        assertFails("- ".repeat(deep), "nested deeper than 32 levels");
        assertFails("? ".repeat(deep), "nested deeper than 32 levels");
        StringBuilder indented = new StringBuilder();
        for (int level = 0; level < 1_000; level++) {
            indented.append(" ".repeat(level)).append("a:\n");
        }
        assertFails(indented.toString(), "nested deeper than 32 levels");
    }

    @Test
    @Timeout(120)
    void shouldBoundSizeAndNumbers() {
        String head = "manifestVersion: v1\nname: a\nrun: b\n";
        assertFails(" ".repeat((1 << 20) + 1), "larger than a manifest may be");
        assertFails(head + "args: [" + "x,".repeat(500_000) + "]", "262144 values");
        assertFails(head + "args: [" + "&a x,*a,".repeat(60_000) + "]", "more than 100 aliases");
        assertFails(head + "limits: { memory: " + "9".repeat(500_000) + " }", "memory is too large");
        assertFails(
                head + "allowedDirectories: [" + ("{ path: '/" + "{a,b}".repeat(10) + "', permission: read },").repeat(
                        9_000) + "]",
                "amount to more than 100000 paths");
        assertFails(head + "\"" + "k".repeat(900_000) + "\": x", "could not find expected ':'");
        assertFails(head + "? " + "k".repeat(900_000), "unknown key");
        assertFails(head + "allowedDirectories: [" + "{ path: 'a[', permission: read },".repeat(30_000) + "]",
                "more like these");
        assertFails("k: v\n".repeat(100_000), "more like these");
    }

    @Test
    void shouldAnswerTextThatIsNoText() {
        assertFails("\u0000", "cannot hold the character U+0000");
        assertFails("a: \u001b[2J", "cannot hold the character U+001B");
        assertFails("a\uFEFFb: x", "cannot hold the character U+FEFF");
        assertThat(parse(new byte[]{(byte) 0xC0, (byte) 0x80}).render()).contains("the byte 0xc0 is not UTF-8");
        assertThat(parse(new byte[]{'a', (byte) 0xE2, (byte) 0x82}).render()).contains("hostile.yml:1:2");
        assertThat(parse(new byte[]{(byte) 0xED, (byte) 0xA0, (byte) 0x80}).failed()).isTrue();
        assertThat(parse(new byte[]{(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}).failed()).isTrue();
        assertThat(parse(new byte[0]).failed()).isTrue();
        assertThat(parse("%YAML 99999999999999.1\n--- a".getBytes(StandardCharsets.UTF_8)).failed()).isTrue();
        assertThat(parse("%YAML 1.2\n%YAML 1.2\n--- a".getBytes(StandardCharsets.UTF_8)).failed()).isTrue();
    }
}
