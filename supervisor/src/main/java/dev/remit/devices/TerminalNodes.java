package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds serial lines, the terminal that Remit was started from, and what makes pseudo-terminals. */
final class TerminalNodes {
    private static final Set<DeviceClass> SERIAL = EnumSet.of(DeviceClass.SERIAL);
    private static final Set<DeviceClass> TERMINAL = EnumSet.of(DeviceClass.TERMINAL);
    private static final String CLASS = "/sys/class/tty";
    private static final String PSEUDO_TERMINALS = "/dev/pts/";
    private static final int FIRST_PTS_MAJOR = 136;
    private static final int LAST_PTS_MAJOR = 143;

    private TerminalNodes() {}

    static List<CarriedNode> find(SystemTree tree) {
        List<CarriedNode> nodes = new ArrayList<>();
        DeviceNode controlling = controllingTerminal(tree);
        for (ClassEntry entry : ClassEntry.in(tree, CLASS)) {
            if (isSerial(tree, entry)) {
                boolean also = controlling != null && entry.node().number().equals(controlling.number());
                nodes.add(CarriedNode.of(entry, DeviceInterface.TTY,
                        also ? EnumSet.of(DeviceClass.SERIAL, DeviceClass.TERMINAL) : SERIAL));
                controlling = also ? null : controlling;
            }
        }
        addTerminal(nodes, node(tree, "/dev/tty"));
        addTerminal(nodes, node(tree, "/dev/ptmx"));
        addTerminal(nodes, node(tree, PSEUDO_TERMINALS + "ptmx"));
        addTerminal(nodes, controlling);
        return nodes;
    }

    private static void addTerminal(List<CarriedNode> nodes, @Nullable DeviceNode node) {
        if (node != null) {
            nodes.add(CarriedNode.of(new ClassEntry(node.path(), "", node), DeviceInterface.TTY, TERMINAL));
        }
    }

    private static @Nullable DeviceNode node(SystemTree tree, String path) {
        String canonical = tree.canonical(path);
        return canonical == null || !canonical.equals(path) ? null : ClassEntry.node(path, tree.numberAt(path));
    }

    /**
     * Real hardware only: the kernel makes nodes for ports that are not there. Whether there is one may be a secret, and
     * counts as yes then.
     */
    private static boolean isSerial(SystemTree tree, ClassEntry entry) {
        String name = entry.name();
        boolean named = name.startsWith("rfcomm")
                || name.length() > 3 && name.startsWith("tty") && Character.isLetter(name.charAt(3));
        return named && tree.exists(entry.device() + "/device") && !tree.text(entry.device() + "/type").equals("0");
    }

    /**
     * The terminal of the session that Remit belongs to, which is the program's too; null without one.
     *
     * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
     */
    private static @Nullable DeviceNode controllingTerminal(SystemTree tree) {
        int number = number(tree.terminal());
        int major = number >>> 8 & 0xFFF;
        int minor = number & 0xFF | number >>> 12 & 0xFFF00;
        if (number == 0) {
            return null;
        }
        if (major >= FIRST_PTS_MAJOR && major <= LAST_PTS_MAJOR) {
            String path = PSEUDO_TERMINALS + ((major - FIRST_PTS_MAJOR << 8) + minor);
            return verified(tree, path, major, minor);
        }
        String device = tree.canonical("/sys/dev/char/" + major + ":" + minor);
        return device == null ? null : ClassEntry.nodeOf(tree, device);
    }

    private static @Nullable DeviceNode verified(SystemTree tree, String path, int major, int minor) {
        DeviceNode node = new DeviceNode(path, major, minor);
        return node.number().equals(tree.numberAt(path)) ? node : null;
    }

    private static int number(String field) {
        try {
            return Integer.parseInt(field);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
