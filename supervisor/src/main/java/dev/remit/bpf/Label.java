package dev.remit.bpf;

/**
 * A place to jump to. Two labels of one {@link Assembler} are the same only if they are the same object.
 *
 * @see Assembler#label
 */
public final class Label {
    private final int index;
    private final String name;

    Label(int index, String name) {
        this.index = index;
        this.name = name;
    }

    /** Counts the labels of one assembler from 0. */
    int index() {
        return index;
    }

    /** For people. */
    @Override
    public String toString() {
        return name;
    }
}
