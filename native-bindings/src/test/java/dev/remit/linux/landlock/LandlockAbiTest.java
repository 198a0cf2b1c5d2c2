package dev.remit.linux.landlock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LandlockAbiTest {
    /** The masks of linux/landlock.h: a version handles exactly the bits that it brought and those before. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0", "1, 1fff, 0, 0", "2, 3fff, 0, 0", "3, 7fff, 0, 0", "4, 7fff, 3, 0", "5, ffff, 3, 0",
        "6, ffff, 3, 3", "7, ffff, 3, 3"})
    void shouldHandleWhatVersionKnows(int version, String files, String ports, String scopes) {
        LandlockAbi abi = new LandlockAbi(version, 0);

        assertThat(Long.toHexString(abi.fileRights())).isEqualTo(files);
        assertThat(Long.toHexString(abi.networkRights())).isEqualTo(ports);
        assertThat(Long.toHexString(abi.scopes())).isEqualTo(scopes);
    }
}
