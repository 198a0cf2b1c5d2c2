/**
 * Classic BPF as the kernel's seccomp filter takes it: instructions with labels, an optimiser, an assembler, a verifier
 * with the kernel's rules, and a simulator with the kernel's semantics.
 *
 * <p>This package knows nothing of policy and of system calls beyond {@code struct seccomp_data}, and calls nothing
 * native: a filter is tested here without a kernel. Two representations never mix: {@link dev.remit.bpf.Instruction}s
 * jump to labels and are what passes work on; a {@link dev.remit.bpf.BpfProgram} is encoded, verified and final. Jumps
 * only go forward, as the kernel demands, so that every program ends.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/seccomp_filter.html">Seccomp BPF</a>
 * @see <a href="https://docs.kernel.org/networking/filter.html">Classic BPF</a>
 */
@NullMarked
package dev.remit.bpf;

import org.jspecify.annotations.NullMarked;
