package dev.remit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.GlobElement.AnyCharacter;
import dev.remit.policy.GlobElement.AnyText;
import dev.remit.policy.GlobElement.CharacterClass;
import dev.remit.policy.GlobElement.Range;
import dev.remit.policy.GlobElement.Text;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobElementTest {
    @Test
    void shouldTakeGlobApart() {
        assertThat(GlobElement.parse("a**b?[!c-e\\]]\\*")).containsExactly(new Text("a"), new AnyText(), new Text("b"),
                new AnyCharacter(), new CharacterClass(true, List.of(new Range('c', 'e'), new Range(']', ']'))),
                new Text("*"));
    }

    @Test
    void shouldTakeWhatIsNoClassForText() {
        assertThat(GlobElement.parse("a[b")).containsExactly(new Text("a[b"));
        assertThat(GlobElement.parse("[]")).containsExactly(new Text("[]"));
        assertThat(GlobElement.parse("[]a]"))
                .containsExactly(new CharacterClass(false, List.of(new Range(']', ']'), new Range('a', 'a'))));
        assertThat(GlobElement.parse("x\\")).containsExactly(new Text("x\\"));
    }

    @ParameterizedTest
    @CsvSource({"*.key, a.key, true", "*.key, .key, true", "*.key, a.keys, false", "a*b*c, a--b--c, true",
        "a*b*c, acb, false", "?, é, true", "?, 𝄞, true", "??, é, false", "[à-ü], é, true", "[!a], a, false",
        "[!a], b, true", "*a*a*, a, false", "*a*a*, aa, true", "[a-], -, true", "[b-a], a, false",
        "*, anything, true"})
    void shouldMatchNames(String pattern, String name, boolean matches) {
        assertThat(GlobElement.matches(GlobElement.parse(pattern), name)).isEqualTo(matches);
    }
}
