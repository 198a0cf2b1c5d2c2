package dev.remit.policy;

/**
 * A rule together with the layer that enforces it.
 *
 * @param rule the rule
 * @param layer meaningless for a rule that denies
 * @param reason why a rule that could have been enforced by the kernel is brokered, for people; else empty
 */
public record Region(PathRule rule, Layer layer, String reason) {}
