package dev.remit.manifest;

import dev.remit.policy.DeviceClass;
import org.jspecify.annotations.Nullable;

/**
 * Reads a class of devices as options spell it: {@code CLASS}, {@code CLASS:NODE} such as {@code serial:/dev/ttyUSB0}, or
 * {@code audioOut:server}.
 */
final class DeviceOption {
    private final Located<String> option;
    private final Diagnostics diagnostics;

    DeviceOption(Located<String> option, Diagnostics diagnostics) {
        this.option = option;
        this.diagnostics = diagnostics;
    }

    /** The rule, or null and a diagnostic. */
    @Nullable
    DeviceRule read() {
        String text = option.value();
        int colon = text.indexOf(':');
        String spelling = colon < 0 ? text : text.substring(0, colon);
        DeviceClass device = DeviceClass.of(spelling);
        if (device == null) {
            diagnostics.add(Diagnostic
                    .error(option.place(), spelling, "there is no device class " + Diagnostic.quote(spelling))
                    .expecting("one of " + String.join(", ", DeviceClass.spellings()))
                    .nearest(Nearest.to(spelling, DeviceClass.spellings())));
            return null;
        }
        Located<DeviceClass> located = new Located<>(device, option.place());
        return colon < 0 ? new DeviceRule(located, null, null) : narrowed(located, text.substring(colon + 1));
    }

    private @Nullable DeviceRule narrowed(Located<DeviceClass> device, String rest) {
        Place place = option.place();
        if (rest.equals(DeviceRule.SERVER) && device.value() == DeviceClass.AUDIO_OUT) {
            return new DeviceRule(device, null, new Located<>(rest, place));
        }
        if (rest.startsWith("/dev/") && !rest.endsWith("/")) {
            return new DeviceRule(device, new Located<>(rest, place), null);
        }
        diagnostics.add(Diagnostic.error(place, rest, "this is no path of a device node")
                .expecting("a path such as serial:/dev/ttyUSB0"));
        return null;
    }
}
