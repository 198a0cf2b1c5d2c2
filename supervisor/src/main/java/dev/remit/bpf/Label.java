package dev.remit.bpf;

/** A place to jump to. Two labels are the same only if they are the same object; the name is for people. */
public final class Label {
    private final String name;

    Label(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
