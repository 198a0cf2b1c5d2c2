package dev.remit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PermissionTest {
    /**
     * The kernel lets names change within a hierarchy that it grants for writing, without asking. Were there one that
     * may be written and not read, a file could be moved to a name in it that another rule makes readable; see
     * docs/decisions/moves.md.
     */
    @Test
    void shouldAllowReadingWhereverWritingIsAllowed() {
        assertThat(Permission.values()).filteredOn(permission -> (permission.access() & Access.WRITE) != 0).isNotEmpty()
                .allMatch(permission -> (permission.access() & Access.READ) != 0);
    }
}
