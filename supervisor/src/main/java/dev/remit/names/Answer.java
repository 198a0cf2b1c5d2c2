package dev.remit.names;

import dev.remit.policy.AddressBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a name server said. Whatever bytes come, {@link #read} returns one of these.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1035#section-4.1">RFC 1035, section 4.1</a>
 */
sealed interface Answer {
    /** What is wrong with it, in words that follow the server's address; an empty string when it settles the matter. */
    default String problem() {
        return "sends what is no answer";
    }

    /**
     * The addresses of the name, or of the name that it is another name for.
     *
     * @param addresses none when the name exists but has none of this kind
     * @param seconds time to live: the shortest along the way; 0 for an empty answer
     */
    record Addresses(List<AddressBlock> addresses, long seconds) implements Answer {
        public Addresses {
            addresses = List.copyOf(addresses);
        }

        @Override
        public String problem() {
            return "";
        }
    }

    /** There is no such name. */
    record NoSuchName() implements Answer {
        @Override
        public String problem() {
            return "";
        }
    }

    /** It did not fit: ask again by TCP. */
    record Truncated() implements Answer {}

    /** The server would not or could not answer. */
    record Refused(int code) implements Answer {
        @Override
        public String problem() {
            return "answers " + switch (code) {
                case 1 -> "FORMERR";
                case 2 -> "SERVFAIL";
                case 4 -> "NOTIMP";
                case 5 -> "REFUSED";
                default -> "error " + code;
            };
        }
    }

    /** It answers the question, but breaks the format. */
    record Malformed() implements Answer {}

    /** It answers something else, or is no answer at all. */
    record Unrelated() implements Answer {}

    /**
     * Reads a message.
     *
     * @param message all of it
     * @param question that was asked
     */
    static Answer read(byte[] message, Question question) {
        return new Reader(message, question).read();
    }

    /** Reads one message. */
    final class Reader {
        private static final int RESPONSE = 0x8000;
        private static final int OPERATION = 0x7800;
        private static final int TRUNCATED = 0x0200;
        private static final int CODE = 0x000F;
        private static final int NO_SUCH_NAME = 3;
        private static final int FIXED = 10;
        private static final int MOST_ALIASES = 16;
        private static final int V4_BYTES = 4;
        private static final int V6_BYTES = 16;

        private final byte[] message;
        private final Question question;
        private final List<Address> addresses = new ArrayList<>();
        private final Map<String, Alias> aliases = new HashMap<>();

        private record Address(String owner, AddressBlock address, long seconds) {}

        private record Alias(String target, long seconds) {}

        Reader(byte[] message, Question question) {
            this.message = message;
            this.question = question;
        }

        Answer read() {
            if (!answersTheQuestion()) {
                return new Unrelated();
            }
            int flags = u16(2);
            int code = flags & CODE;
            if (code == NO_SUCH_NAME) {
                return new NoSuchName();
            }
            if (code != 0) {
                return new Refused(code);
            }
            if ((flags & TRUNCATED) != 0) {
                return new Truncated();
            }
            return readRecords() ? follow() : new Malformed();
        }

        private boolean answersTheQuestion() {
            int tail = Question.HEADER + question.name().wire().length();
            if (message.length < tail + Question.TAIL || u16(0) != question.id()
                    || (u16(2) & (RESPONSE | OPERATION)) != RESPONSE || u16(4) != 1) {
                return false;
            }
            WireName name = WireName.read(message, Question.HEADER);
            return name != null && name.wire().equals(question.name().wire()) && u16(tail) == question.type()
                    && u16(tail + 2) == Question.CLASS;
        }

        /** Takes in the answer section; false when it breaks the format. */
        private boolean readRecords() {
            int at = Question.HEADER + question.name().wire().length() + Question.TAIL;
            for (int left = u16(6); left > 0; left--) {
                WireName owner = WireName.read(message, at);
                if (owner == null) {
                    return false;
                }
                int fixed = WireName.end(message, at);
                int data = fixed + FIXED;
                if (data > message.length || data + u16(fixed + 8) > message.length) {
                    return false;
                }
                int length = u16(fixed + 8);
                if (u16(fixed + 2) == Question.CLASS && !take(owner, u16(fixed), seconds(fixed + 4), data, length)) {
                    return false;
                }
                at = data + length;
            }
            return true;
        }

        private boolean take(WireName owner, int type, long seconds, int data, int length) {
            if (type == Question.CNAME) {
                WireName target = WireName.read(message, data);
                if (target != null) {
                    aliases.putIfAbsent(owner.wire(), new Alias(target.wire(), seconds));
                }
                return target != null;
            }
            if (type != question.type()) {
                // Signatures and the like.
                return true;
            }
            boolean v4 = type == Question.A;
            if (length != (v4 ? V4_BYTES : V6_BYTES)) {
                return false;
            }
            addresses.add(
                    new Address(owner.wire(), v4 ? Literal.v4(message, data) : Literal.v6(message, data), seconds));
            return true;
        }

        /** Follows the aliases from the name that was asked for. */
        private Answer follow() {
            String name = question.name().wire();
            long seconds = Long.MAX_VALUE;
            for (int hops = 0; hops < MOST_ALIASES; hops++) {
                @Nullable
                Alias alias = aliases.get(name);
                if (alias == null) {
                    break;
                }
                name = alias.target();
                seconds = Math.min(seconds, alias.seconds());
            }
            List<AddressBlock> found = new ArrayList<>();
            for (Address each : addresses) {
                if (each.owner().equals(name)) {
                    found.add(each.address());
                    seconds = Math.min(seconds, each.seconds());
                }
            }
            return new Addresses(found, found.isEmpty() ? 0 : seconds);
        }

        /** Seconds to live; a value with the highest bit counts as none (RFC 2181, section 8). */
        private long seconds(int at) {
            int value = u16(at) << 16 | u16(at + 2);
            return Math.max(0, value);
        }

        private int u16(int at) {
            return (message[at] & 0xFF) << 8 | message[at + 1] & 0xFF;
        }
    }
}
