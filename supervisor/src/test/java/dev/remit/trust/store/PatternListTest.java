package dev.remit.trust.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternListTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "alice@example.com | alice@example.com | true",
        "alice@example.com | Alice@example.com | false",
        "*@example.com | alice@example.com | true",
        "*@example.com | alice@example.org | false",
        "*@example.com | @example.com | true",
        "* | x | true",
        "? | x | true",
        "? | xy | false",
        "a*b*c | aXXbYYc | true",
        "a*b*c | abc | true",
        "a*b*c | acb | false",
        "a*?c | abc | true",
        "a*?c | ac | false",
        "a,b | b | true",
        "*,!bob | alice | true",
        "*,!bob | bob | false",
        "!bob,* | bob | false",
        "!b*,bob | bob | false",
        "!alice | bob | false",
        "!!bob,* | !bob | false",
        "a!b | a!b | true",
        "[ab] | a | false",
        "\\* | \\x | true",
    })
    void shouldMatchAsSshDoes(String patterns, String name, boolean matches) throws InvalidTextException {
        assertThat(PatternList.parse(patterns).matches(name)).isEqualTo(matches);
    }

    @Test
    void shouldTakeAQuestionMarkForOneByteAsSshDoes() throws InvalidTextException {
        assertThat(PatternList.parse("?").matches("é")).isFalse();
        assertThat(PatternList.parse("??").matches("é")).isTrue();
        assertThat(PatternList.parse("*").matches("é€𝄞")).isTrue();
        assertThat(PatternList.parse("é").matches("é")).isTrue();
        assertThat(PatternList.parse("é").matches("è")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a,", ",a", "a,,b", "!", "a,!", "!,a"})
    void shouldRefuseEmptyPatterns(String patterns) {
        assertThatThrownBy(() -> PatternList.parse(patterns)).isInstanceOf(InvalidTextException.class)
                .hasMessage("an empty pattern");
    }

    @Test
    void shouldRefusePatternsThatSshWouldNotMatch() throws InvalidTextException {
        String longest = "x".repeat(PatternList.LONGEST_PATTERN);
        assertThat(PatternList.parse("!" + longest + ",a").matches("a")).isTrue();
        assertThatThrownBy(() -> PatternList.parse("a," + longest + "x")).isInstanceOf(InvalidTextException.class)
                .hasMessageContaining("more than 1022 bytes");
        assertThatThrownBy(() -> PatternList.parse("é".repeat(512))).isInstanceOf(InvalidTextException.class);
    }

    @Test
    void shouldMatchLikeANaiveMatcher() throws InvalidTextException {
        Random random = new Random(5);
        int matched = 0;
        for (int round = 0; round < 20_000; round++) {
            String pattern = text(random, "ab*?", 1 + random.nextInt(7));
            String name = text(random, "ab", random.nextInt(8));
            boolean expected = naive(name, pattern);
            assertThat(PatternList.parse(pattern).matches(name)).as("%s for %s", pattern, name).isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isBetween(2_000, 18_000);
    }

    private static String text(Random random, String letters, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static boolean naive(String name, String pattern) {
        if (pattern.isEmpty()) {
            return name.isEmpty();
        }
        return switch (pattern.charAt(0)) {
            case '*' -> naive(name, pattern.substring(1)) || !name.isEmpty() && naive(name.substring(1), pattern);
            case '?' -> !name.isEmpty() && naive(name.substring(1), pattern.substring(1));
            default -> !name.isEmpty() && name.charAt(0) == pattern.charAt(0)
                    && naive(name.substring(1), pattern.substring(1));
        };
    }

    @Test
    void shouldNotTakeLongOverManyStars() throws InvalidTextException {
        PatternList stars = PatternList.parse("*a".repeat(510) + "*b");
        PatternList runs = PatternList.parse("*".repeat(1021) + "b");
        PatternList late = PatternList.parse("*" + "a".repeat(1000) + "b");
        String name = "a".repeat(5_000);
        // A matcher that tries all ways would take longer than the universe is old.
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(stars.matches(name)).isFalse();
            assertThat(runs.matches(name)).isFalse();
            assertThat(late.matches(name)).isFalse();
            assertThat(stars.matches(name + "b")).isTrue();
        });
    }
}
