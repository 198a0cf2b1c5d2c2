package dev.remit.trust.store;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.MalformedException;

/** Keys made by ssh-keygen, whose private parts are gone. */
final class SampleKeys {
    static final String ALICE = "ssh-ed25519 "
            + "AAAAC3NzaC1lZDI1NTE5AAAAIEIdKfO5rKD5mRCHEZIvJce6lx0xGv8ZECmu4VLCxIzv";
    static final String ALICE_FINGERPRINT = "SHA256:gJrxp8aMa6+VslZnCbRmQ8FjQ48oFpYJThdiiony3Rk";
    static final String BOB = "ssh-ed25519 "
            + "AAAAC3NzaC1lZDI1NTE5AAAAIMaTmYdvp9f96q7iJ8FxACTSfF+tSIH9OJKfeMR2IJrF";
    static final String BOB_FINGERPRINT = "SHA256:A2T9ki+5sp9SzKrrFkKwWnnV8L4fQUTI+PTMJlMtlGc";
    static final String CAROL = "ssh-ed25519 "
            + "AAAAC3NzaC1lZDI1NTE5AAAAII6hEdVmrE52e7rSVt1Uno3+LDpu5y1pU7XTAOrMbhWH";
    static final String AUTHORITY = "ssh-ed25519 "
            + "AAAAC3NzaC1lZDI1NTE5AAAAILke3ZHb6nyC9783OztmJkuGx+sOeuDMn3Y8c+v5NXWK";

    /** Of ALICE by AUTHORITY for alice and bob, serial 5, ID "alice's", in all of 2024. */
    static final String CERTIFICATE = "ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29t"
            + "AAAAIIgDr4cVfVtBvy8od+c3rvYcqIKQkLH/MVhlTmBPOFtAAAAAIEIdKfO5rKD5mRCHEZIvJce6lx0xGv8ZECmu4VLCxIzvAAAA"
            + "AAAAAAUAAAABAAAAB2FsaWNlJ3MAAAAQAAAABWFsaWNlAAAAA2JvYgAAAABlkgCAAAAAAGd0hYAAAAAAAAAAggAAABVwZXJtaXQtWDEx"
            + "LWZvcndhcmRpbmcAAAAAAAAAF3Blcm1pdC1hZ2VudC1mb3J3YXJkaW5nAAAAAAAAABZwZXJtaXQtcG9ydC1mb3J3YXJkaW5nAAAAAAAA"
            + "AApwZXJtaXQtcHR5AAAAAAAAAA5wZXJtaXQtdXNlci1yYwAAAAAAAAAAAAAAMwAAAAtzc2gtZWQyNTUxOQAAACC5Ht2R2+p8gve/Nzs7"
            + "ZiZLhsfrDnrgzJ92PHPr+TV1igAAAFMAAAALc3NoLWVkMjU1MTkAAABAYDya+aex5ixLvN8fz3wA1OzGHKh1TLLapuBS5AYRW8Zr5KrF"
            + "1FIoO/4tIx3FGtkSnatV3Yd5t23EYcVmao8DBA==";

    /** An RSA key of 1024 bits, which is refused wherever a key is accepted. */
    static final String WEAK = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDIoAqIfPH4FOadw5+hyCtNhe8SFDmdsOy68hTFD7iZ01cLgfRvKz5p"
            + "jQEyQu6wczlUMu7hBhAGaL2lky4hFSlPr0A23Gz1/hYKi/1ctera4AvImPiTWQ6ERrQ3w+l/j29g4A5EEDCGb9zWHWW1Ybg9JE1o"
            + "/29KrUJagWC9ZhWJ4Q==";

    private SampleKeys() {}

    static PublicKey key(String line) {
        try {
            return PublicKey.parseLine(line);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    static Certificate certificate() {
        try {
            return Certificate.parseLine(CERTIFICATE);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
