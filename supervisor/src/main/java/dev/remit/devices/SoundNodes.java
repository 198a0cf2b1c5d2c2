package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what plays and records sound: {@code /dev/snd}.
 *
 * <p>A card's control node tells which other nodes it has, without which none of them can be opened, and sets its mixer.
 * It is granted with whatever the card is granted for, but sets the mixer only for who may use all of the card.
 */
final class SoundNodes {
    private static final String CLASS = "/sys/class/sound";

    private SoundNodes() {}

    static List<CarriedNode> find(SystemTree tree) {
        List<ClassEntry> entries = ClassEntry.in(tree, CLASS);
        List<CarriedNode> nodes = new ArrayList<>();
        for (ClassEntry entry : entries) {
            Set<DeviceClass> own = classOf(entry.name());
            if (entry.name().startsWith("pcmC")) {
                nodes.add(CarriedNode.of(entry, DeviceInterface.PCM, own));
            } else if (entry.name().startsWith("midiC")) {
                nodes.add(CarriedNode.of(entry, DeviceInterface.RAWMIDI, own));
            } else if (entry.name().equals("seq")) {
                nodes.add(CarriedNode.of(entry, DeviceInterface.SEQUENCER, own));
            } else if (entry.name().equals("timer")) {
                nodes.add(CarriedNode.of(entry, DeviceInterface.TIMER, classesOn(entries, "")).shared());
            } else if (entry.name().startsWith("controlC")) {
                nodes.add(CarriedNode.of(entry, DeviceInterface.CONTROL,
                        classesOn(entries, ClassEntry.parent(entry.device()))).shared());
            }
        }
        nodes.removeIf(node -> node.classes().isEmpty());
        return nodes;
    }

    /** What the nodes of one card carry together, or those of all cards. */
    private static Set<DeviceClass> classesOn(List<ClassEntry> entries, String card) {
        Set<DeviceClass> classes = EnumSet.noneOf(DeviceClass.class);
        for (ClassEntry entry : entries) {
            if (entry.device().startsWith(card + "/")) {
                classes.addAll(classOf(entry.name()));
            }
        }
        return classes;
    }

    private static Set<DeviceClass> classOf(String name) {
        if (name.startsWith("pcmC")) {
            return EnumSet.of(name.endsWith("c") ? DeviceClass.AUDIO_IN : DeviceClass.AUDIO_OUT);
        }
        return name.startsWith("midiC") || name.equals("seq")
                ? EnumSet.of(DeviceClass.MIDI)
                : EnumSet.noneOf(DeviceClass.class);
    }
}
