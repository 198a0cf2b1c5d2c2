package dev.remit.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportDescriptorTest {
    @ParameterizedTest
    @CsvSource({
        "06d0f10901a101c0, true, usage page of two bytes",
        "0501090206d0f1, true, second page",
        "0bd0f10900, false, usage of another page",
        "0b0100d0f1, true, usage that names its page",
        "fe0300aabbcc06d0f1, true, behind a long item",
        "fe, false, long item that ends at once",
        "06d0, false, item that ends too early",
        "05d0f1, false, page of one byte",
        "26d0f1, false, a maximum with the same number",
        "'', false, nothing"})
    void shouldFindUsagePage(String descriptor, boolean expected, String what) {
        assertThat(ReportDescriptor.hasUsagePage(HexFormat.of().parseHex(descriptor), 0xF1D0)).as(what)
                .isEqualTo(expected);
    }
}
