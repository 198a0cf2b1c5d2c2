package dev.remit.trust.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRules;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Times as {@code valid-after} and {@code valid-before} give them: {@code YYYYMMDD} or {@code YYYYMMDDHHMM[SS]}, with
 * {@code Z} or {@code UTC} behind them for UTC.
 *
 * <p>Without these, the time is in the machine's time zone, and, as with {@code ssh-keygen}, in its standard time also
 * while daylight saving time is in force: {@code 20240701} in Berlin begins at 1 o'clock in the morning of that day.
 */
final class Timestamp {
    static final String FORMAT = "YYYYMMDD or YYYYMMDDHHMM[SS], with Z behind it for UTC";

    private static final int TO_DAY = 8;
    private static final int TO_MINUTE = 12;
    private static final int TO_SECOND = 14;
    private static final Instant TOO_LATE = LocalDateTime.of(10_000, 1, 1, 0, 0).toInstant(ZoneOffset.UTC);

    private Timestamp() {}

    /**
     * Reads a time.
     *
     * @param zone of a time without one; null for the machine's, which is asked for only then, since it takes long
     * @return seconds since the epoch, positive
     * @throws InvalidTextException when there is no such time, or it is not after the epoch
     */
    static long parse(String text, @Nullable ZoneId zone) throws InvalidTextException {
        String upper = text.toUpperCase(Locale.ROOT);
        boolean utc = upper.endsWith("Z") || upper.endsWith("UTC");
        int length = !utc ? text.length() : text.length() - (upper.endsWith("Z") ? 1 : "UTC".length());
        if (length != TO_DAY && length != TO_MINUTE && length != TO_SECOND) {
            throw invalid(text);
        }
        LocalDateTime local = read(text, length);
        long seconds = local.toEpochSecond(utc ? ZoneOffset.UTC : standardOffset(local, zone));
        if (seconds <= 0) {
            throw new InvalidTextException(0, Quoted.of(text) + " is a time before 1970", FORMAT);
        }
        return seconds;
    }

    private static LocalDateTime read(String text, int length) throws InvalidTextException {
        int[] pairs = new int[TO_SECOND / 2];
        for (int i = 0; i < length; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                throw invalid(text);
            }
            pairs[i / 2] = pairs[i / 2] * 10 + digit - '0';
        }
        try {
            return LocalDateTime.of(pairs[0] * 100 + pairs[1], pairs[2], pairs[3], pairs[4], pairs[5], pairs[6]);
        } catch (DateTimeException _) {
            throw new InvalidTextException(0, Quoted.of(text) + " is a time that does not exist", FORMAT);
        }
    }

    private static InvalidTextException invalid(String text) {
        return new InvalidTextException(0, Quoted.of(text) + " is no time", FORMAT);
    }

    private static ZoneOffset standardOffset(LocalDateTime local, @Nullable ZoneId zone) {
        ZoneRules rules = (zone == null ? ZoneId.systemDefault() : zone).getRules();
        return rules.getStandardOffset(local.toInstant(rules.getOffset(local)));
    }

    /** The text that is read as this time everywhere; parts of a second are dropped. Years 1970 to 9999. */
    static String format(Instant time) {
        if (time.getEpochSecond() <= 0 || !time.isBefore(TOO_LATE)) {
            throw new IllegalArgumentException("the time " + time
                    + " cannot be written: its year is not from 1970 to 9999");
        }
        return DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC).format(time);
    }
}
