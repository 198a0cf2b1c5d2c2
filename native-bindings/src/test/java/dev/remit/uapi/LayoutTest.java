package dev.remit.uapi;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the generated layouts to what a C compiler makes of the same structs on x86-64, so that bindings
 * regenerated from other headers, or by another jextract, cannot move a field unseen: a field in the wrong place would
 * make the supervisor judge something that the kernel never said.
 */
class LayoutTest {

    /** Each line is a struct, its size, and the offset of each member, as {@code sizeof} and {@code offsetof} say. */
    private static final String EXPECTED = """
        seccomp_data 64: nr 0, arch 4, instruction_pointer 8, args 16
        seccomp_notif 80: id 0, pid 8, flags 12, data 16
        seccomp_notif_resp 24: id 0, val 8, error 16, flags 20
        seccomp_notif_addfd 24: id 0, flags 8, srcfd 12, newfd 16, newfd_flags 20
        seccomp_notif_sizes 6: seccomp_notif 0, seccomp_notif_resp 2, seccomp_data 4
        sock_filter 8: code 0, jt 2, jf 3, k 4
        sock_fprog 16: len 0, filter 8
        landlock_ruleset_attr 48: handled_access_fs 0, handled_access_net 8, scoped 16, \
            quiet_access_fs 24, quiet_access_net 32, quiet_scoped 40
        landlock_path_beneath_attr 12: allowed_access 0, parent_fd 8
        landlock_net_port_attr 16: allowed_access 0, port 8
        open_how 24: flags 0, mode 8, resolve 16
        procmap_query 104: size 0, query_flags 8, query_addr 16, vma_start 24, vma_end 32, vma_flags 40, \
            vma_page_size 48, vma_offset 56, inode 64, dev_major 72, dev_minor 76, vma_name_size 80, \
            build_id_size 84, vma_name_addr 88, build_id_addr 96
        statx 256: stx_mask 0, stx_blksize 4, stx_attributes 8, stx_nlink 16, stx_uid 20, stx_gid 24, stx_mode 28, \
            __spare0 30, stx_ino 32, stx_size 40, stx_blocks 48, stx_attributes_mask 56, \
            stx_atime 64, stx_btime 80, stx_ctime 96, stx_mtime 112, \
            stx_rdev_major 128, stx_rdev_minor 132, stx_dev_major 136, stx_dev_minor 140, stx_mnt_id 144, \
            stx_dio_mem_align 152, stx_dio_offset_align 156, stx_subvol 160, stx_atomic_write_unit_min 168, \
            stx_atomic_write_unit_max 172, stx_atomic_write_segments_max 176, stx_dio_read_offset_align 180, \
            stx_atomic_write_unit_max_opt 184, __spare2 188, __spare3 192
        statx_timestamp 16: tv_sec 0, tv_nsec 8, __reserved 12
        __user_cap_header_struct 8: version 0, pid 4
        __user_cap_data_struct 12: effective 0, permitted 4, inheritable 8
        child_siginfo 128: signal 0, error 4, code 8, padding 12, pid 16, uid 20, status 24, unused 28
        __sigset_t 128: __val 0
        sigset_t 128: __val 0
        sched_param 4: sched_priority 0
        posix_spawn_file_actions_t 80: __allocated 0, __used 4, __actions 8, __pad 16
        posix_spawnattr_t 336: __flags 0, __pgrp 4, __sd 8, __ss 136, __sp 264, __policy 268, __pad 272
        pollfd 8: fd 0, events 4, revents 6
        iovec 16: iov_base 0, iov_len 8
        sockaddr_un 110: sun_family 0, sun_path 2
        sockaddr_in 16: sin_family 0, sin_port 2, sin_addr 4, sin_zero 8
        sockaddr_in6 28: sin6_family 0, sin6_port 2, sin6_flowinfo 4, sin6_addr 8, sin6_scope_id 24
        in_addr 4: s_addr 0
        in6_addr 16: __in6_u 0
        rlimit 16: rlim_cur 0, rlim_max 8
        rlimit64 16: rlim_cur 0, rlim_max 8
        timespec 16: tv_sec 0, tv_nsec 8
        """;

    private static final Path ALLOW_LIST = Path.of("src/main/jextract/remit.args");

    @ParameterizedTest
    @MethodSource("expected")
    void shouldLayOutStructAsCDoes(String expected) throws ReflectiveOperationException {
        assertThat(describe(structOf(expected))).isEqualTo(expected);
    }

    @Test
    void shouldExpectSomethingOfEveryBoundStruct() throws IOException {
        try (Stream<String> lines = Files.lines(ALLOW_LIST)) {
            var bound = lines.filter(line -> line.startsWith("--include-struct ")
                || line.startsWith("--include-typedef "))
                .map(line -> line.substring(line.indexOf(' ') + 1));
            assertThat(expected().map(LayoutTest::structOf)).containsExactlyInAnyOrderElementsOf(bound.toList());
        }
    }

    /** To make one takes a start 20 ms; see the script that regenerates the bindings. */
    @ParameterizedTest
    @MethodSource("expected")
    void shouldMakeNoHandleBeforeItIsUsed(String expected) throws ClassNotFoundException {
        Class<?> type = Class.forName(LayoutTest.class.getPackageName() + "." + structOf(expected));
        assertThat(type.getDeclaredFields()).extracting(Field::getType)
            .doesNotContain(VarHandle.class, MethodHandle.class);
    }

    private static Stream<String> expected() {
        return EXPECTED.lines().map(line -> line.replaceAll(" +", " "));
    }

    private static String structOf(String expected) {
        return expected.substring(0, expected.indexOf(' '));
    }

    private static String describe(String struct) throws ReflectiveOperationException {
        var type = Class.forName(LayoutTest.class.getPackageName() + "." + struct);
        var layout = (GroupLayout) type.getMethod("layout").invoke(null);
        var members = layout.memberLayouts().stream().map(MemoryLayout::name).flatMap(Optional::stream)
            .map(member -> member + " " + layout.byteOffset(PathElement.groupElement(member)));
        return struct + " " + layout.byteSize() + members.collect(joining(", ", ": ", ""));
    }
}
