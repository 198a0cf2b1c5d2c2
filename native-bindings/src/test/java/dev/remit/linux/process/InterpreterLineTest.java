package dev.remit.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples; what the running kernel makes of thousands of first lines is compared by tests of whole programs. */
class InterpreterLineTest {
    private static final String NO_ARGUMENT = "none";

    @ParameterizedTest
    @ValueSource(strings = {"#!/bin/sh\n", "#!/bin/sh\necho", "#! \t/bin/sh\n", "#!/bin/sh \t \n", "#!/bin/sh\0 x\n",
        "#!/bin/sh"})
    void shouldFindInterpreterWithoutArgument(String head) {
        assertThat(parsed(head)).isEqualTo("/bin/sh|" + NO_ARGUMENT);
    }

    @Test
    void shouldTakeRestOfLineAsOneArgument() {
        assertThat(parsed("#!/usr/bin/env -S sh  -e\t\n x")).isEqualTo("/usr/bin/env|-S sh  -e");
        assertThat(parsed("#!a b\r\n")).isEqualTo("a|b\r");
        assertThat(parsed("#!a\tb\0c\n")).isEqualTo("a|b");
    }

    @Test
    void shouldGiveEmptyArgumentWhereFileEndsWithBlank() {
        assertThat(parsed("#!/bin/sh ")).isEqualTo("/bin/sh|");
    }

    @Test
    void shouldCutArgumentOffButNotInterpreter() {
        String name = "/" + "n".repeat(200);
        assertThat(parsed("#!" + name + " " + "a".repeat(100))).isEqualTo(name + "|" + "a".repeat(51));
        String longest = "/" + "n".repeat(252);
        assertThat(parsed("#!" + longest + " x")).isEqualTo(longest + "|" + NO_ARGUMENT);
        assertThat(InterpreterLine.parse(bytes("#!" + longest + "n x"))).isNull();
        assertThat(parsed("#!" + longest + "\n")).isEqualTo(longest + "|" + NO_ARGUMENT);
        assertThat(InterpreterLine.parse(bytes("#!" + longest + "n\n"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "# !/bin/sh\n", "#\n!/bin/sh", "#!\n/bin/sh", "#! \t\n", "\u007fELF"})
    void shouldFindNothingWhereKernelDoesNot(String head) {
        assertThat(InterpreterLine.parse(bytes(head))).isNull();
    }

    @Test
    void shouldFindEmptyInterpreterWhereFileEnds() {
        assertThat(parsed("#!")).isEqualTo("|" + NO_ARGUMENT);
        assertThat(InterpreterLine.isScript(bytes("#!"))).isTrue();
        assertThat(InterpreterLine.isScript(bytes("#"))).isFalse();
    }

    private static String parsed(String head) {
        InterpreterLine line = Objects.requireNonNull(InterpreterLine.parse(bytes(head)));
        return text(line.interpreter()) + "|" + text(line.argument());
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? NO_ARGUMENT : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
