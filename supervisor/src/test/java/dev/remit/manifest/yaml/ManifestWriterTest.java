package dev.remit.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.manifest.InlineManifest;
import dev.remit.manifest.Manifest;
import dev.remit.policy.Permission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestWriterTest {
    static List<Path> good() throws IOException {
        return GoldenDiagnosticsTest.good();
    }

    private static void assertReadsBack(Manifest manifest) {
        String text = ManifestWriter.write(manifest);
        Manifest again = ManifestParser.parse("again.yml", text.getBytes(StandardCharsets.UTF_8)).get();
        assertThat(again.identity()).as(text).isEqualTo(manifest.identity());
        assertThat(again.start()).as(text).isEqualTo(manifest.start());
        assertThat(again.limits()).as(text).isEqualTo(manifest.limits());
        assertThat(again.grants()).as(text).isEqualTo(manifest.grants());
        assertThat(ManifestWriter.write(again)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("good")
    void shouldReadBackWhatItWrote(Path sample) throws IOException {
        assertReadsBack(ManifestParser.parse("sample.yml", Files.readAllBytes(sample)).get());
    }

    @Test
    void shouldWriteForPeople() throws IOException {
        Path sample = Path.of("src/test/resources/manifests/good/everything.yml");
        String text = ManifestWriter.write(ManifestParser.parse("sample.yml", Files.readAllBytes(sample)).get());
        assertThat(text).contains("version: 1.4.0\n", "description: \"Fetches forecasts,\\nand shows them.\\n\"\n",
                "args: ['--port', '8080', '']\n", """
                        allowedDirectories:
                          - name: appDir
                            path: './**/'
                            permission: read
                        """, "  - class: audioOut\n    through: server\n", "  memory: 512MiB\n", "  cpuTime: 1m\n",
                "  fileSize: 1GiB\n");
    }

    @Test
    void shouldWriteWhatACommandLineAmountsTo() {
        Manifest manifest = new InlineManifest().allow("-r", "/data/**", Permission.READ)
                .allow("-w", "./out/**", Permission.READ_WRITE).allow("-x", "/usr/bin/**", Permission.READ_EXECUTE)
                .use("--use", "python").build(List.of("./a [1]*.py", "--flag", "two words")).get();
        assertThat(ManifestWriter.write(manifest)).isEqualTo("""
                manifestVersion: v1
                name: 'a [1]*.py'
                run: './a \\[1\\]\\*.py'
                args: ['--flag', 'two words']
                uses: [system, python]

                allowedDirectories:
                  - path: '/data/**'
                    permission: read
                  - path: './out/**'
                    permission: readWrite
                  - path: '/usr/bin/**'
                    permission: readExecute
                """);
        assertReadsBack(manifest);
    }

    @Test
    void shouldPointIntoTheOptionThatIsWrong() {
        assertThat(new InlineManifest().allow("-r", "/data/[ab", Permission.READ).build(List.of("true")).render())
                .isEqualTo("""
                        command line: error: this [ has no ]
                          | -r /data/[ab
                          |          ^~~
                          = expected a class such as [a-z], or \\[ for the character itself
                        """);
        assertThat(new InlineManifest().build(List.of()).failed()).isTrue();
    }

    @Test
    void shouldStartFromNoFragmentsWhenTold() {
        Manifest manifest = new InlineManifest().use("--use", "none").use("--use", "dns").use("--use", "dns")
                .build(List.of("/bin/\u0007")).get();
        assertThat(manifest.grants().uses()).extracting(Object::toString).containsExactly("dns");
        assertThat(manifest.identity().name().value()).isEqualTo("_");
    }

    @Test
    void shouldQuoteAnyTextSoThatItReadsBack() {
        SplittableRandom random = new SplittableRandom(7);
        String alphabet = "ab1-:#'\"\\ \n\t,[]{}&*!|>%@`?~yesnull.0x\u00e9\u65e5\u2028\u202e\u0085\u00a0\ud83d\ude00";
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                int at = random.nextInt(alphabet.codePointCount(0, alphabet.length()));
                text.appendCodePoint(alphabet.codePointAt(alphabet.offsetByCodePoints(0, at)));
            }
            String manifest = "manifestVersion: v1\nname: a\nrun: b\nargs: [" + YamlText.quoted(text.toString())
                    + "]\n";
            assertThat(ManifestParser.parse("x.yml", manifest.getBytes(StandardCharsets.UTF_8)).get().start().args())
                    .extracting(Object::toString).containsExactly(text.toString());
        }
    }
}
