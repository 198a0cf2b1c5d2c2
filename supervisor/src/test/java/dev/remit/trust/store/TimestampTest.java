package dev.remit.trust.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That ssh-keygen reads the same times the same way is shown in KeygenJudgementTest. */
class TimestampTest {
    @ParameterizedTest
    @CsvSource({
        "20240229Z, America/New_York, 2024-02-29T00:00:00Z",
        "202402291337z, Asia/Tokyo, 2024-02-29T13:37:00Z",
        "20240229133759Z, Asia/Tokyo, 2024-02-29T13:37:59Z",
        "20240229133759utc, Asia/Tokyo, 2024-02-29T13:37:59Z",
        "20240229UTC, Asia/Tokyo, 2024-02-29T00:00:00Z",
        "20240229, Asia/Tokyo, 2024-02-28T15:00:00Z",
        "202401151200, Europe/Berlin, 2024-01-15T11:00:00Z",
        "202401151200, America/New_York, 2024-01-15T17:00:00Z",
        "20240115120030, Asia/Kathmandu, 2024-01-15T06:15:30Z",
        "19700101000001Z, UTC, 1970-01-01T00:00:01Z",
        "99991231235959Z, UTC, 9999-12-31T23:59:59Z",
    })
    void shouldReadTimes(String text, ZoneId zone, Instant time) throws InvalidTextException {
        assertThat(Timestamp.parse(text, zone)).isEqualTo(time.getEpochSecond());
    }

    @ParameterizedTest
    @CsvSource({
        "202407011200, Europe/Berlin, 2024-07-01T11:00:00Z",
        "202407011200, America/New_York, 2024-07-01T17:00:00Z",
        "202401011200, Australia/Sydney, 2024-01-01T02:00:00Z",
        "202403310230, Europe/Berlin, 2024-03-31T01:30:00Z",
        "202410270230, Europe/Berlin, 2024-10-27T01:30:00Z",
    })
    void shouldReadTimesOfSummerInStandardTimeAsSshKeygenDoes(String text, ZoneId zone, Instant time)
            throws InvalidTextException {
        assertThat(Timestamp.parse(text, zone)).isEqualTo(time.getEpochSecond());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Z", "UTC", "2024", "2024010", "202401011", "2024010112000", "2024-01-01", "20240101T",
        "+2024101", "2024 101", "\u0662\u0660\u0662\u0664\u0660\u0661\u0660\u0661", "always", "forever",
        "2024010112000000", "20240101ZZ", "20240101 Z"})
    void shouldRefuseWhatIsNoTime(String text) {
        assertThatThrownBy(() -> Timestamp.parse(text, ZoneOffset.UTC)).isInstanceOf(InvalidTextException.class)
                .hasMessage("\"" + text + "\" is no time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20240230", "20230229Z", "20241301", "20240001", "20240100", "202401012400",
        "202401011260", "20240101125960"})
    void shouldRefuseTimesThatDoNotExist(String text) {
        assertThatThrownBy(() -> Timestamp.parse(text, ZoneOffset.UTC)).isInstanceOf(InvalidTextException.class)
                .hasMessage("\"" + text + "\" is a time that does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"19691231Z", "19700101Z", "00000101Z", "19600101"})
    void shouldRefuseTimesBeforeTheEpoch(String text) {
        assertThatThrownBy(() -> Timestamp.parse(text, ZoneOffset.UTC)).isInstanceOf(InvalidTextException.class)
                .hasMessage("\"" + text + "\" is a time before 1970");
    }

    @Test
    void shouldWriteTimesThatAreReadTheSameEverywhere() throws InvalidTextException {
        Instant time = Instant.parse("2031-07-08T09:10:11.5Z");
        assertThat(Timestamp.format(time)).isEqualTo("20310708091011Z");
        assertThat(Timestamp.parse(Timestamp.format(time), ZoneId.of("Asia/Tokyo")))
                .isEqualTo(time.getEpochSecond());
        assertThatThrownBy(() -> Timestamp.format(Instant.MAX)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Timestamp.format(Instant.EPOCH)).isInstanceOf(IllegalArgumentException.class);
    }
}
