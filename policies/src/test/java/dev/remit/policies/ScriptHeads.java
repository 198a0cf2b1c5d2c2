package dev.remit.policies;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up first lines of scripts, mostly such as make a difference to who reads them. */
final class ScriptHeads {
    private static final List<String> PIECES = List.of(" ", "\t", "  ", "a", "-bc", "\0", "\n", "\r", "\u00e9", "#!",
            "/");
    private static final int AS_MUCH_AS_IS_READ = 256;

    private final Random random;
    private final List<String> interpreters;

    /** @param interpreters that exist, and others */
    ScriptHeads(long seed, List<String> interpreters) {
        this.random = new Random(seed);
        this.interpreters = interpreters;
    }

    List<byte[]> next(int count) {
        List<byte[]> heads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            heads.add(next());
        }
        return heads;
    }

    private byte[] next() {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        append(head, random.nextInt(20) == 0 ? "#" : "#!");
        append(head, " ".repeat(Math.max(0, random.nextInt(5) - 2)));
        append(head, random.nextInt(12) == 0 ? "" : interpreters.get(random.nextInt(interpreters.size())));
        int pieces = random.nextInt(6);
        for (int i = 0; i < pieces; i++) {
            append(head, PIECES.get(random.nextInt(PIECES.size())));
        }
        if (random.nextInt(3) == 0) {
            String filling = List.of(" ", "\t", "x", "y ").get(random.nextInt(4));
            int wanted = AS_MUCH_AS_IS_READ - 3 + random.nextInt(6);
            while (head.size() < wanted) {
                append(head, filling);
            }
        }
        append(head, List.of("", "\n", "\nrest\n", " \n").get(random.nextInt(4)));
        return head.toByteArray();
    }

    private static void append(ByteArrayOutputStream head, String text) {
        head.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
