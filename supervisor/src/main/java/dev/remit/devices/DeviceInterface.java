package dev.remit.devices;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the drivers behind a node speak: which ioctl commands they know, and where such nodes stand. Also of some devices
 * that no class grants, so that a rule on paths that names one of them leaves the commands of others bounded.
 */
public enum DeviceInterface {
    EVDEV("evdev", "/dev/input/event*"),
    JOYDEV("joydev", "/dev/input/js*"),
    MOUSEDEV("mousedev", "/dev/input/mouse*", "/dev/input/mice"),
    PCM("pcm", "/dev/snd/pcm*"),
    CONTROL("control", "/dev/snd/controlC*"),
    TIMER("timer", "/dev/snd/timer"),
    RAWMIDI("rawmidi", "/dev/snd/midi*"),
    SEQUENCER("seq", "/dev/snd/seq"),
    DRM("drm", "/dev/dri/*"),
    KFD("kfd", "/dev/kfd"),
    NVIDIA("nvidia", "/dev/nvidia*"),
    NVIDIA_UVM("nvidiauvm", "/dev/nvidia-uvm*"),
    VIDEO("video", "/dev/video*"),
    MEDIA("media", "/dev/media*"),
    TTY("tty", "/dev/tty*", "/dev/rfcomm*", "/dev/ptmx", "/dev/pts/*", "/dev/console"),
    USBFS("usbfs", "/dev/bus/usb/*/*"),
    HIDRAW("hidraw", "/dev/hidraw*"),
    KVM("kvm", "/dev/kvm"),
    PRINTER("lp", "/dev/usb/lp*", "/dev/lp*"),
    // What no class grants, but rules on paths may.
    MEMORY("mem", "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"),
    TUN("tun", "/dev/net/tun"),
    FUSE("fuse", "/dev/fuse"),
    UINPUT("uinput", "/dev/uinput"),
    WATCHDOG("watchdog", "/dev/watchdog*"),
    CLOCK("rtc", "/dev/rtc*"),
    VHOST("vhost", "/dev/vhost-*"),
    DMA_HEAP("dmaheap", "/dev/dma_heap/*"),
    I2C("i2c", "/dev/i2c-*"),
    GPIO("gpio", "/dev/gpiochip*");

    private final String spelling;
    /** Separated by spaces: enums have nothing that could change. */
    private final String places;

    DeviceInterface(String spelling, String... places) {
        this.spelling = spelling;
        this.places = String.join(" ", places);
    }

    /** As the table of commands spells it. */
    public String spelling() {
        return spelling;
    }

    /** Where the kernel has such nodes made: patterns in the syntax of manifests. */
    public List<String> places() {
        return List.of(places.split(" ", -1));
    }

    static @Nullable DeviceInterface of(String spelling) {
        for (DeviceInterface each : values()) {
            if (each.spelling.equals(spelling)) {
                return each;
            }
        }
        return null;
    }
}
