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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Makes the jars that are named fit for a start-up cache, in place: without signatures, and without classes of the oldest
 * formats.
 *
 * <p>A signed jar costs each start some 140 ms, since each class that is loaded from it is digested and compared, and none
 * of its classes can be in a start-up cache. Who trusts the build trusts what it fetched, whose checksums it compared;
 * the signature says nothing more once the jar lies beside the others.
 *
 * <p>The Java runtime keeps no class in a start-up cache that is older than version 50, because it cannot verify it
 * ahead of time; picocli's are of version 49, and to read and verify them takes a start some 50 ms. What newer versions
 * have and older ones lack are stack maps, which are computed here. A class that cannot be rewritten faultlessly stays
 * as it is. The same jar always becomes the same bytes, and one that is fit already is not touched.
 *
 * <p>Run as {@code java build/PrepareJars.java JAR...} by the JDK that Remit is built with.
 */
final class PrepareJars {
    private static final int OLDEST_KEPT = ClassFile.JAVA_6_VERSION;
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/(SIG-[^/]*|[^/]*\\.(SF|DSA|RSA|EC))",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern END_OF_SECTION = Pattern.compile("\\r\\n\\r\\n|\\n\\n|\\r\\r");
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** By name, in the jar's order. */
    private final Map<String, byte[]> entries;
    private final ClassFile format;
    private int raised;

    private PrepareJars(Map<String, byte[]> entries) {
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
            prepare(Path.of(jar));
        }
    }

    private static void prepare(Path jar) throws IOException {
        Map<String, byte[]> entries = read(jar);
        boolean signed = entries.keySet().removeIf(PrepareJars::isOfSignature);
        if (signed) {
            entries.computeIfPresent(MANIFEST, (_, manifest) -> mainSection(manifest));
        }
        PrepareJars preparing = new PrepareJars(entries);
        Map<String, byte[]> result = new LinkedHashMap<>();
        entries.forEach((name, bytes) -> result.put(name, name.endsWith(".class") ? preparing.raised(bytes) : bytes));
        if (signed || preparing.raised > 0) {
            Path complete = Files.write(jar.resolveSibling(jar.getFileName() + ".new"), write(result));
            Files.move(complete, jar, StandardCopyOption.ATOMIC_MOVE);
            System.out.println(jar.getFileName() + ": " + preparing.raised + " classes" + (signed ? ", signature" : ""));
        }
    }

    /** Whether a file says who signed the jar, or what. */
    private static boolean isOfSignature(String name) {
        return SIGNATURE.matcher(name).matches();
    }

    /** What says something of the jar as a whole. The sections after it hold the digests of its files. */
    private static byte[] mainSection(byte[] manifest) {
        String text = new String(manifest, StandardCharsets.UTF_8);
        String main = END_OF_SECTION.split(text, 2)[0].stripTrailing();
        return (main + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
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
