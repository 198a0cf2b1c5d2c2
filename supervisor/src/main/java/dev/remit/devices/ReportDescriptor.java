package dev.remit.devices;

/**
 * Reads as much of HID report descriptors as it takes to find a usage page: a list of items, each with a prefix byte that
 * tells its kind and how many bytes follow (HID 1.11, section 6.2.2).
 */
final class ReportDescriptor {
    private static final int LONG_ITEM = 0xFE;
    private static final int KIND_MASK = 0xFC;
    private static final int USAGE_PAGE = 0x04;
    private static final int USAGE = 0x08;

    private ReportDescriptor() {}

    /** Whether any report is of a usage page; a descriptor that ends too early is read as far as it goes. */
    static boolean hasUsagePage(byte[] descriptor, int page) {
        int at = 0;
        while (at < descriptor.length) {
            int prefix = descriptor[at] & 0xFF;
            if (prefix == LONG_ITEM) {
                at += 3 + (at + 1 < descriptor.length ? descriptor[at + 1] & 0xFF : 0);
                continue;
            }
            int size = (prefix & 3) == 3 ? 4 : prefix & 3;
            if (at + size >= descriptor.length) {
                return false;
            }
            int value = value(descriptor, at + 1, size);
            int kind = prefix & KIND_MASK;
            if (kind == USAGE_PAGE && value == page || kind == USAGE && size == 4 && value >>> 16 == page) {
                return true;
            }
            at += 1 + size;
        }
        return false;
    }

    private static int value(byte[] bytes, int at, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) {
            value |= (bytes[at + i] & 0xFF) << 8 * i;
        }
        return value;
    }
}
