import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes out, as ordinary code of a class, what the Java runtime would make when it first comes there: a record's
 * {@code equals} and {@code hashCode}, and the choice of a {@code switch} over types. A start-up cache holds none of these
 * (only lambdas and concatenations), so that each start would make them anew, in up to ten milliseconds each.
 *
 * <p>What they do is what java.lang.runtime.ObjectMethods and SwitchBootstraps say. Whatever is of another form than
 * those, such as labels that are no types, stays as it is.
 */
final class PlainMethods {
    private static final String RECORDS = "java/lang/runtime/ObjectMethods";
    private static final String SWITCHES = "java/lang/runtime/SwitchBootstraps";
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final int FACTOR = 31;

    private final ClassFile format;
    private final ClassModel type;
    private final List<Consumer<ClassBuilder>> methods = new ArrayList<>();

    private PlainMethods(ClassFile format, ClassModel type) {
        this.format = format;
        this.type = type;
    }

    /** The class with such methods written out; the same bytes when it has none, or could not be rewritten faultlessly. */
    static byte[] written(byte[] bytes, ClassHierarchyResolver hierarchy) {
        ClassFile format = ClassFile.of(ClassHierarchyResolverOption.of(hierarchy));
        PlainMethods writing = new PlainMethods(format, format.parse(bytes));
        try {
            byte[] result = writing.written();
            return writing.methods.isEmpty() || !format.verify(result).isEmpty() ? bytes : result;
        } catch (IllegalArgumentException impossible) {
            return bytes;
        }
    }

    private byte[] written() {
        ClassTransform bodies = ClassTransform.transformingMethodBodies(PlainMethods::isToChange,
                CodeTransform.ofStateful(() -> this::replace));
        return format.transformClass(type,
                bodies.andThen(ClassTransform.endHandler(builder -> methods.forEach(each -> each.accept(builder)))));
    }

    private static boolean isToChange(MethodModel method) {
        return method.code().map(PlainMethods::calls).orElse(false);
    }

    private static boolean calls(CodeModel code) {
        return code.elementStream().anyMatch(each -> each instanceof InvokeDynamicInstruction call && isToChange(call));
    }

    private static boolean isToChange(InvokeDynamicInstruction call) {
        String maker = owner(call);
        String name = call.name().stringValue();
        return maker.equals(RECORDS) && (name.equals("equals") || name.equals("hashCode"))
                || maker.equals(SWITCHES) && name.equals("typeSwitch")
                        && call.bootstrapArgs().stream().allMatch(label -> label instanceof ClassDesc kind
                                && !kind.isPrimitive())
                        && !call.typeSymbol().parameterType(0).isPrimitive();
    }

    private static String owner(InvokeDynamicInstruction call) {
        String descriptor = call.bootstrapMethod().owner().descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }

    private void replace(CodeBuilder code, CodeElement element) {
        if (!(element instanceof InvokeDynamicInstruction call && isToChange(call))) {
            code.with(element);
            return;
        }
        String name = "remit$" + call.name().stringValue() + methods.size();
        MethodTypeDesc shape = call.typeSymbol();
        List<ConstantDesc> arguments = call.bootstrapArgs();
        Consumer<CodeBuilder> body = switch (call.name().stringValue()) {
            case "equals" -> plain -> equals(plain, fields(arguments));
            case "hashCode" -> plain -> hashCode(plain, fields(arguments));
            default -> plain -> typeSwitch(plain, arguments);
        };
        int flags = AccessFlag.STATIC.mask() | AccessFlag.PRIVATE.mask() | AccessFlag.SYNTHETIC.mask();
        methods.add(builder -> builder.withMethodBody(name, shape, flags, body));
        code.invokestatic(type.thisClass().asSymbol(), name, shape, type.flags().has(AccessFlag.INTERFACE));
    }

    /** The getters of a record's components, behind its class and their names. */
    private static List<DirectMethodHandleDesc> fields(List<ConstantDesc> arguments) {
        return arguments.subList(2, arguments.size()).stream().map(DirectMethodHandleDesc.class::cast).toList();
    }

    private static ClassDesc typeOf(DirectMethodHandleDesc getter) {
        return getter.invocationType().returnType();
    }

    private static void get(CodeBuilder code, int from, DirectMethodHandleDesc getter) {
        code.aload(from).getfield(getter.owner(), getter.methodName(), typeOf(getter));
    }

    private void equals(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
        ClassDesc self = type.thisClass().asSymbol();
        Label different = code.newLabel();
        Label comparable = code.newLabel();
        code.aload(0).aload(1).if_acmpne(comparable).iconst_1().ireturn();
        code.labelBinding(comparable).aload(1).instanceOf(self).ifeq(different);
        int other = code.allocateLocal(TypeKind.REFERENCE);
        code.aload(1).checkcast(self).astore(other);
        for (DirectMethodHandleDesc field : fields) {
            get(code, 0, field);
            get(code, other, field);
            compare(code, typeOf(field), different);
        }
        code.iconst_1().ireturn();
        code.labelBinding(different).iconst_0().ireturn();
    }

    private static void compare(CodeBuilder code, ClassDesc type, Label different) {
        switch (TypeKind.from(type)) {
            case REFERENCE -> code.invokestatic(OBJECTS, "equals",
                    MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                    .ifeq(different);
            case LONG -> code.lcmp().ifne(different);
            case FLOAT, DOUBLE -> code.invokestatic(wrapper(type), "compare",
                    MethodTypeDesc.of(ConstantDescs.CD_int, type, type)).ifne(different);
            default -> code.if_icmpne(different);
        }
    }

    private static void hashCode(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
        code.iconst_0();
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc type = typeOf(field);
            code.bipush(FACTOR).imul();
            get(code, 0, field);
            code.invokestatic(type.isPrimitive() ? wrapper(type) : OBJECTS, "hashCode", MethodTypeDesc
                    .of(ConstantDescs.CD_int, type.isPrimitive() ? type : ConstantDescs.CD_Object)).iadd();
        }
        code.ireturn();
    }

    private static ClassDesc wrapper(ClassDesc primitive) {
        return switch (TypeKind.from(primitive)) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case BYTE -> ConstantDescs.CD_Byte;
            case CHAR -> ConstantDescs.CD_Character;
            case SHORT -> ConstantDescs.CD_Short;
            case INT -> ConstantDescs.CD_Integer;
            case LONG -> ConstantDescs.CD_Long;
            case FLOAT -> ConstantDescs.CD_Float;
            case DOUBLE -> ConstantDescs.CD_Double;
            default -> throw new IllegalArgumentException(primitive.displayName());
        };
    }

    /** The first label from the given index on that the target is an instance of; how many there are, if of none. */
    private static void typeSwitch(CodeBuilder code, List<ConstantDesc> labels) {
        code.aload(0).ifThen(Opcode.IFNULL, none -> none.iconst_m1().ireturn());
        for (int i = 0; i < labels.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next);
            code.aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next);
            code.loadConstant(i).ireturn();
            code.labelBinding(next);
        }
        code.loadConstant(labels.size()).ireturn();
    }
}
