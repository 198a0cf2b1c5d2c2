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
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Makes the jars that are named fit for a start-up cache, in place: without signatures, without classes of the oldest
 * formats, and without methods that only the runtime would make.
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
 * <p>What the runtime would make for records and switches at each start is written out: {@link PlainMethods}.
 *
 * <p>A large library is reduced to the classes that those of the other jars can reach, by any name in them. Whenever
 * something is looked for that is nowhere, as picocli does at each start, each jar's list of files is read; Bouncy Castle's
 * has more than six thousand, which takes as long as checking a signature does, and we can reach some four hundred.
 *
 * <p>Run as {@code java build/PrepareJars.java JAR...} by the JDK that Remit is built with.
 */
final class PrepareJars {
    private static final int OLDEST_KEPT = ClassFile.JAVA_6_VERSION;
    /** Files from which on a jar is worth reducing. */
    private static final int LARGE = 4000;
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([^;<]+)[;<]");
    private static final Pattern VERSION = Pattern.compile("^META-INF/versions/\\d+/");
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/(SIG-[^/]*|[^/]*\\.(SF|DSA|RSA|EC))",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern END_OF_SECTION = Pattern.compile("\\r\\n\\r\\n|\\n\\n|\\r\\r");
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** By name, in the jar's order. */
    private final Map<String, byte[]> entries;
    private final ClassHierarchyResolver hierarchy;
    private final ClassFile format;
    private int raised;
    private int written;

    private PrepareJars(Map<String, byte[]> entries, Collection<Map<String, byte[]>> all) {
        this.entries = entries;
        this.hierarchy = ClassHierarchyResolver.ofResourceParsing(type -> open(type, all))
                .orElse(ClassHierarchyResolver.defaultResolver());
        this.format = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy));
    }

    private static ByteArrayInputStream open(ClassDesc type, Collection<Map<String, byte[]>> jars) {
        String descriptor = type.descriptorString();
        String name = descriptor.substring(1, descriptor.length() - 1) + ".class";
        return jars.stream().map(jar -> jar.get(name)).filter(Objects::nonNull).findFirst()
                .map(ByteArrayInputStream::new).orElse(null);
    }

    public static void main(String[] jars) throws IOException {
        Map<Path, Map<String, byte[]>> all = new LinkedHashMap<>();
        for (String jar : jars) {
            all.put(Path.of(jar), read(Path.of(jar)));
        }
        for (Map.Entry<Path, Map<String, byte[]>> jar : all.entrySet()) {
            int before = jar.getValue().size();
            if (before > LARGE && all.size() > 1) {
                reduce(jar.getValue(), all.values());
            }
            new PrepareJars(jar.getValue(), all.values()).prepare(jar.getKey(), before != jar.getValue().size());
        }
    }

    private static void reduce(Map<String, byte[]> library, Collection<Map<String, byte[]>> all) {
        Set<String> reached = new HashSet<>();
        Deque<byte[]> unseen = new ArrayDeque<>();
        for (Map<String, byte[]> jar : all) {
            if (jar != library) {
                jar.forEach((name, bytes) -> {
                    if (name.endsWith(".class")) {
                        unseen.add(bytes);
                    }
                });
            }
        }
        while (!unseen.isEmpty()) {
            for (String type : typesNamedBy(unseen.remove())) {
                byte[] bytes = library.get(type + ".class");
                if (bytes != null && reached.add(type)) {
                    unseen.add(bytes);
                }
            }
        }
        library.keySet().removeIf(name -> name.endsWith("/") || name.startsWith("META-INF/services/")
                || name.endsWith(".class") && !reached.contains(typeOf(name)));
    }

    /** The type that a file holds, in whichever version. */
    private static String typeOf(String name) {
        return VERSION.matcher(name.substring(0, name.length() - ".class".length())).replaceFirst("");
    }

    /** Whatever could be the name of a type in the constants of a class: types, descriptors, and strings. */
    private static Set<String> typesNamedBy(byte[] bytes) {
        Set<String> types = new HashSet<>();
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
            if (entry instanceof Utf8Entry text) {
                String names = text.stringValue().replace('.', '/');
                types.add(names);
                for (Matcher in = IN_DESCRIPTOR.matcher(names); in.find();) {
                    types.add(in.group(1));
                }
            }
        }
        return types;
    }

    private void prepare(Path jar, boolean reduced) throws IOException {
        boolean signed = entries.keySet().removeIf(PrepareJars::isOfSignature);
        if (signed) {
            entries.computeIfPresent(MANIFEST, (_, manifest) -> mainSection(manifest));
        }
        entries.replaceAll((name, bytes) -> name.endsWith(".class") ? written(raised(bytes)) : bytes);
        if (signed || reduced || raised > 0 || written > 0) {
            Path complete = Files.write(jar.resolveSibling(jar.getFileName() + ".new"), write(entries));
            Files.move(complete, jar, StandardCopyOption.ATOMIC_MOVE);
            System.out.println(jar.getFileName() + ": " + raised + " classes raised, " + written + " with plain methods"
                    + (signed ? ", unsigned" : "") + (reduced ? ", reduced to " + entries.size() + " files" : ""));
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

    private byte[] written(byte[] bytes) {
        byte[] result = PlainMethods.written(bytes, hierarchy);
        if (result != bytes) {
            written++;
        }
        return result;
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
