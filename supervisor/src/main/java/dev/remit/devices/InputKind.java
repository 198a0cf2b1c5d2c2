package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What an input device is: by what udev says of it, else by its capabilities, judged as udev would.
 *
 * <p>Whether something can be typed on it is always looked up in its capabilities: udev calls a power button and a mouse
 * with a key for the volume by the same word as half a keyboard, but only what is typed is worth a class of its own.
 *
 * @see <a href="https://docs.kernel.org/input/event-codes.html">Input event codes</a>
 */
final class InputKind {
    private static final int PROPERTY_DIRECT = 1;
    private static final int PROPERTY_POINTING_STICK = 5;
    private static final int PROPERTY_ACCELEROMETER = 6;
    private static final int EV_KEY = 1;
    private static final int EV_REL = 2;
    private static final int REL_X = 0;
    private static final int REL_Y = 1;
    private static final int ABS_X = 0;
    private static final int ABS_Y = 1;
    private static final int ABS_Z = 2;
    private static final int ABS_RX = 3;
    private static final int ABS_BEFORE_PRESSURE = 0x17;
    private static final int ABS_MT_SLOT = 0x2F;
    private static final int ABS_MT_X = 0x35;
    private static final int ABS_MT_Y = 0x36;
    private static final int KEY_ESC = 1;
    private static final int KEY_D = 32;
    private static final int LAST_KEY_BEFORE_BUTTONS = 0xFF;
    private static final int[] TYPED = {2, 11, 16, 25, 30, 38, 44, 50, 71, 83};
    private static final int[] OTHER_KEYS = {0x160, 0x21F, 0x230, 0x2BF};
    private static final int BTN_0 = 0x100;
    private static final int BTN_1 = 0x101;
    private static final int BTN_MOUSE = 0x110;
    private static final int BTN_JOYSTICK = 0x120;
    private static final int BTN_LAST_GAMEPAD = 0x13F;
    private static final int BTN_TOOL_PEN = 0x140;
    private static final int BTN_TOOL_FINGER = 0x145;
    private static final int BTN_TOUCH = 0x14A;
    private static final int BTN_STYLUS = 0x14B;
    private static final int BTN_DPAD_UP = 0x220;
    private static final int BTN_DPAD_RIGHT = 0x223;
    private static final int BTN_TRIGGER_HAPPY = 0x2C0;
    private static final int BTN_LAST_TRIGGER_HAPPY = 0x2E7;
    /** Keys that a joystick may have one of: a device with two of them is a keyboard with odd buttons. */
    private static final int[] KEYS_OF_KEYBOARDS = {29, 58, 69, 110, 113, 140, 144, 155, 224};

    private final BitSet events;
    private final BitSet keys;
    private final BitSet relative;
    private final BitSet absolute;
    private final BitSet properties;

    private InputKind(SystemTree tree, String input) {
        this.events = bits(tree, input + "/capabilities/ev");
        this.keys = bits(tree, input + "/capabilities/key");
        this.relative = bits(tree, input + "/capabilities/rel");
        this.absolute = bits(tree, input + "/capabilities/abs");
        this.properties = bits(tree, input + "/properties");
    }

    private static BitSet bits(SystemTree tree, String file) {
        return BitField.parse(tree.text(file));
    }

    /**
     * The classes of an input device; none for one that is neither typed on, pointed with nor played with.
     *
     * @param input its canonical path in sysfs
     * @param udev what udev says of it; empty when it says nothing
     */
    static Set<DeviceClass> classes(SystemTree tree, String input, Map<String, String> udev) {
        InputKind kind = new InputKind(tree, input);
        Set<DeviceClass> classes = udev.containsKey("ID_INPUT") ? told(udev) : kind.judged();
        boolean hasKeys = udev.containsKey("ID_INPUT_KEY") || kind.hasKeys();
        boolean unknown = !tree.exists(input + "/capabilities/key");
        if (kind.isTypedOn() || hasKeys && (unknown || classes.isEmpty())) {
            classes.add(DeviceClass.KEYBOARD);
        }
        return classes;
    }

    private static Set<DeviceClass> told(Map<String, String> udev) {
        Set<DeviceClass> classes = EnumSet.noneOf(DeviceClass.class);
        add(classes, DeviceClass.MOUSE, udev, "ID_INPUT_MOUSE");
        add(classes, DeviceClass.MOUSE, udev, "ID_INPUT_POINTINGSTICK");
        add(classes, DeviceClass.MOUSE, udev, "ID_INPUT_TRACKBALL");
        add(classes, DeviceClass.KEYBOARD, udev, "ID_INPUT_KEYBOARD");
        add(classes, DeviceClass.TOUCHPAD, udev, "ID_INPUT_TOUCHPAD");
        add(classes, DeviceClass.TOUCHSCREEN, udev, "ID_INPUT_TOUCHSCREEN");
        add(classes, DeviceClass.TOUCHSCREEN, udev, "ID_INPUT_TABLET");
        add(classes, DeviceClass.JOYSTICK, udev, "ID_INPUT_JOYSTICK");
        return classes;
    }

    private static void add(Set<DeviceClass> classes, DeviceClass device, Map<String, String> udev, String property) {
        if ("1".equals(udev.get(property))) {
            classes.add(device);
        }
    }

    private Set<DeviceClass> judged() {
        Set<DeviceClass> classes = EnumSet.noneOf(DeviceClass.class);
        if (isAccelerometer()) {
            return classes;
        }
        if (isTablet()) {
            classes.add(DeviceClass.TOUCHSCREEN);
        } else if (isTouchpad()) {
            classes.add(DeviceClass.TOUCHPAD);
        } else if (isMouse()) {
            classes.add(DeviceClass.MOUSE);
        } else if (isTouchscreen()) {
            classes.add(DeviceClass.TOUCHSCREEN);
        } else if (isJoystick()) {
            classes.add(DeviceClass.JOYSTICK);
        }
        if (keys.nextClearBit(KEY_ESC) > KEY_D - 1) {
            classes.add(DeviceClass.KEYBOARD);
        }
        return classes;
    }

    private boolean isAccelerometer() {
        return properties.get(PROPERTY_ACCELEROMETER)
                || !events.get(EV_KEY) && hasCoordinates() && absolute.get(ABS_Z);
    }

    private boolean hasCoordinates() {
        return absolute.get(ABS_X) && absolute.get(ABS_Y);
    }

    /** Devices that claim to have each and every axis have no contacts. */
    private boolean hasContacts() {
        return absolute.get(ABS_MT_X) && absolute.get(ABS_MT_Y)
                && !(absolute.get(ABS_MT_SLOT) && absolute.get(ABS_MT_SLOT - 1));
    }

    private boolean isTablet() {
        return (hasCoordinates() || hasContacts()) && (keys.get(BTN_STYLUS) || keys.get(BTN_TOOL_PEN));
    }

    private boolean isTouchpad() {
        return (hasCoordinates() || hasContacts()) && keys.get(BTN_TOOL_FINGER) && !keys.get(BTN_TOOL_PEN)
                && !properties.get(PROPERTY_DIRECT);
    }

    /** Also virtual machines' mice, which point by coordinates. */
    private boolean isMouse() {
        boolean buttons = BitField.any(keys, BTN_MOUSE, BTN_JOYSTICK - 1);
        boolean moves = events.get(EV_REL) && relative.get(REL_X) && relative.get(REL_Y);
        return properties.get(PROPERTY_POINTING_STICK)
                || buttons && (moves || hasCoordinates() || !hasPlayedWith());
    }

    private boolean isTouchscreen() {
        return (hasCoordinates() || hasContacts()) && (keys.get(BTN_TOUCH) || properties.get(PROPERTY_DIRECT));
    }

    private boolean isJoystick() {
        int keyboardKeys = 0;
        for (int key : KEYS_OF_KEYBOARDS) {
            keyboardKeys += keys.get(key) ? 1 : 0;
        }
        return hasPlayedWith() && keyboardKeys < 2;
    }

    private boolean hasPlayedWith() {
        return BitField.any(keys, BTN_JOYSTICK, BTN_LAST_GAMEPAD)
                || BitField.any(keys, BTN_DPAD_UP, BTN_DPAD_RIGHT)
                || BitField.any(keys, BTN_TRIGGER_HAPPY, BTN_LAST_TRIGGER_HAPPY)
                || BitField.any(absolute, ABS_RX, ABS_BEFORE_PRESSURE)
                || keys.get(BTN_0) && keys.get(BTN_1) && hasCoordinates();
    }

    private boolean hasKeys() {
        return BitField.any(keys, KEY_ESC, LAST_KEY_BEFORE_BUTTONS) || anyOf(OTHER_KEYS);
    }

    /** Whether it has letters, digits, or the keys of a number block. */
    private boolean isTypedOn() {
        return anyOf(TYPED);
    }

    /** Whether a key of any of several ranges is there: pairs of first and last. */
    private boolean anyOf(int[] ranges) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (BitField.any(keys, ranges[i], ranges[i + 1])) {
                return true;
            }
        }
        return false;
    }
}
