package dev.remit.launch;

import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.policy.Digest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Compares the content of an open file with the digests that are accepted. Reads it once, whatever its size. */
final class ProgramDigest {
    private static final int BUFFER = 1 << 16;
    private static final Map<String, String> ALGORITHMS = Map.of("sha256", "SHA-256", "sha512", "SHA-512");

    private ProgramDigest() {}

    /**
     * Compares.
     *
     * @param file open for reading; its offset does not matter
     * @param name of the file, for people
     * @throws LaunchException when its digest is none of {@code accepted}
     * @throws LinuxException when it cannot be read
     */
    static void check(Syscall sys, int file, String name, List<Digest> accepted) throws LaunchException {
        Map<String, MessageDigest> digests = new LinkedHashMap<>();
        for (Digest digest : accepted) {
            digests.computeIfAbsent(digest.algorithm(), ProgramDigest::begin);
        }
        read(sys, file, name, digests);
        StringJoiner found = new StringJoiner(" and ");
        StringJoiner wanted = new StringJoiner(" or ");
        for (Map.Entry<String, MessageDigest> entry : digests.entrySet()) {
            Digest digest = new Digest(entry.getKey(), HexFormat.of().formatHex(entry.getValue().digest()));
            if (accepted.contains(digest)) {
                return;
            }
            found.add(digest.toString());
        }
        accepted.forEach(digest -> wanted.add(digest.toString()));
        throw new LaunchException(LaunchException.NOT_EXECUTABLE,
                name + ": is not the file that the manifest means: its digest is " + found + ", accepted is " + wanted,
                "If the file was replaced on purpose, put its new digest into `hash`.");
    }

    private static MessageDigest begin(String algorithm) {
        try {
            return MessageDigest.getInstance(ALGORITHMS.getOrDefault(algorithm, algorithm));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static void read(Syscall sys, int file, String name, Map<String, MessageDigest> digests) {
        byte[] piece = new byte[BUFFER];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER);
            long offset = 0;
            while (true) {
                int length = (int) LinuxException.check(
                        sys.invoke(SyscallNumber.PREAD64, file, buffer.address(), BUFFER, offset), "read", name);
                if (length == 0) {
                    return;
                }
                MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, piece, 0, length);
                for (MessageDigest digest : digests.values()) {
                    digest.update(piece, 0, length);
                }
                offset += length;
            }
        }
    }
}
