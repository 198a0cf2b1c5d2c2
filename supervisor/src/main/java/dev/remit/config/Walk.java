package dev.remit.config;

import dev.remit.display.ShellWord;
import dev.remit.display.Visible;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way from the root to one file, name by name, each looked at before the next is looked up in it. */
final class Walk {
    /** As many as the kernel follows: path_resolution(7). */
    private static final int MOST_LINKS = 40;
    private static final int ROOT_USER = 0;

    private final Path asked;
    private final int own;
    private final Map<Path, Optional<Component>> seen;
    private final Deque<Path> names = new ArrayDeque<>();
    private int links;

    Walk(Path asked, int own) {
        this(asked, own, new HashMap<>());
    }

    /** @param seen what other walks at the same time have seen, and what this one sees */
    Walk(Path asked, int own, Map<Path, Optional<Component>> seen) {
        this.asked = asked;
        this.own = own;
        this.seen = seen;
    }

    /** What the path leads to, or empty when it leads to nothing. */
    Optional<Component> toEnd() throws UnprotectedFileException {
        Path whole = asked.toAbsolutePath();
        push(whole);
        Path root = whole.getRoot();
        Component at = look(root);
        requireOwner(at);
        while (!names.isEmpty()) {
            String name = names.pop().toString();
            if (!at.isDirectory()) {
                throw refusal(at.described(asked) + " is " + at.kind() + ", but a directory is needed");
            }
            requireUnwritable(at, true);
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            Path parent = at.path().getParent();
            Path next = name.equals("..") ? parent == null ? root : parent : at.path().resolve(name);
            Component found = lookFor(next);
            if (found == null) {
                return Optional.empty();
            }
            requireOwner(found);
            at = found.isLink() ? afterLink(found, at, root) : found;
        }
        requireUnwritable(at, false);
        return Optional.of(at);
    }

    /** Where resolution goes on after a symbolic link, whose target's names come first from now on. */
    private Component afterLink(Component link, Component directory, Path root) throws UnprotectedFileException {
        if (++links > MOST_LINKS) {
            throw refusal("more than " + MOST_LINKS + " symbolic links on the way, the last one "
                    + Visible.of(link.path().toString()) + "; they may form a loop");
        }
        try {
            Path target = Files.readSymbolicLink(link.path());
            if (target.toString().matches("[a-z_]+:\\[\\d+\\]")) {
                throw refusal(Visible.of(link.path().toString()) + " stands for " + Visible.of(target.toString())
                        + ", an open pipe or socket, but a regular file is needed");
            }
            push(target);
            return target.isAbsolute() ? look(root) : directory;
        } catch (IOException e) {
            throw unseen(link.path(), e);
        }
    }

    private void push(Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            names.push(path.getName(i));
        }
    }

    private Component look(Path path) throws UnprotectedFileException {
        try {
            return Component.at(path);
        } catch (IOException e) {
            throw unseen(path, e);
        }
    }

    private @Nullable Component lookFor(Path path) throws UnprotectedFileException {
        Optional<Component> known = seen.get(path);
        if (known == null) {
            known = at(path);
            seen.put(path, known);
        }
        return known.orElse(null);
    }

    private Optional<Component> at(Path path) throws UnprotectedFileException {
        try {
            return Optional.of(Component.at(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unseen(path, e);
        }
    }

    private void requireOwner(Component component) throws UnprotectedFileException {
        if (component.owner() != ROOT_USER && component.owner() != own) {
            String rightful = own == ROOT_USER ? "root" : "root or user id " + Integer.toUnsignedString(own);
            throw refusal(component.described(asked) + " does not belong to " + rightful
                    + ", so that somebody else decides what it says; run: chown "
                    + (component.isLink() ? "-h " : "") + Integer.toUnsignedString(own) + " "
                    + ShellWord.of(Visible.of(component.path().toString())));
        }
    }

    private void requireUnwritable(Component component, boolean mayBeSticky) throws UnprotectedFileException {
        if (component.isWritableByOthers() && !(mayBeSticky && component.isSticky())) {
            throw refusal(component.described(asked)
                    + " lets others write to it, so that they decide what is here; run: chmod go-w "
                    + ShellWord.of(Visible.of(component.path().toString())));
        }
    }

    private UnprotectedFileException unseen(Path path, IOException e) {
        String why = e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
        return refusal(Visible.of(path.toString()) + " cannot be looked at: " + why);
    }

    private UnprotectedFileException refusal(String why) {
        return new UnprotectedFileException(asked, why);
    }
}
