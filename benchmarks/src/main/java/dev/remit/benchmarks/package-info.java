/**
 * What Remit costs, measured: one class for each workload.
 *
 * <p>Figures are compared with references from the same run, never with figures from another machine or day.
 */
@NullMarked
package dev.remit.benchmarks;

import org.jspecify.annotations.NullMarked;
