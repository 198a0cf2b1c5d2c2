import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites classes of the oldest formats in the jars that are named, in place, to the format of Java 8.
 *
 * <p>The Java runtime keeps no class in a start-up cache that is older than version 50, because it cannot verify it
 * ahead of time; picocli's are of version 49, and to read and verify them takes a start some 50 ms. What newer versions
 * have and older ones lack are stack maps, which are computed here. A class that cannot be rewritten faultlessly stays
 * as it is, and so does a jar that is signed. The same jar always becomes the same bytes.
 *
 * <p>Run as {@code java build/RaiseClassVersions.java JAR...} by the JDK that Remit is built with.
 */
final class RaiseClassVersions {
    private static final int OLDEST_KEPT = ClassFile.JAVA_6_VERSION;
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** By name, in the jar's order. */
    private final Map<String, byte[]> entries;
    private final ClassFile format;
    private int raised;

    private RaiseClassVersions(Map<String, byte[]> entries) {
        this.entries = entries;
        ClassHierarchyResolver own = ClassHierarchyResolver.ofResourceParsing(this::open)
                .orElse(ClassHierarchyResolver.defaultResolver());
        this.format = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(own));
    }

    private ByteArrayInputStream open(ClassDesc type) {
        String descriptor = type.descriptorString();
        byte[] bytes = entries.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            raise(Path.of(jar));
        }
    }

    private static void raise(Path jar) throws IOException {
        Map<String, byte[]> entries = read(jar);
        if (entries.keySet().stream().anyMatch(name -> name.startsWith("META-INF/") && name.endsWith(".SF"))) {
            return;
        }
        RaiseClassVersions raising = new RaiseClassVersions(entries);
        Map<String, byte[]> result = new LinkedHashMap<>();
        entries.forEach((name, bytes) -> result.put(name, name.endsWith(".class") ? raising.raised(bytes) : bytes));
        if (raising.raised > 0) {
            Path complete = Files.write(jar.resolveSibling(jar.getFileName() + ".new"), write(result));
            Files.move(complete, jar, StandardCopyOption.ATOMIC_MOVE);
            System.out.println(jar.getFileName() + ": " + raising.raised + " classes");
        }
    }

    private byte[] raised(byte[] bytes) {
        ClassModel old = format.parse(bytes);
        if (old.majorVersion() >= OLDEST_KEPT) {
            return bytes;
        }
        // Code that is passed through a transformation is written anew, with its stack maps.
        ClassTransform newer = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                .andThen((builder, element) -> {
                    if (element instanceof ClassFileVersion) {
                        builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                    } else {
                        builder.with(element);
                    }
                });
        byte[] result;
        try {
            result = format.transformClass(old, newer);
        } catch (IllegalArgumentException impossible) {
            return bytes;
        }
        if (!format.verify(result).isEmpty()) {
            return bytes;
        }
        raised++;
        return result;
    }

    private static Map<String, byte[]> read(Path jar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] write(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry written = new ZipEntry(entry.getKey());
                written.setTimeLocal(TIME);
                out.putNextEntry(written);
                out.write(entry.getValue());
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
