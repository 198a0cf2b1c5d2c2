package dev.remit.manifest;

/**
 * A value and where it was written. Two are equal when their values are: a place says where something was said, not
 * what.
 */
public record Located<T>(T value, Place place) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Located<?> located && value.equals(located.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
