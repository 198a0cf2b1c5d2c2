package dev.remit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Records and switches of all forms, and what comes of them; see {@link PlainMethodsTest}. */
public final class Shapes implements Supplier<String> {
    private final List<Object> answers = new ArrayList<>();

    /** One component of each kind. */
    record Everything(boolean flag, byte small, char letter, short low, int number, long large, float real,
            double precise, @Nullable String text, List<Integer> list) {}

    record Nothing() {}

    record Pair<A, B>(@Nullable A first, @Nullable B second) {}

    sealed interface Shape {
        /** Whether a switch in an interface chooses as well. */
        static String kind(@Nullable Object of) {
            return switch (of) {
                case null -> "nothing";
                case Circle _ -> "circle";
                case Square _ -> "square";
                default -> "other";
            };
        }
    }

    record Circle(double radius) implements Shape {}

    record Square(int side) implements Shape {}

    @Override
    public String get() {
        List<Everything> all = List.of(everything(1, 1L, 0.0, "a"), everything(1, 1L, 0.0, "a"),
                everything(2, 1L, 0.0, "a"), everything(1, 1L << 32 | 1, 0.0, "a"), everything(1, 1L, -0.0, "a"),
                everything(1, 1L, Double.NaN, "a"), everything(1, 1L, Double.NaN, "a"), everything(1, 1L, 0.0, null),
                new Everything(false, (byte) -1, 'z', (short) -2, 1, 1L, 0.5f, 0.0, "a", List.of(1)),
                new Everything(true, (byte) -1, 'y', (short) -2, 1, 1L, 0.5f, 0.0, "a", List.of(1)),
                new Everything(true, (byte) -2, 'z', (short) -2, 1, 1L, 0.5f, 0.0, "a", List.of(1)),
                new Everything(true, (byte) -1, 'z', (short) -3, 1, 1L, 0.5f, 0.0, "a", List.of(1)),
                new Everything(true, (byte) -1, 'z', (short) -2, 1, 1L, Float.NaN, 0.0, "a", List.of(1)),
                new Everything(true, (byte) -1, 'z', (short) -2, 1, 1L, 0.5f, 0.0, "a", List.of(2)));
        List<Object> objects = new ArrayList<>(all);
        objects.addAll(List.of(new Nothing(), new Nothing(), new Pair<>("a", 1), new Pair<>("a", 1),
                new Pair<>(null, null), new Pair<>(new Circle(1), new Square(2)), new Circle(1), new Square(2), "text",
                "longer text", 7, 70));
        for (Object one : objects) {
            answers.add(one.hashCode());
            answers.add(one.equals(nobody()));
            answers.add(choice(one));
            answers.add(constant(one));
            answers.add(Shape.kind(one));
            for (Object other : objects) {
                answers.add(one.equals(other));
            }
        }
        answers.add(choice(null));
        answers.add(Shape.kind(null));
        return answers.toString();
    }

    private static @Nullable Object nobody() {
        return null;
    }

    private static Everything everything(int number, long large, double precise, @Nullable String text) {
        return new Everything(true, (byte) -1, 'z', (short) -2, number, large, 0.5f, precise, text, List.of(1));
    }

    private static String choice(@Nullable Object of) {
        return switch (of) {
            case null -> "null";
            case String text when text.length() > 5 -> "long " + text;
            case String text -> "short " + text;
            case Pair(Circle(double radius), Square(int side)) -> radius + " and " + side;
            case Pair(Integer _, Integer _) -> "numbers";
            case Pair<?, ?> pair -> "pair of " + pair.first();
            case Integer number when number > 10 -> "large";
            case Shape shape -> shape.toString();
            default -> of.getClass().getSimpleName();
        };
    }

    /** With labels that are no types. */
    private static String constant(Object of) {
        return of instanceof Integer number ? switch (number) {
            case 7 -> "seven";
            case Integer other when other > 50 -> "many";
            default -> "some";
        } : "";
    }
}
