package dev.remit.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stable names of kinds of devices. */
public enum DeviceClass {
    MOUSE("mouse"),
    KEYBOARD("keyboard"),
    TOUCHPAD("touchpad"),
    TOUCHSCREEN("touchscreen"),
    JOYSTICK(
            "joystick"),
    AUDIO_OUT("audioOut"),
    AUDIO_IN("audioIn"),
    MIDI("midi"),
    DISPLAY("display"),
    GPU(
            "gpu"),
    CAMERA("camera"),
    SERIAL("serial"),
    USB("usb"),
    HID("hid"),
    SECURITY_KEY(
            "securityKey"),
    TERMINAL("terminal"),
    KVM("kvm"),
    PRINTER("printer"),
    SCANNER("scanner");

    private final String spelling;

    DeviceClass(String spelling) {
        this.spelling = spelling;
    }

    /** As the manifest spells it. */
    public String spelling() {
        return spelling;
    }

    /** All spellings. */
    public static List<String> spellings() {
        List<String> spellings = new ArrayList<>();
        for (DeviceClass each : values()) {
            spellings.add(each.spelling);
        }
        return spellings;
    }

    /** The class with this spelling, or null. */
    public static @Nullable DeviceClass of(String spelling) {
        for (DeviceClass each : values()) {
            if (each.spelling.equals(spelling)) {
                return each;
            }
        }
        return null;
    }
}
